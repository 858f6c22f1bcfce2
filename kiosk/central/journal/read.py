"""Uploaded rows → rows that may stand, each judged by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from kiosk.journal.chain import START, Row, digest_of, link
from kiosk.journal.upload import journal_name, row_id
from kiosk.messages.instant import END
from kiosk.messages.journal import JournalRow, RefusedRow
from kiosk.messages.journal_runs import JournalRun

_WORD = r"^[a-z0-9_]*\z"
_DIGITS = r"^[0-9]*\z"
"""What is told apart in columns is plain: PostgreSQL takes no NUL, and one such row would stop all others."""


_PLAIN = r"^[ -~]*\z"
MAX_READ_MS = 3_600_000
"""What took longer than an hour is told as an hour: a unit slept meanwhile."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Item(_Part):
    gtin: str | None = Field(default=None, max_length=14, pattern=_DIGITS)
    lot: str | None = Field(default=None, max_length=20, pattern=_PLAIN)


class _Product(_Part):
    group: str = Field(default="", max_length=64, pattern=_PLAIN)
    establishment_id: str = Field(default="", max_length=64, pattern=_PLAIN)


class _Establishment(_Part):
    id: str = Field(default="", max_length=64, pattern=_PLAIN)


class _Found(_Part):
    product: _Product | None = None
    establishment: _Establishment | None = None


class _Shown(_Part):
    frame_to_paint_ms: float | None = Field(default=None, allow_inf_nan=False)
    frames: int | None = Field(default=None, ge=0, le=2**31 - 1)


class _Event(_Part):
    """What the centre asks of an event. All else is kept as it came: a newer kiosk may say more."""

    kind: str = Field(max_length=16, pattern=_WORD)
    at: AwareDatetime
    level: str = Field(default="", max_length=16, pattern=_WORD)
    headline: str = Field(default="", max_length=32, pattern=_WORD)
    identity: _Item = _Item()
    finding: _Found = _Found()
    shown: _Shown = _Shown()
    replaces: int | None = Field(default=None, ge=1, lt=2**53)

    @property
    def establishment_id(self) -> str:
        """Whose goods, or which place, it is about; "" where nobody knows."""
        if self.finding.establishment is not None:
            return self.finding.establishment.id
        return "" if self.finding.product is None else self.finding.product.establishment_id

    @property
    def read_ms(self) -> int | None:
        """Whole milliseconds from the frame to the result on the screen."""
        taken = self.shown.frame_to_paint_ms
        return None if taken is None else int(min(max(taken, 0), MAX_READ_MS))


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose digest, id and event agree. `at` is the time in its id: the event's, to the millisecond."""

    position: int
    """In the upload, from 0."""
    row: JournalRow
    at: datetime
    kind: str
    level: str
    headline: str
    gtin: str
    lot: str = ""
    establishment_id: str = ""
    product_group: str = ""
    read_ms: int | None = None
    replaces: int | None = None
    frames: int | None = None
    """For how many frames the camera saw the label before it could read it."""


class RunFaultError(Exception):
    """A run is wrong as a whole: none of its rows is stored."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class _RefusedError(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def read_rows(journal: str, values: Sequence[JsonValue]) -> tuple[list[ReadRow], list[RefusedRow]]:
    """Return the rows of the journal named `journal` that may stand, and the others with field and reason."""
    read: list[ReadRow] = []
    refused: list[RefusedRow] = []
    for position, value in enumerate(values):
        try:
            read.append(_read(journal, position, value))
        except _RefusedError as fault:
            refused.append(RefusedRow(position=position, id=_id_of(value), field=fault.field, reason=fault.reason))
    return read, refused


def read_run(run: JournalRun) -> tuple[list[ReadRow], list[RefusedRow]]:
    """Return the rows of `run` that may stand, and the others with field and reason.

    Raises RunFaultError where the events do not lead to its digest, or it begins where no journal does.
    """
    if (run.first == 1) != (run.previous == START):
        raise RunFaultError("previous", "is 64 zeros where the run begins at 1, and there alone")
    read: list[ReadRow] = []
    refused: list[RefusedRow] = []
    digest = run.previous
    for position, text in enumerate(run.events):
        row = link(digest, run.first + position, text)
        digest = row.digest
        if row.sequence == 1 and journal_name(digest) != run.journal:
            raise RunFaultError("journal", f"these are rows of the journal {journal_name(digest)}")
        try:
            read.append(_read_link(position, row))
        except _RefusedError as fault:
            refused.append(RefusedRow(position=position, id="", field=fault.field, reason=fault.reason))
    if digest != run.digest:
        raise RunFaultError("digest", "the events do not lead to it")
    return read, refused


def _read_link(position: int, link: Row) -> ReadRow:
    event = _event_of(link.text)
    try:
        row = JournalRow(
            id=row_id(event.at, link.digest),
            sequence=link.sequence,
            event=link.text,
            previous=link.previous,
            digest=link.digest,
        )
    except ValidationError as fault:
        raise _first_of(fault, "") from fault
    except ValueError as fault:
        raise _RefusedError("event.at", "is before 1970") from fault
    return _understood(position, row, event)


def _read(journal: str, position: int, value: JsonValue) -> ReadRow:
    try:
        row = JournalRow.model_validate(value)
    except ValidationError as fault:
        raise _first_of(fault, "") from fault
    if digest_of(row.previous, row.sequence, row.event) != row.digest:
        raise _RefusedError("digest", "is not the SHA-256 of previous, sequence and event")
    if (row.sequence == 1) != (row.previous == START):
        raise _RefusedError("previous", "is 64 zeros at sequence 1, and there alone")
    if row.sequence == 1 and journal_name(row.digest) != journal:
        raise _RefusedError("digest", f"belongs to the journal {journal_name(row.digest)}, not to {journal}")
    return _understood(position, row, _event_of(row.event))


def _event_of(text: str) -> _Event:
    try:
        return _Event.model_validate_json(text)
    except ValidationError as fault:
        raise _first_of(fault, "event") from fault


def _understood(position: int, row: JournalRow, event: _Event) -> ReadRow:
    product = event.finding.product
    return ReadRow(
        position,
        row,
        at=_time_of(row, event.at),
        kind=event.kind,
        level=event.level,
        headline=event.headline,
        gtin=event.identity.gtin or "",
        lot=event.identity.lot or "",
        establishment_id=event.establishment_id,
        product_group="" if product is None else product.group,
        read_ms=event.read_ms,
        replaces=event.replaces,
        frames=event.shown.frames,
    )


def _time_of(row: JournalRow, at: datetime) -> datetime:
    """Return the time in the id, which must be the event's."""
    try:
        expected = row_id(at, row.digest)
    except ValueError:
        raise _RefusedError("event.at", "is before 1970") from None
    if at >= END:
        raise _RefusedError("event.at", f"is after {END.year - 1}")
    if row.id != expected:
        raise _RefusedError("id", f"is not the UUIDv7 of event.at and digest: expected {expected}")
    return datetime.fromtimestamp(int(row.id[:8] + row.id[9:13], 16) / 1000, UTC)


def _first_of(fault: ValidationError, before: str) -> _RefusedError:
    first = fault.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(step) for step in ((before,) if before else ()) + first["loc"])
    return _RefusedError(field or "the row", first["msg"])


def _id_of(value: JsonValue) -> str:
    named = value.get("id") if isinstance(value, dict) else None
    return named[:36] if isinstance(named, str) else ""
