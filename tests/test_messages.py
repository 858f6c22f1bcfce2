"""What processes say to each other: each line reads back, and nothing else is read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from kiosk.codes.code import Identity
from kiosk.errors import MessageError
from kiosk.messages import local
from kiosk.messages.announcements import AnnouncedLot
from kiosk.messages.http import Problem, Ready, RecordAnswer, Versions
from kiosk.messages.lines import MAX_LINE_BYTES, from_line, to_line
from kiosk.messages.local import (
    Admission,
    AnnouncementsTold,
    Ask,
    Beat,
    BeginAnew,
    CameraReport,
    CameraState,
    Fares,
    Found,
    Guided,
    Hello,
    Hint,
    JournalConfirmed,
    ListsConfirmed,
    ListsPlaced,
    Lit,
    Maintained,
    Message,
    Near,
    Network,
    NoticesTold,
    PairingOffered,
    Part,
    Pictured,
    PictureTaken,
    PictureWanted,
    Pressed,
    ReportsTaken,
    Say,
    Scanned,
    SettingsTold,
    SourceEnded,
    ToldNotice,
)
from kiosk.messages.signing import SignatureFault
from kiosk.messages.unit_settings import KioskSettings
from kiosk.records.finding import Correction, Finding, Source
from kiosk.records.history import Check, Flag, FlagKind, History
from kiosk.records.instants import instants_of
from kiosk.records.registry import Establishment, Lot, Movement, Recall, Step
from kiosk.verdicts.verdict import Level
from tests.journal.events import finding_of

NINE = datetime(2026, 11, 23, 2, tzinfo=UTC)
NEVER_SET = datetime(1970, 1, 1, tzinfo=UTC)
WATER_SPINACH = Identity(gtin="09521234543213", lot="L2611A", serial="7K2M9Q")

MESSAGES: list[Message] = [
    *(Hello(part=part) for part in Part),
    Beat(),
    Pictured(number=17),
    Scanned(content=b"\x00\xff\nWIFI:", symbology="]Q1", frame_ns=1 << 60, frames=3, decode_ms=1.5),
    *(CameraReport(state=state, number="CAM-02") for state in CameraState),
    *(Guided(hint=hint) for hint in Hint),
    SourceEnded(),
    Ask(check_id="id", identity=WATER_SPINACH, asked_at=NINE, is_clock_trusted=False, is_counted=True),
    Ask(check_id="id", identity=Identity(), asked_at=NINE, is_clock_trusted=True, is_counted=False),
    Found(check_id="id", finding=finding_of(Identity()), is_final=False),
    Found(check_id="id", finding=finding_of(WATER_SPINACH), is_final=True),
    Network(is_online=False),
    Network(is_online=True, last_answer_at=NINE),
    ListsPlaced(),
    ListsConfirmed(version=3, at=NINE),
    JournalConfirmed(journal="0123456789abcdef", sequence=17, digest="0" * 64),
    *(Admission(refusal=refusal) for refusal in (*SignatureFault, None)),
    Admission(broken="STO-20"),
    SettingsTold(
        settings=KioskSettings(languages=("en",), volume=30),
        name="Trạm 1",
        market_id="M1",
        market_name="Chợ Long Biên",
        area="Nhà A",
        position="Cửa 1",
    ),
    NoticesTold(notices=()),
    AnnouncementsTold(
        day=date(2026, 11, 23),
        lots=(
            AnnouncedLot(
                stall="A04",
                plu="4065",
                gtin="0" * 14,
                lot="L1",
                product="Ớt",
                product_en="",
                producer="HTX",
                announced_at=NINE,
                arrived_at=None,
            ),
        ),
    ),
    NoticesTold(
        notices=(ToldNotice(id="N1", is_emergency=True, text="Có cháy\nở nhà B", text_en="Fire", remaining_s=0.5),)
    ),
    Fares(),
    Fares(camera=CameraState.LOST, trust_version=7, faults=("CAM-02",)),
    BeginAnew(),
    PictureWanted(),
    PictureTaken(picture=b"\x89PNG\x00"),
    *(Lit(level=level) for level in (*Level, None)),
    Say(level=Level.GOOD, language="vi", lines=("Mã xác thực đúng",), volume=60),
    Maintained(),
    PairingOffered(letters="KHTM-RVWX", fingerprint="3F9A C214", remaining_s=560.0, machine="Pi", centre="https://a"),
    Pressed(),
    Pressed(is_held=True),
    Near(is_near=True),
    ReportsTaken(ids=("01936aaa-0000-4000-8000-000000000001",)),
]
KINDS: tuple[type[BaseModel], ...] = get_args(get_args(Message)[0])


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.kind)
def test_message_reads_back_as_it_was(message: Message) -> None:
    line = to_line(message)
    assert from_line(line) == message
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1


def test_every_kind_of_message_is_tested() -> None:
    assert {type(message) for message in MESSAGES} == set(KINDS)


def test_kinds_have_names_of_their_own() -> None:
    names = [kind.model_fields["kind"].default for kind in KINDS]
    assert len(set(names)) == len(names)


@given(st.binary(max_size=512))
def test_payload_comes_over_byte_by_byte(content: bytes) -> None:
    message = Scanned(content=content, symbology="]Q1", frame_ns=1, frames=1, decode_ms=0.0)
    assert from_line(to_line(message)) == message


WRONG = [
    b"",
    b"\n",
    b"null",
    b"[]",
    b"{}",
    b'{"kind": "other"}',
    b'{"kind": "beat", "more": 1}',
    b'{"kind": "hello"}',
    b'{"kind": "hello", "part": "printer"}',
    b'{"kind": "pictured", "number": "many"}',
    b'{"kind": "lit", "level": "green"}',
    b'{"kind": "beat"',
    b'{"kind": "beat"}{"kind": "beat"}',
    b"\xff\xfe",
    b"[" * 100_000,
]


@pytest.mark.parametrize("line", WRONG, ids=lambda line: repr(line[:30]))
def test_line_that_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(MessageError, match="MSG-01"):
        from_line(line)


def test_line_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(MessageError, match="MSG-01"):
        from_line(b'{"kind": "beat"' + b" " * MAX_LINE_BYTES + b"}")


@given(st.binary(max_size=200))
def test_noise_is_never_anything_but_refused(line: bytes) -> None:
    with suppress(MessageError):
        assert from_line(line) in MESSAGES


def test_message_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Lit(level=Level.GOOD).level = Level.STOP


def test_every_message_of_the_module_is_one_that_is_understood() -> None:
    here = {one for one in vars(local).values() if isinstance(one, type) and issubclass(one, BaseModel)}
    assert {kind for kind in here if "kind" in kind.model_fields} == set(KINDS)


@pytest.mark.parametrize("at", ["2026-11-23T09:00:00", "9999-12-31T23:59:59Z", "1969-12-31T00:00:00Z"])
@pytest.mark.parametrize("message", [ListsConfirmed(version=3, at=NINE), Network(is_online=True, last_answer_at=NINE)])
def test_line_with_a_time_beyond_reckoning_is_refused(message: Message, at: str) -> None:
    line = to_line(message).replace(b"2026-11-23T02:00:00Z", at.encode())
    assert at.encode() in line
    with pytest.raises(MessageError, match="MSG-01"):
        from_line(line)


def test_clock_that_was_never_set_may_still_ask() -> None:
    asked = Ask(check_id="id", identity=Identity(), asked_at=NEVER_SET, is_clock_trusted=False, is_counted=True)
    assert from_line(to_line(asked)) == asked


BEYOND = datetime(9999, 12, 31, 23, tzinfo=UTC)
UNZONED = NINE.replace(tzinfo=None)
RECALL = Recall("R1", "", "", "", effective_at=NINE, ends_at=NINE)
SOUND = Finding(
    source=Source.CENTRAL,
    as_of=NINE,
    lot=Lot("09521234543213", "L2611A", NINE),
    establishment=Establishment("E1", "", "", registered_at=NINE),
    movements=(Movement("urn:1", Step.SALE, NINE, "", ""),),
    recalls=(RECALL,),
    history=History((Check("id", NINE, "M1"),), (Flag(FlagKind.COPIED, NINE),)),
    correction=Correction("09521234543213", "", "", "", since=NINE),
)


def _with(at: datetime) -> list[Finding]:
    assert SOUND.lot is not None
    assert SOUND.establishment is not None
    assert SOUND.correction is not None
    return [
        replace(SOUND, as_of=at),
        replace(SOUND, lot=replace(SOUND.lot, registered_at=at)),
        replace(SOUND, establishment=replace(SOUND.establishment, registered_at=at)),
        replace(SOUND, movements=(replace(SOUND.movements[0], at=at),)),
        replace(SOUND, recalls=(replace(RECALL, effective_at=at),)),
        replace(SOUND, recalls=(replace(RECALL, ends_at=at),)),
        replace(SOUND, history=replace(SOUND.history, checks=(Check("id", at, "M1"),))),
        replace(SOUND, history=replace(SOUND.history, flags=(Flag(FlagKind.COPIED, at),))),
        replace(SOUND, correction=replace(SOUND.correction, since=at)),
    ]


def test_sound_finding_comes_over() -> None:
    found = Found(check_id="id", finding=SOUND, is_final=True)
    assert from_line(to_line(found)) == found


@pytest.mark.parametrize("at", [BEYOND, UNZONED], ids=["9999", "unzoned"])
@pytest.mark.parametrize("place", range(9))
def test_no_instant_of_a_finding_is_beyond_reckoning(place: int, at: datetime) -> None:
    with pytest.raises(ValidationError):
        Found(check_id="id", finding=_with(at)[place], is_final=True)


def test_every_instant_of_a_finding_is_looked_at() -> None:
    """A new field of the records must be named in `instants_of`."""
    text = Found(check_id="id", finding=SOUND, is_final=True).model_dump_json()
    assert text.count("2026-11-23T02:00:00Z") == len(list(instants_of(SOUND))) == len(_with(NINE))


# Kiosk and centre.

ANSWERS = [
    Versions(trust=3),
    RecordAnswer(finding=finding_of(WATER_SPINACH), answered_at=NINE, versions=Versions(trust=3, settings=2)),
    RecordAnswer(finding=finding_of(Identity()), answered_at=NINE, versions=Versions(trust=1)),
    Ready(answered_at=NINE, versions=Versions(trust=3)),
    Problem(title="no such path", status=404),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_answer_of_the_centre_reads_back_as_it_was(answer: BaseModel) -> None:
    assert type(answer).model_validate_json(answer.model_dump_json()) == answer


def test_answer_of_a_newer_centre_is_understood() -> None:
    """The centre is updated before the kiosks: what it adds is left alone."""
    newer = '{"answered_at": "2026-11-23T09:00:00+07:00", "versions": {"trust": 3, "prices": 9}, "hint": "x"}'
    assert Ready.model_validate_json(newer).versions == Versions(trust=3)
