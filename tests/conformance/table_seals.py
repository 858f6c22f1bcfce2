"""Seal → state: the bytes of the seal, who may sign what, and when. Nothing is found for any of them."""

from __future__ import annotations

from typing import Any

from tests.conformance.row import SEAL, Row, Signer
from tests.conformance.table_links import FALSE, LOT_CODE, LOT_PATH, LOT_WAITS, PATH, UNIT, WAITS
from tests.conformance.world import (
    BY_PREFIX,
    CASE_G,
    EMPTY,
    FARM_KEY,
    GLN,
    HIGHEST,
    HIGHEST_REAL,
    HOST,
    IMPOSTOR,
    LOWEST,
    NEIGHBOUR,
    NOBODY,
    OTHER_G,
    OTHER_GLN,
    PREFIX_G,
    RETIRED,
    SAMPLE_G,
    SHORT,
    SSCC,
    STOLEN,
    TEST,
    TWICE_LISTED,
    TWIN_ONE,
    TWIN_TWO,
    ZERO,
    G,
)

LATER = "unknown cannot_confirm unknown unknown unknown"
SIGN_WAITS = "unknown cannot_confirm unknown unknown genuine_seal"
PRACTICE = "unknown practice unknown unknown unknown"
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group of Ed25519 (RFC 8032, 5.1)."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _unit(name: str, by: Signer, seal: str, says: str, why: str) -> Row:
    """The unit's label, sealed by one key or another."""
    return Row(name, f"https://{HOST}{PATH}?17=261130&s={SEAL}", "digital_link", says, why, code=UNIT, seal=seal, by=by)


def _printed(name: str, rest: str, code: str, by: Signer, seal: str, says: str, why: str) -> Row:
    return Row(name, f"https://{HOST}{rest}", "digital_link", says, why, code=code, seal=seal, by=by)


def _dated(name: str, query: str, seal: str, why: str, by: Signer = FARM_KEY) -> Row:
    """A lot's label with dates; whatever time it is read at."""
    code = f"{LOT_CODE} {query.replace('&', ' ')}"
    says = LOT_WAITS if seal == "valid" else FALSE
    return _printed(name, f"{LOT_PATH}?{query}&s={SEAL}", code, by, seal, says, why)


def _changed(name: str, rest: str, code: str, why: str) -> Row:
    """The unit's seal under something else."""
    return Row(name, f"https://{HOST}{rest}", "digital_link", FALSE, why, code=code, seal="invalid", by=FARM_KEY,
               signs=UNIT)  # fmt: skip


def _text(name: str, why: str, says: str = FALSE, seal: str = "malformed", **spoil: Any) -> Row:
    return Row(name, f"https://{HOST}{PATH}?17=261130&s={SEAL}", "digital_link", says, why, code=UNIT, seal=seal,
               by=FARM_KEY, **spoil)  # fmt: skip


def _other_spare_bits(text: str) -> str:
    return text[:-1] + ALPHABET[ALPHABET.index(text[-1]) | 1]


def _with_order_added(seal: bytes) -> bytes:
    """S + L verifies where a reader forgets to compare S with the group's order (RFC 8032, 5.1.7)."""
    number = int.from_bytes(seal[35:], "little") + ORDER
    return seal[:35] + number.to_bytes(32, "little")


def _reheaded(header: int) -> object:
    return lambda seal: header.to_bytes(3, "big") + seal[3:]


KEYS = (
    _unit("active key", FARM_KEY, "valid", WAITS, "in the list, and may sign it"),
    _unit("retired key", RETIRED, "valid", WAITS, "signs no more, and still verifies"),
    _unit("stolen key", STOLEN, "revoked_key", LATER, "the verdict needs the lot's registration"),
    _unit("stolen key of which one row says active", TWICE_LISTED, "revoked_key", LATER, "stolen in one row is stolen"),
    _unit("key id 1", LOWEST, "valid", WAITS, "the lowest"),
    _unit("highest key id that is no test key", HIGHEST_REAL, "valid", WAITS, "0xFEFFF"),
    _unit("first test key, enrolled unit", TEST, "valid", PRACTICE, "0xFF000: for practice"),
    _unit("highest key id", HIGHEST, "valid", PRACTICE, "0xFFFFF"),
    _unit("first of two keys of an id", TWIN_ONE, "valid", WAITS, "all keys of the id are tried"),
    _unit("second of two keys of an id", TWIN_TWO, "valid", WAITS, "all keys of the id are tried"),
    _unit("key that is not in the list", NOBODY, "unknown_key", FALSE, "a fresh list does not have it"),
    _unit("key id 0", ZERO, "unknown_key", FALSE, "0 is no key, whatever the list says"),
    _unit("another's signature under the farm's id", IMPOSTOR, "invalid", FALSE, "no key of that id verifies"),
    _unit("neighbour's key", NEIGHBOUR, "out_of_scope", FALSE, "a genuine key, another firm's product"),
    _unit("key with empty lists", EMPTY, "out_of_scope", FALSE, "empty lists allow nothing"),
    _unit("key that ended in June, no date of packing", SHORT, "valid", WAITS,
          "the signer's dates are never compared with now"),
)  # fmt: skip

SCOPE = (
    _printed("lot label", f"{LOT_PATH}?17=261130&s={SEAL}", f"{LOT_CODE} 17=261130", FARM_KEY, "valid", LOT_WAITS,
             "one label for the lot"),
    _printed("sign", f"/414/{GLN}?s={SEAL}", f"414={GLN}", FARM_KEY, "valid", SIGN_WAITS, "an establishment's sign"),
    _printed("sign with an extension", f"/414/{GLN}/254/12?s={SEAL}", f"414={GLN} 254=12", FARM_KEY, "valid",
             SIGN_WAITS, "the primary key decides"),
    _printed("sign of a place out of scope", f"/414/{OTHER_GLN}?s={SEAL}", f"414={OTHER_GLN}", FARM_KEY,
             "out_of_scope", FALSE, "not in glns"),
    _printed("sign of the signer's own GLN, empty lists", f"/414/{GLN}?s={SEAL}", f"414={GLN}", EMPTY,
             "out_of_scope", FALSE, "gln names the issuer; glns allow"),
    _printed("load", f"/00/{SSCC}?s={SEAL}", f"00={SSCC}", FARM_KEY, "out_of_scope", FALSE,
             "a seal on any key but 01 and 414"),
    _printed("load with a product in the query", f"/00/{SSCC}?02={G}&37=12&s={SEAL}", f"00={SSCC} 02={G} 37=12",
             FARM_KEY, "out_of_scope", FALSE, "the primary key of the link decides"),
    _printed("case listed by itself", f"/01/{CASE_G}/10/L2611A?s={SEAL}", f"01={CASE_G} 10=L2611A", FARM_KEY, "valid",
             LOT_WAITS, "gtins are compared with all 14 digits"),
    _printed("product by its prefix", f"/01/{PREFIX_G}/10/L1?s={SEAL}", f"01={PREFIX_G} 10=L1", BY_PREFIX, "valid",
             LOT_WAITS, "digits 2 to 14 begin with it"),
    _printed("product beside the prefix", f"/01/{G}/10/L1?s={SEAL}", f"01={G} 10=L1", BY_PREFIX, "out_of_scope", FALSE,
             "they begin with another"),
    _printed("sample product, test key", f"/01/{SAMPLE_G}/10/L1?s={SEAL}", f"01={SAMPLE_G} 10=L1", TEST, "valid",
             PRACTICE, "952 is for practice"),
    _printed("sample product, ordinary key", f"/01/{SAMPLE_G}/10/L1?s={SEAL}", f"01={SAMPLE_G} 10=L1", FARM_KEY,
             "valid", PRACTICE, "952 is for practice, whoever signs"),
    _printed("product with a place in the query", f"{LOT_PATH}?414={OTHER_GLN}&s={SEAL}",
             f"{LOT_CODE} 414={OTHER_GLN}", FARM_KEY, "valid", LOT_WAITS, "only the primary key is compared"),
    _printed("many elements", f"/01/{G}/22/V/10/L2611A/21/S1?3103=000500&17=261130&7007=261122&s={SEAL}",
             f"01={G} 22=V 10=L2611A 21=S1 3103=000500 17=261130 7007=261122", FARM_KEY, "valid", WAITS,
             "signed in the order of their digits as text: 01 10 17 21 22 3103 7007"),
)  # fmt: skip

DATES = (
    _dated("packed within the key's days", "13=261122", "valid", "between not_before and not_after"),
    _dated("packed on the key's first day", "13=260101", "valid", "both days are included"),
    _dated("packed on the key's last day", "13=270101", "valid", "both days are included"),
    _dated("packed after the key's days", "13=270102", "out_of_scope", "a day too late"),
    _dated("packed before the key's days", "13=251231", "out_of_scope", "a day too early"),
    _dated("produced within the key's days", "11=261121", "valid", "AI 11 where 13 is absent"),
    _dated("produced after the key's days", "11=270102", "out_of_scope", "AI 11 where 13 is absent"),
    _dated("produced before, packed within", "11=251230&13=260102", "valid", "13 comes before 11"),
    _dated("produced within, packed after", "11=261231&13=270103", "out_of_scope", "13 comes before 11"),
    _dated("use by after the key's days", "17=280101", "valid", "only 13 and 11 are compared"),
    _dated("packed on day 00 of December", "13=261200", "valid", "31 December 2026"),
    _dated("packed on day 00 of January", "13=270100", "out_of_scope", "31 January 2027"),
    _dated("packed in 99", "13=991231", "out_of_scope", "seen from 2026 it is 1999"),
    _dated("packed after a short key's days", "13=260701", "out_of_scope", "not_after is 30 June 2026", SHORT),
    _dated("packed on a short key's last day", "13=260630", "valid", "in 1 or in 50 years: never compared with now",
           SHORT),
)  # fmt: skip

CHANGED = (
    _changed("another lot", f"/01/{G}/10/L2611B/21/7K2M9Q4T?17=261130&s={SEAL}",
             f"01={G} 10=L2611B 21=7K2M9Q4T 17=261130", "the lot is signed"),
    _changed("lot in small letters", f"/01/{G}/10/l2611a/21/7K2M9Q4T?17=261130&s={SEAL}",
             f"01={G} 10=l2611a 21=7K2M9Q4T 17=261130", "values are case-sensitive"),
    _changed("another product", f"/01/{OTHER_G}/10/L2611A/21/7K2M9Q4T?17=261130&s={SEAL}",
             f"01={OTHER_G} 10=L2611A 21=7K2M9Q4T 17=261130", "the product is signed"),
    _changed("a later use-by date", f"{PATH}?17=261230&s={SEAL}", f"01={G} 10=L2611A 21=7K2M9Q4T 17=261230",
             "the date is signed"),
    _changed("use-by date left out", f"{PATH}?s={SEAL}", f"01={G} 10=L2611A 21=7K2M9Q4T", "every element is signed"),
    _changed("serial left out", f"{LOT_PATH}?17=261130&s={SEAL}", f"{LOT_CODE} 17=261130", "every element is signed"),
    _changed("use-by date as best-before", f"{PATH}?15=261130&s={SEAL}", f"01={G} 10=L2611A 21=7K2M9Q4T 15=261130",
             "the identifiers are signed"),
    _changed("weight added", f"{PATH}?17=261130&3103=000500&s={SEAL}", f"{UNIT} 3103=000500",
             "no element goes unsigned"),
    _changed("lot and serial cut elsewhere", f"/01/{G}/10/L2611A21/21/7K2M9Q4T?17=261130&s={SEAL}",
             f"01={G} 10=L2611A21 21=7K2M9Q4T 17=261130", "1D ends every element"),
    _changed("a sign with the unit's seal", f"/414/{GLN}?s={SEAL}", f"414={GLN}", "signature of something else"),
)  # fmt: skip

BYTES = (
    _text("version 0", "0 is none", version=0),
    _text("version 2", "for a later reader", LATER, "newer_version", version=2),
    _text("version 15", "for a later reader", LATER, "newer_version", version=15),
    _text("version 2 of an unknown key", "the version is judged first", LATER, "newer_version",
          spoil_bytes=_reheaded(2 << 20 | 999)),
    _text("version 0 of an unknown key", "malformed is judged first", spoil_bytes=_reheaded(999)),
    _text("key id 0 beside a right signature", "0 is no key", FALSE, "unknown_key", spoil_bytes=_reheaded(1 << 20)),
    _text("another key's id", "the header is signed too", FALSE, "invalid", spoil_bytes=_reheaded(1 << 20 | 18)),
    _text("signature of noughts", "no key verifies it", FALSE, "invalid",
          spoil_bytes=lambda seal: seal[:3] + bytes(64)),
    _text("S grown by the group's order", "RFC 8032: S is less than L", FALSE, "invalid",
          spoil_bytes=_with_order_added),
    _text("R and S exchanged", "no key verifies it", FALSE, "invalid",
          spoil_bytes=lambda seal: seal[:3] + seal[35:] + seal[3:35]),
    _text("89 letters", "90 are needed", spoil_text=lambda text: text[:-1]),
    _text("91 letters", "90 are needed", spoil_text=lambda text: text + "A"),
    _text("180 letters", "90 are needed", spoil_text=lambda text: text * 2),
    _text("spare bits", "the last four bits are zero", spoil_text=_other_spare_bits),
    _text("a plus in it", "base64url: - and _", spoil_text=lambda text: text[:40] + "+" + text[41:]),
    _text("a dot in it", "outside the alphabet", spoil_text=lambda text: text[:40] + "." + text[41:]),
    _text("a letter of another script in it", "outside the alphabet",
          spoil_text=lambda text: text[:40] + "Ａ" + text[41:]),
    _text("padded to 92", "without padding", spoil_text=lambda text: text + "=="),
    _text("first letter in the other case", "E is e: the version is 7",
          spoil_text=lambda text: text[0].swapcase() + text[1:],
          says="unknown cannot_confirm unknown unknown unknown", seal="newer_version"),
)  # fmt: skip

ELSEWHERE = tuple(
    Row(name, f"https://id.brand.test{PATH}?17=261130&s={SEAL}", "foreign_link", says, why, code=UNIT, seal=seal,
        by=FARM_KEY, version=version, spoil_text=spoil)
    for name, says, seal, version, spoil, why in (
        ("whole seal elsewhere", "stop look_alike unknown unknown forged", "foreign_host", 1, None,
         "made to be taken for one of ours"),
        ("version 2 elsewhere", "unknown cannot_confirm unknown unknown no_seal", "absent", 2, None,
         "not of version 1: no seal there"),
        ("89 letters elsewhere", "unknown cannot_confirm unknown unknown no_seal", "absent", 1,
         lambda text: text[:-1], "not whole: no seal there"),
        ("spare bits elsewhere", "unknown cannot_confirm unknown unknown no_seal", "absent", 1, _other_spare_bits,
         "not whole: no seal there"),
        ("any 90 letters of version 1 elsewhere", "stop look_alike unknown unknown forged", "foreign_host", 1,
         lambda _: "EAAA" + "A" * 86, "nobody's key: it looks like a seal, and that is enough"),
    )
)  # fmt: skip

ROWS = (*KEYS, *SCOPE, *DATES, *CHANGED, *BYTES, *ELSEWHERE)
