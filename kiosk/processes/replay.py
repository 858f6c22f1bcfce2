"""The same verdicts again, from the journal: what this release would say of what shoppers were shown.

A row holds code, finding, place, time and the version of the trust list. A seal that a key of the
city signed is kept whole and checked again. Any other is a stranger's text and is not kept: of such
a row the state of the seal and its key id are taken as they stand, which is all that the rules read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kiosk.codes.escape import printable
from kiosk.errors import KioskError, MessageError
from kiosk.journal.chain import Row
from kiosk.journal.event import Gap, Inspected, code_again, from_json
from kiosk.moment import Moment, hanoi_day
from kiosk.trust.lists import Lists, TrustList
from kiosk.trust.seal import Seal, check_seal
from kiosk.verdicts.gather import Place, gather
from kiosk.verdicts.rules import judge
from kiosk.verdicts.verdict import Verdict

TrustLists = Mapping[int, TrustList]
"""The trust lists that are here, by their version."""

MAX_LINE_BYTES = 1_000_000
_SQLITE = b"SQLite format 3\x00"
_CHAIN = ("sequence", "previous", "digest")
"""What `kiosk journal --json` adds to an event."""


class NotJudgedError(Exception):
    """A row that cannot be judged again; says why."""


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """One row as it was read. `where` names it; `event` is None where `fault` says what is wrong with it."""

    where: str
    event: Inspected | Gap | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a verdict: what the row says, and what this release says."""

    part: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """One row, judged again. `fault` says why it could not be, "" where it was."""

    where: str
    event: Inspected | None
    differences: tuple[Difference, ...] = ()
    fault: str = ""

    @property
    def is_same(self) -> bool:
        """Whether this release says exactly what was shown."""
        return not self.differences and not self.fault


def replayed(rows: Iterable[ReplayRow], trust: TrustLists) -> Iterator[Replayed]:
    """Give each row of a verdict, judged again. Rows that say that others are missing are left out."""
    for row in rows:
        if isinstance(row.event, Gap):
            continue
        if row.event is None:
            yield Replayed(row.where, None, fault=row.fault)
            continue
        try:
            yield Replayed(row.where, row.event, differences_of(row.event, trust))
        except NotJudgedError as fault:
            yield Replayed(row.where, row.event, fault=str(fault))


def differences_of(event: Inspected, trust: TrustLists) -> tuple[Difference, ...]:
    """Return where the verdict of this release differs from that of `event`.

    Raises NotJudgedError where the trust list of its seal is not here, or its values fit nothing.
    """
    try:
        seal, verdict = judged_again(event, trust)
    except (TypeError, ValueError, ArithmeticError, LookupError) as fault:
        raise NotJudgedError(f"its values cannot be judged ({type(fault).__name__}: {fault})") from fault
    pairs = (
        ("headline", event.headline.value, verdict.headline.value),
        ("level", event.level.value, verdict.level.value),
        ("reasons", _words(event.reasons), _words(verdict.reasons)),
        ("origin", event.origin.value, verdict.origin.value),
        ("certification", event.certification.value, verdict.certification.value),
        ("authenticity", event.authenticity.value, verdict.authenticity.value),
        ("seal", event.seal.value, seal.state.value),
    )
    return tuple(Difference(part, was, now) for part, was, now in pairs if was != now)


def judged_again(event: Inspected, trust: TrustLists) -> tuple[Seal, Verdict]:
    """Return the seal and the verdict of this release on what the row holds. Raises NotJudgedError."""
    code, by = code_again(event), event.judged_by
    known = trust.get(by.trust_version)
    if known is None and event.code.seal_text is not None:
        raise NotJudgedError(f"it was judged by version {by.trust_version} of the trust list, which is not here")
    now = Moment(event.at, event.is_clock_trusted, event.clock_floor)
    lists = Lists(known or TrustList(by.trust_version, event.at, (), ()), (), by.confirmed_at)
    is_kept = event.code.seal_text is not None
    seal = check_seal(code, lists.trust) if is_kept else Seal(event.seal, event.key_id)
    place = Place(event.stand.market_id, event.stand.is_enrolled, event.code.is_typed)
    return seal, judge(gather(code, seal, event.finding, lists, place, now))


def _words(reasons: Iterable[str]) -> str:
    return " ".join(reasons)


# Reading.


def read_journal(path: Path) -> Iterator[ReplayRow]:
    """Give the rows of a journal's database, or of JSON lines as `kiosk journal --json` prints them.

    A row that is broken is told, not raised. Raises StoreError for a database that cannot be read,
    KioskError RPL-01 for a file that cannot.
    """
    try:
        with path.open("rb") as lines:
            if lines.read(len(_SQLITE)) != _SQLITE:
                lines.seek(0)
                yield from read_lines(lines)
                return
    except OSError as fault:
        raise KioskError(
            "RPL-01",
            f"the file {str(path)!r} cannot be read: {fault.strerror or fault}.",
            "Name a journal.db, or what kiosk journal --json printed.",
        ) from fault
    from kiosk.journal.store import JournalReader

    with closing(JournalReader(path)) as journal:
        yield from read_rows(journal.rows())


def read_rows(rows: Iterable[Row]) -> Iterator[ReplayRow]:
    """Give the rows of a journal."""
    for row in rows:
        yield _row(f"row {row.sequence}", row.text)


def read_lines(lines: BinaryIO) -> Iterator[ReplayRow]:
    """Give the events of JSON lines, chained or not; empty lines are left out."""
    number = 0
    while line := lines.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            _skip_rest(line, lines)
            yield ReplayRow(f"line {number}", None, f"it is longer than {MAX_LINE_BYTES} bytes")
        elif line.strip():
            yield _row_of_line(f"line {number}", line)


def of_day(rows: Iterable[ReplayRow], day: date) -> Iterator[ReplayRow]:
    """Give the rows whose verdict was given on `day` in Hanoi, and those that nobody can read."""
    for row in rows:
        if row.event is None or hanoi_day(row.event.at) == day:
            yield row


def _skip_rest(line: bytes, lines: BinaryIO) -> None:
    while line and not line.endswith(b"\n"):
        line = lines.readline(MAX_LINE_BYTES)


def _row_of_line(where: str, line: bytes) -> ReplayRow:
    try:
        tree = json.loads(line)
    except (ValueError, RecursionError):
        return ReplayRow(where, None, "it is no JSON")
    if not isinstance(tree, dict):
        return ReplayRow(where, None, "it is no JSON object")
    return _row(where, json.dumps({name: value for name, value in tree.items() if name not in _CHAIN}))


def _row(where: str, text: str) -> ReplayRow:
    try:
        return ReplayRow(where, from_json(text))
    except MessageError as fault:
        return ReplayRow(where, None, fault.what.removesuffix("."))


# Telling.


class Tally:
    """Counts rows as they pass."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def counted(self, rows: Iterable[Replayed]) -> Iterator[Replayed]:
        """Give `rows` on, counted."""
        for row in rows:
            self._counts["same" if row.is_same else "not judged" if row.fault else "different"] += 1
            yield row

    @property
    def is_proven(self) -> bool:
        """Whether every row was judged again, and gave the same."""
        return self._counts.total() == self._counts["same"]

    def summary(self) -> dict[str, int]:
        """Return the numbers."""
        names = {"same": "same", "different": "different", "not_judged": "not judged"}
        return {"rows": self._counts.total(), **{name: self._counts[count] for name, count in names.items()}}

    def said(self) -> str:
        """Return the numbers in one line."""
        count = self._counts.total()
        rows = f"{count} row{'' if count == 1 else 's'}"
        if self.is_proven:
            return f"{rows}, all the same" if count else "no rows, nothing to judge again"
        parts = (("different", "different"), ("not judged", "cannot be judged again"))
        return ", ".join((rows, *(f"{self._counts[name]} {said}" for name, said in parts if self._counts[name])))


def in_one_line(row: Replayed) -> str:
    """Return what differs, or why it cannot be judged again, in one line."""
    if row.fault:
        return f"{row.where}: {printable(row.fault)}"
    parts = (f"{one.part} {one.was or '-'} → {one.now or '-'}" for one in row.differences)
    return f"{row.where}: {'; '.join(parts) or 'the same'}"


def as_object(row: Replayed) -> str:
    """Return the row as one JSON object."""
    return json.dumps(
        {
            "where": row.where,
            "check_id": None if row.event is None else row.event.check_id,
            "same": row.is_same,
            "differences": {one.part: {"was": one.was, "now": one.now} for one in row.differences},
            "fault": row.fault or None,
        },
        ensure_ascii=False,
    )


Print = Callable[[str], object]


def tell(rows: Iterable[ReplayRow], trust: TrustLists, say: Print, *, is_json: bool) -> bool:
    """Say what `rows` give now, with a summary last; return whether all of them give the same.

    In words only what differs is said; as JSON every row is an object.
    """
    tally = Tally()
    for row in tally.counted(replayed(rows, trust)):
        if is_json:
            say(as_object(row))
        elif not row.is_same:
            say(in_one_line(row))
    say(json.dumps({"summary": tally.summary()}) if is_json else tally.said())
    return tally.is_proven
