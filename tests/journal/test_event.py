"""What a row says: enough to judge again, nothing that a stranger wrote, nothing about people."""

from __future__ import annotations

import json
import uuid
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.code import (
    CityCode,
    Code,
    ElementString,
    Family,
    ForeignLink,
    Link,
    NoProduceCode,
    OtherScheme,
    PriceLookUp,
    Refusal,
    Refused,
    ShopNumber,
    TradeItemNumber,
)
from kiosk.codes.payload import Payload
from kiosk.errors import MessageError
from kiosk.journal.event import (
    Gap,
    Inspected,
    Inspection,
    code_again,
    family_of,
    from_json,
    inspected,
    keep,
    to_json,
    uuid7,
)
from kiosk.moment import Moment
from kiosk.trust.seal import Seal, SealState, check_seal
from kiosk.verdicts.gather import gather
from kiosk.verdicts.rules import judge
from tests.journal.events import (
    GENUINE,
    NINE,
    NOW,
    PLACE,
    SHOWN,
    STAND,
    STORIES,
    event_of,
    inspection_of,
    lists,
)


@pytest.mark.parametrize("story", STORIES)
def test_event_reads_back_as_it_was(story: str) -> None:
    event = event_of(STORIES[story])
    assert from_json(to_json(event)) == event


def test_gap_reads_back_as_it_was() -> None:
    gap = Gap(NINE, True, NINE, "its pages do not fit together", "journal.db.damaged-1")
    assert from_json(to_json(gap)) == gap


@pytest.mark.parametrize("story", STORIES)
def test_json_is_canonical(story: str) -> None:
    text = to_json(event_of(STORIES[story]))
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert text.isascii()


@pytest.mark.parametrize("story", STORIES)
def test_row_gives_the_same_verdict_again(story: str) -> None:
    inspection = inspection_of(STORIES[story])
    row = from_json(to_json(event_of(STORIES[story])))
    assert isinstance(row, Inspected)
    code = code_again(row)
    seal = check_seal(code, lists().trust) if row.code.seal_text is not None else Seal(row.seal, row.key_id)
    assert judge(gather(code, seal, row.finding, lists(), PLACE, NOW)) == inspection.verdict


def test_event_says_what_was_shown_and_why() -> None:
    inspection, event = inspection_of(GENUINE), event_of()
    verdict = inspection.verdict
    assert (event.level, event.headline, event.reasons) == (verdict.level, verdict.headline, verdict.reasons)
    assert (event.origin, event.certification, event.authenticity) == (
        verdict.origin,
        verdict.certification,
        verdict.authenticity,
    )
    assert (event.seal, event.key_id) == (SealState.VALID, inspection.seal.key_id)
    assert (event.family, event.refused, event.identity) == (Family.DIGITAL_LINK, None, inspection.identity)
    assert event.judged_by.trust_version == lists().trust.version
    assert (event.shown.text_key, event.shown.frame_to_paint_ms) == ("headline.genuine", 71.3)


def test_untrusted_clock_is_told_with_its_floor() -> None:
    now = Moment(NINE, is_trusted=False, floor=NINE)
    event = inspected("id", inspection_of(GENUINE), lists(), STAND, SHOWN, now)
    assert (event.is_clock_trusted, event.clock_floor) == (False, NINE)


# What is kept of a code.

STRANGERS = [
    b"WIFI:T:WPA;S:Quan nuoc mau;P:khong-co-that;;",
    b"https://evil.example/login?user=Nguyen",
    "Nguyễn Văn Mẫu 0912345678".encode(),
    b"BEGIN:VCARD\nFN:Mau\nEND:VCARD",
    b"\xff\xfe\x00khong-doc-duoc",
    b"javascript:alert(1)",
    b"https://trace.example/khong/phai/ma?x=khong-co-that",
    b"https://id.brand-mau.example/01/09521234543213?linktext=khong-co-that",
    b"https://trace.example/01/09521234543214?note=khong-co-that",
    b"https://trace.example/01/09521234543213/10/L1?4300=Nguyen+Van+Mau&4308=0912345678",
    b"https://trace.example.tem-mau.example/01/09521234543213/10/L1?s=khong-co-that",
    b"https://trace.example/01/09521234543213/10/L1?s=khong-co-that-khong-co-that",
]
WORDS = (
    "khong",
    "evil",
    "user=",
    "nguyen",
    "0912345678",
    "vcard",
    "alert",
    "brand-mau",
    "tem-mau",
    "wifi",
    "quan nuoc",
)


@pytest.mark.parametrize("content", STRANGERS)
def test_nothing_that_a_stranger_wrote_is_kept(content: bytes) -> None:
    text = to_json(event_of(Payload(content, "]Q1"))).lower()
    assert [word for word in WORDS if word in text] == []


@given(st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-_.:/ ", min_size=12, max_size=200))
def test_no_text_is_kept(text: str) -> None:
    event = event_of(Payload(f"Xin chao {text}".encode(), "]Q1"))
    assert event.family is Family.NONE
    assert text not in to_json(event)


@given(st.binary(min_size=1, max_size=600))
def test_every_payload_has_an_event(content: bytes) -> None:
    event = event_of(Payload(content, "]Q1"))
    assert from_json(to_json(event)) == event


def test_row_has_no_field_for_frame_payload_or_person() -> None:
    names = {field.name for field in fields(Inspected)}
    assert names.isdisjoint({"payload", "content", "frame", "picture", "person", "face", "phone"})


ELEMENTS = (("01", "09521234543213"), ("10", "L1"), ("17", "261130"), ("3103", "000500"), ("4300", "Nguyen"))
WITHOUT_NAME = ELEMENTS[:-1]
CODES: list[tuple[Code, Family]] = [
    (Link("trace.example", WITHOUT_NAME, None, is_from_kiosk=True), Family.DIGITAL_LINK),
    (ForeignLink("", WITHOUT_NAME, None, imitates_ours=True), Family.FOREIGN_LINK),
    (ElementString(WITHOUT_NAME), Family.ELEMENT_STRING),
    (TradeItemNumber("09521234543213"), Family.GTIN),
    (ShopNumber(""), Family.SHOP_NUMBER),
    (CityCode("HNP00417S"), Family.CITY_CODE),
    (PriceLookUp("4065"), Family.PLU),
    (OtherScheme("hn-check"), Family.OTHER_SCHEME),
    (Refused(Family.GTIN, Refusal.BAD_CHECK_DIGIT), Family.GTIN),
    (Refused(Family.FOREIGN_LINK, Refusal.BAD_SYNTAX, imitates_ours=True), Family.FOREIGN_LINK),
    (NoProduceCode(Refusal.TOO_LONG), Family.NONE),
    (NoProduceCode(Refusal.OTHER_LINK, imitates_ours=True), Family.NONE),
]


@pytest.mark.parametrize(("code", "family"), CODES)
def test_code_comes_back_from_its_row(code: Code, family: Family) -> None:
    assert family_of(code) is family
    inspection = inspection_of(GENUINE)
    row = inspected("id", _With(inspection, code), lists(), STAND, SHOWN, NOW)
    assert code_again(row) == code


class _With:
    """An inspection with another code."""

    def __init__(self, inspection: Inspection, code: Code) -> None:
        self.identity, self.finding, self.verdict = inspection.identity, inspection.finding, inspection.verdict
        self.is_typed = inspection.is_typed
        self.code, self.seal = code, Seal(SealState.ABSENT)


def test_signed_elements_are_kept_whole_with_their_seal() -> None:
    kept = keep(Link("trace.example", ELEMENTS, "H_o"), SealState.VALID)
    assert (kept.elements, kept.seal_text) == (ELEMENTS, "H_o")


@pytest.mark.parametrize(
    "seal", [state for state in SealState if state not in {"valid", "revoked_key", "out_of_scope"}]
)
def test_unsigned_elements_are_kept_only_where_the_rules_read_them(seal: SealState) -> None:
    kept = keep(Link("trace.example", ELEMENTS, "khong-co-that"), seal)
    assert (kept.elements, kept.seal_text) == (WITHOUT_NAME, None)


@pytest.mark.parametrize("text", ["", "{}", "null", '{"kind": "other"}', '{"kind": "gap"}'])
def test_row_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(MessageError, match="JRN-06"):
        from_json(text)


# UUIDv7.


def test_uuid7_of_the_specification() -> None:
    """RFC 9562, appendix A.6: rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F."""
    noise = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10)
    assert uuid7(0x017F22E279B0, noise) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
def test_uuid7_is_a_uuid_of_version_7(unix_ms: int, noise: bytes) -> None:
    made = uuid.UUID(uuid7(unix_ms, noise))
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, unix_ms)


def test_ids_sort_by_time() -> None:
    assert uuid7(1, b"\xff" * 10) < uuid7(2, b"\x00" * 10)


@pytest.mark.parametrize(("unix_ms", "noise"), [(-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9))])
def test_uuid7_refuses_what_does_not_fit(unix_ms: int, noise: bytes) -> None:
    with pytest.raises(ValueError, match="UUIDv7"):
        uuid7(unix_ms, noise)
