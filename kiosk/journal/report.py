"""Rows of the journal for people and programs: a table, CSV, JSON lines, and what a check of the chain says."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from kiosk.codes.code import Identity
from kiosk.journal.chain import START, Break, End, Fault, Row, verify
from kiosk.journal.event import Gap, Inspected, from_json
from kiosk.journal.pruned import Start
from kiosk.moment import HANOI

COLUMNS = (
    "sequence",
    "at",
    "clock_trusted",
    "unit",
    "market",
    "language",
    "level",
    "headline",
    "reasons",
    "origin",
    "certification",
    "authenticity",
    "family",
    "refused",
    "gtin",
    "lot",
    "serial",
    "gln",
    "sscc",
    "city_code",
    "plu",
    "seal",
    "key_id",
    "source",
    "as_of",
    "frames",
    "decode_ms",
    "frame_to_paint_ms",
    "check_id",
    "replaces",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet calculate: such a cell gets an apostrophe before it."""

_TABLE = "{:>8}  {:<25}  {:<7}  {:<16}  {:<8}  {:>7}  {}"
_BROKEN = {
    Fault.MISSING: "row {} is missing",
    Fault.EDITED: "row {} was changed after it was written",
    Fault.UNLINKED: "row {} does not follow the row before it",
    Fault.NOT_SIGNED: "row {} is not the one that this unit's key has signed",
    Fault.CUT_OFF: "row {} is missing, and all behind it: this unit's key has signed a later one",
}


def as_table(rows: Iterable[Row]) -> Iterator[str]:
    """Give a heading, and one line a row; times are Hanoi's, with their offset."""
    yield _TABLE.format("row", "at", "level", "headline", "source", "ms", "code").rstrip()
    for row in rows:
        event = from_json(row.text)
        at = event.at.astimezone(HANOI).isoformat(timespec="seconds")
        if isinstance(event, Gap):
            where = "behind" if event.is_open else "before"
            former = f" {event.former}" if event.former else ""
            yield f"{row.sequence:>8}  {at}  rows are missing {where} this one:{former} ({event.reason})"
            continue
        clock = "" if event.is_clock_trusted else "  (clock not trusted)"
        replaced = "" if event.replaces is None else f"  (replaces row {event.replaces})"
        shown_ms = f"{event.shown.frame_to_paint_ms:.0f}"
        code = named(event.identity) or event.family
        yield (
            _TABLE.format(row.sequence, at, event.level, event.headline, event.source, shown_ms, code)
            + clock
            + replaced
        )


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Give RFC 4180 lines without their ends; no cell is a formula."""
    yield _csv_line(COLUMNS)
    for row in rows:
        event = from_json(row.text)
        cells = _cells(event)
        yield _csv_line([str(row.sequence), *(_safe(cells.get(column, "")) for column in COLUMNS[1:])])


def as_json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Give one JSON object a row: the event as it was written, with sequence and digests."""
    for row in rows:
        from_json(row.text)
        chained = {"sequence": row.sequence, "previous": row.previous, "digest": row.digest}
        line = json.dumps({**chained, **json.loads(row.text)}, ensure_ascii=False, separators=(",", ":"))
        yield line.encode("utf-8", "backslashreplace").decode()


def check(rows: Iterable[Row], start: Start | None = None, signed: End | None = None) -> tuple[bool, str]:
    """Return whether the chain is whole, and one line that says so or names the first broken link.

    `start` says where it begins (None: with its first row), `signed` which row this unit's key vouches for.
    """
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    begins = Start("", 0, START) if start is None else start
    broken = verify(counted(), begins.digest, begins.sequence + 1, signed)
    if broken is not None:
        return False, said(broken)
    before = f", behind row {begins.sequence} which the centre holds," if begins.sequence else ""
    vouched = "" if signed is None else f"; row {signed.sequence} is signed by this unit's key"
    return True, f"the chain{before} is whole, rows: {count}{vouched}"


def said(broken: Break) -> str:
    """Return the first broken link in words."""
    return f"the chain breaks at row {broken.sequence}: {_BROKEN[broken.fault].format(broken.sequence)}"


def _cells(event: Inspected | Gap) -> dict[str, str]:
    cells = {"at": event.at.astimezone(HANOI).isoformat(), "clock_trusted": str(event.is_clock_trusted).lower()}
    if isinstance(event, Gap):
        return {**cells, "headline": "gap", "reasons": f"{event.reason} ({event.former})".removesuffix(" ()")}
    return {
        **cells,
        **{name: getattr(event.identity, name) or "" for name in Identity.__dataclass_fields__},
        "unit": event.stand.unit,
        "market": event.stand.market_id,
        "language": event.shown.language,
        "level": event.level,
        "headline": event.headline,
        "reasons": " ".join(event.reasons),
        "origin": event.origin,
        "certification": event.certification,
        "authenticity": event.authenticity,
        "family": event.family,
        "refused": event.refused or "",
        "seal": event.seal,
        "key_id": "" if event.key_id is None else str(event.key_id),
        "source": event.source,
        "as_of": "" if event.as_of is None else event.as_of.astimezone(HANOI).isoformat(),
        "frames": str(event.shown.frames),
        "decode_ms": str(event.shown.decode_ms),
        "frame_to_paint_ms": str(event.shown.frame_to_paint_ms),
        "check_id": event.check_id,
        "replaces": "" if event.replaces is None else str(event.replaces),
    }


def named(identity: Identity) -> str:
    """Return what was named, as people write it: (01)… (10)… (21)…."""
    ais = (("01", identity.gtin), ("10", identity.lot), ("21", identity.serial), ("414", identity.gln))
    words = [f"({ai}){value}" for ai, value in (*ais, ("00", identity.sscc)) if value]
    return " ".join(words) or identity.city_code or identity.plu or ""


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
