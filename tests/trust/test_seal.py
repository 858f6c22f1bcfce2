"""Seals: a good one, one thing spoiled."""

from __future__ import annotations

import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.code import ElementString, ForeignLink, Link, NoProduceCode, Refusal
from kiosk.trust.lists import Key, KeyStatus
from kiosk.trust.message import seal_from_text
from kiosk.trust.seal import Seal, SealState, check_seal
from kiosk.trust.signing import seal_text
from tests.trust.sealing import (
    GLN,
    GTIN,
    KEY,
    KID,
    OTHER_KEY,
    OTHER_PRIVATE,
    PRIVATE,
    UNIT,
    check,
    sealed,
    trusting,
)

STOLEN = replace(KEY, status=KeyStatus.COMPROMISED, status_since=datetime(2026, 11, 1, tzinfo=UTC))
SEAL = seal_text(UNIT, KID, PRIVATE)


def state(link: str, *keys: Key) -> SealState:
    return check(link, trusting(*keys)).state


def test_a_good_seal_names_its_key() -> None:
    assert check(sealed(), trusting(KEY)) == Seal(SealState.VALID, KID, KEY)


def test_the_worked_example_is_made_byte_for_byte() -> None:
    assert sealed() == (
        "https://trace.example/01/09521234543213/10/L2611A/21/7K2M9Q?17=261130"
        "&s=H_oXrxhD7FFEG37kjig-A4bsTg1M8Iok0tHShS_5F3uHbxU-WYEz1X-mCuLih1_IcjuIutLUFCCAIRi2ZLwAu290Cw"
    )


@pytest.mark.parametrize("status", [KeyStatus.ACTIVE, KeyStatus.RETIRED])
def test_a_retired_key_still_verifies(status: KeyStatus) -> None:
    assert state(sealed(), replace(KEY, status=status)) is SealState.VALID


def test_a_stolen_key_is_revoked() -> None:
    assert check(sealed(), trusting(STOLEN)) == Seal(SealState.REVOKED_KEY, KID, STOLEN)


def test_a_key_stolen_in_one_row_is_stolen_in_all() -> None:
    assert state(sealed(), KEY, STOLEN) is SealState.REVOKED_KEY
    assert state(sealed(), replace(STOLEN, gtins=frozenset()), KEY) is SealState.REVOKED_KEY


def test_every_key_of_an_id_is_tried() -> None:
    assert state(sealed(), OTHER_KEY, KEY) is SealState.VALID
    assert state(sealed(private=OTHER_PRIVATE), KEY, OTHER_KEY) is SealState.VALID
    assert state(sealed(private=OTHER_PRIVATE), KEY) is SealState.INVALID


def test_a_row_in_scope_counts_before_one_that_is_not() -> None:
    assert check(sealed(), trusting(replace(KEY, gtins=frozenset()), KEY)).key == KEY


@pytest.mark.parametrize("keys", [(), (replace(KEY, kid=KID + 1),)])
def test_an_id_that_the_list_lacks_is_unknown(keys: tuple[Key, ...]) -> None:
    assert check(sealed(), trusting(*keys)) == Seal(SealState.UNKNOWN_KEY, KID)


def test_key_id_0_is_unknown_even_where_a_list_holds_it() -> None:
    header = (1 << 20).to_bytes(3, "big")
    text = urlsafe_b64encode(header + bytes(64)).rstrip(b"=").decode()
    seal = check(f"https://trace.example/01/{GTIN}?s={text}", trusting(replace(KEY, kid=0)))
    assert seal == Seal(SealState.UNKNOWN_KEY, 0)


@pytest.mark.parametrize(
    ("elements", "key"),
    [
        (UNIT, replace(KEY, gtins=frozenset(("09524722173589",)))),
        (UNIT, replace(KEY, gtins=frozenset())),
        (UNIT, replace(KEY, gtins=frozenset(), gtin_prefixes=("9529",))),
        (UNIT, replace(KEY, gtins=frozenset(), gtin_prefixes=("0952",))),
        ((("414", GLN),), replace(KEY, glns=frozenset())),
        ((("414", GLN),), replace(KEY, glns=frozenset(("9521234000020",)))),
        ((("00", "095212345432101239"),), KEY),
        ((("417", GLN),), KEY),
        ((*UNIT, ("13", "251231")), KEY),
        ((*UNIT, ("13", "270102")), KEY),
        ((*UNIT, ("11", "251231")), KEY),
        ((*UNIT, ("11", "261120"), ("13", "251231")), KEY),
        ((*UNIT, ("13", "261100")), replace(KEY, not_after=date(2026, 11, 29))),
    ],
)
def test_what_the_key_may_not_sign_is_out_of_scope(elements: tuple[tuple[str, str], ...], key: Key) -> None:
    assert state(sealed(elements), key) is SealState.OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("elements", "key"),
    [
        (UNIT, replace(KEY, gtins=frozenset(), gtin_prefixes=("9529", "9521234"))),
        ((("414", GLN),), KEY),
        ((("414", GLN), ("254", "2")), KEY),
        ((*UNIT, ("13", "260101")), KEY),
        ((*UNIT, ("13", "270101")), KEY),
        ((*UNIT, ("11", "251231"), ("13", "260101")), KEY),
        ((*UNIT, ("13", "261100")), replace(KEY, not_after=date(2026, 11, 30))),
        (UNIT, replace(KEY, not_after=date(2026, 1, 1))),
    ],
)
def test_what_the_key_may_sign_is_valid(elements: tuple[tuple[str, str], ...], key: Key) -> None:
    assert state(sealed(elements), key) is SealState.VALID


@pytest.mark.parametrize(
    "text", ["", SEAL[:-1], SEAL + "A", SEAL[:-1] + "-", SEAL[:-2] + "=" * 2, SEAL.replace("_", "/")]
)
def test_a_seal_that_is_none_is_malformed(text: str) -> None:
    assert state(f"https://trace.example/01/{GTIN}?s={text}", KEY) is SealState.MALFORMED


def test_an_escaped_seal_is_malformed() -> None:
    assert state(sealed().replace("H_oX", "H%5FoX"), KEY) is SealState.MALFORMED


@pytest.mark.parametrize("last", string.ascii_letters + string.digits + "-_")
def test_spare_bits_are_zero(last: str) -> None:
    assert (seal_from_text(SEAL[:-1] + last) is not None) == (last in "AQgw")


@pytest.mark.parametrize(
    ("version", "expected"),
    [(0, SealState.MALFORMED), *((version, SealState.NEWER_VERSION) for version in range(2, 16))],
)
def test_another_version_is_not_guessed_at(version: int, expected: SealState) -> None:
    content = urlsafe_b64decode(SEAL + "==")
    text = urlsafe_b64encode(bytes([version << 4 | content[0] & 15]) + content[1:]).rstrip(b"=").decode()
    assert state(sealed().replace(SEAL, text), KEY) is expected


@pytest.mark.parametrize(
    "spoiled",
    [
        (*UNIT[:3], ("17", "261201")),
        UNIT[:3],
        (*UNIT[:1], ("10", "L2611B"), *UNIT[2:]),
        (*UNIT[:2], ("21", "7k2m9q"), *UNIT[3:]),
        (*UNIT, ("240", "X")),
    ],
)
def test_a_seal_of_other_elements_is_invalid(spoiled: tuple[tuple[str, str], ...]) -> None:
    assert check_seal(Link("trace.example", spoiled, SEAL), trusting(KEY)).state is SealState.INVALID


def test_the_order_on_the_label_is_not_signed() -> None:
    assert (
        check_seal(Link("trace.example", (UNIT[0], *reversed(UNIT[1:])), SEAL), trusting(KEY)).state is SealState.VALID
    )


@given(st.integers(0, 67 * 8 - 1))
def test_no_bit_of_a_seal_may_flip(bit: int) -> None:
    content = bytearray(urlsafe_b64decode(SEAL + "=="))
    content[bit // 8] ^= 1 << bit % 8
    text = urlsafe_b64encode(content).rstrip(b"=").decode()
    assert check_seal(Link("trace.example", UNIT, text), trusting(KEY)).state is not SealState.VALID


@given(st.text(max_size=100) | st.from_regex("[0-9A-Za-z_-]{90}", fullmatch=True))
def test_random_seals_never_raise_and_never_hold(text: str) -> None:
    for code in (Link("trace.example", UNIT, text), ForeignLink("evil.test", UNIT, text)):
        assert check_seal(code, trusting(KEY)).state is not SealState.VALID


def test_a_seal_on_another_host_is_foreign() -> None:
    assert check(sealed().replace("trace.example", "evil.test"), trusting(KEY)) == Seal(SealState.FOREIGN_HOST, KID)


@pytest.mark.parametrize("text", ["web", "", "L" + SEAL[1:], "D" + SEAL[1:], SEAL[:-1] + "-", None])
def test_any_other_s_on_another_host_is_no_seal(text: str | None) -> None:
    assert check_seal(ForeignLink("evil.test", UNIT, text), trusting(KEY)).state is SealState.ABSENT


@pytest.mark.parametrize(
    "code",
    [Link("trace.example", UNIT), ElementString(UNIT), NoProduceCode(Refusal.OTHER_LINK, imitates_ours=True)],
)
def test_what_has_no_seal_lacks_one(code: Link | ElementString | NoProduceCode) -> None:
    assert check_seal(code, trusting(KEY)) == Seal(SealState.ABSENT)


def test_a_list_with_bytes_that_are_no_key_verifies_nothing() -> None:
    assert state(sealed(), replace(KEY, public=b"short")) is SealState.INVALID


@pytest.mark.parametrize("kid", [0, -1, 0x100000])
def test_a_key_id_out_of_range_seals_nothing(kid: int) -> None:
    with pytest.raises(ValueError, match="Key id"):
        seal_text(UNIT, kid, PRIVATE)


@pytest.mark.parametrize("kid", [1, 0xFEFFF, 0xFF000, 0xFFFFF])
def test_every_key_id_in_range_seals(kid: int) -> None:
    text = seal_text(UNIT, kid, PRIVATE)
    assert len(text) == 90
    assert state(sealed(kid=kid), replace(KEY, kid=kid)) is SealState.VALID
