"""What a run without a display tells at its end: a table of its journal, and which labels of the clip are missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.codes.classify import classify
from kiosk.codes.code import Code, Family, Identity
from kiosk.codes.identity import identify
from kiosk.codes.payload import Payload
from kiosk.journal.event import Inspected, family_of, from_json
from kiosk.journal.report import named
from kiosk.journal.store import JournalReader
from kiosk.processes.check import sample_lists

_LINE = "{:<44}  {:<16}  {:<8}  {:<8}  {:>5}"


@dataclass(frozen=True, slots=True)
class Label:
    """A label that a clip shows."""

    story: str
    family: Family
    identity: Identity


def rows_of(path: Path) -> list[Inspected]:
    """Return the inspections in the journal at `path`, in their order. Raises StoreError."""
    reader = JournalReader(path)
    try:
        events = [from_json(row.text) for row in reader.rows()]
    finally:
        reader.close()
    return [event for event in events if isinstance(event, Inspected)]


def as_table(rows: Sequence[Inspected]) -> Iterator[str]:
    """Give a heading and a line an inspection: code, verdict, level, source, milliseconds from frame to paint."""
    yield _LINE.format("code", "verdict", "level", "source", "ms")
    for row in rows:
        code = named(row.identity) or row.code.scheme or row.family
        yield _LINE.format(code, row.headline, row.level, row.source, f"{row.shown.frame_to_paint_ms:.0f}")


def labels_of_clip(folder: Path) -> list[Label]:
    """Return the labels that the shipped clip of `folder` (assets/sample) shows, in their order."""
    shown = [one["story"] for one in json.loads((folder / "clip.json").read_text("utf-8"))["labels"]]
    printed = {one["story"]: one for one in json.loads((folder / "labels.json").read_text("utf-8"))}
    lists = sample_lists(folder)
    labels = []
    for story in shown:
        payload = Payload(printed[story]["payload"].encode(), printed[story]["symbology"])
        labels.append(_label(story, classify(payload, lists.trust.hosts, lists.schemes)))
    return labels


def not_read(labels: Sequence[Label], rows: Sequence[Inspected]) -> list[str]:
    """Return the stories of those labels that no row is about."""
    read = {(row.family, row.identity) for row in rows}
    return [label.story for label in labels if (label.family, label.identity) not in read]


def _label(story: str, code: Code) -> Label:
    return Label(story, family_of(code), identify(code))
