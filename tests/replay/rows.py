"""Journals of real verdicts: the sample's labels at its centre, written by the journal's own code."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

from kiosk.codes.payload import Payload
from kiosk.journal.event import Inspected, Shown, Stand, inspected, uuid7
from kiosk.journal.report import as_json_lines
from kiosk.journal.store import Journal, JournalReader
from kiosk.moment import Moment
from kiosk.processes.check import sample_checker, sample_lists
from kiosk.processes.demo import SAMPLE_MARKET_ID
from kiosk.trust.lists import TrustList
from tests.journal.events import NINE
from tests.sample.samples import FOLDER, LABELS

NOW = Moment(NINE, is_trusted=True, floor=NINE)
STAND = Stand("K1", SAMPLE_MARKET_ID, "0.1.0")
SHOWN = Shown("vi", "headline.genuine", frames=4, decode_ms=3.2, frame_to_paint_ms=71.3)
STORIES = tuple(label["story"] for label in LABELS)
GENUINE = STORIES.index("genuine")


@cache
def trust() -> TrustList:
    return sample_lists(FOLDER).trust


@cache
def events() -> tuple[Inspected, ...]:
    """One event a story label, as the sample's centre answers for it."""
    with sample_checker(FOLDER, NINE, is_offline=False) as checker:
        return tuple(
            inspected(
                uuid7(int(NINE.timestamp() * 1000), number.to_bytes(10)),
                checker.inspect(Payload(label["payload"].encode(), label["symbology"])),
                checker.lists,
                STAND,
                replace(SHOWN, text_key=f"headline.{label['headline']}"),
                NOW,
            )
            for number, label in enumerate(LABELS, start=1)
        )


def genuine() -> Inspected:
    return events()[GENUINE]


def write_journal(path: Path, *given: Inspected) -> Path:
    """Write `given`, else an event of each label, as the screen does."""
    with closing(Journal.open(path, NOW)) as journal:
        for event in given or events():
            journal.append(event)
    return path


def json_lines(journal: Path) -> list[str]:
    """What `kiosk journal --json` prints."""
    with closing(JournalReader(journal)) as reader:
        return list(as_json_lines(reader.rows()))


def spoiled(line: str, **changes: object) -> str:
    return json.dumps({**json.loads(line), **changes})
