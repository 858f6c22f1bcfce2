"""How many bytes an event of the journal has on the road: `python -m bench.journal_bytes`.

A day at a market: 300 lots of 60 farms, the popular ones shown most; every label has its own serial
and seal, a third was seen before.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bench.journals import genuine
from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import Inspected, to_json, uuid7
from kiosk.messages.journal_runs import MAX_RUN_ROWS
from kiosk.records.finding import Finding
from kiosk.records.history import Check, History
from kiosk.records.registry import Certificate, Establishment, Lot, Movement, Product, Step
from kiosk.sync.packing import packed, run_of

RUNS = (10, 60, 200, MAX_RUN_ROWS)
FARMS = 60
LOTS = 300
POPULAR = 60
"""Half of all labels are of so many lots, about."""
BEGUN = datetime(2026, 11, 23, tzinfo=UTC)
WORDS = """Hợp tác xã nông nghiệp Văn Đức Gia Lâm Đông Anh Sóc Sơn Mê Linh Thường Tín Phú Xuyên
rau an toàn cải ngọt muống đay bắp súp lơ cà chua dưa chuột bưởi Diễn ổi táo mận"""
SERIAL = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Market:
    """Writes events; the same for the same `seed`."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        farms = [self._farm(number) for number in range(FARMS)]
        self._records = [self._record(self._chance.choice(farms)) for _ in range(LOTS)]

    def rows(self, count: int) -> Iterator[Row]:
        """Yield the first `count` rows of a unit's journal, 10 s apart."""
        previous = START
        for number in range(1, count + 1):
            at = BEGUN + timedelta(seconds=10 * number + self._chance.uniform(0, 5))
            row = link(previous, number, to_json(self._event(at)))
            previous = row.digest
            yield row

    def _words(self, count: int) -> str:
        return " ".join(self._chance.choices(WORDS.split(), k=count))

    def _digits(self, count: int) -> str:
        return "".join(self._chance.choices("0123456789", k=count))

    def _farm(self, number: int) -> Establishment:
        return Establishment(
            f"E{number}",
            self._words(8),
            self._words(6),
            gln=self._digits(13),
            place_en=self._words(6),
            latitude=self._chance.uniform(20.8, 21.3),
            longitude=self._chance.uniform(105.5, 106),
        )

    def _record(self, farm: Establishment) -> Finding:
        gtin, lot = self._digits(14), "L" + self._digits(6)
        return replace(
            genuine().finding,
            product=Product(gtin, self._words(2), "vegetable", farm.id, net_weight_g=500, name_en=self._words(2)),
            lot=Lot(gtin, lot, BEGUN - timedelta(hours=9), harvested_on=date(2026, 11, 22)),
            establishment=farm,
            certificates=tuple(self._certificate(farm, kind) for kind in ("eligibility", "vietgap")),
            movements=tuple(self._movement() for _ in range(4)),
            recalls=(),
            violations=(),
        )

    def _certificate(self, farm: Establishment, kind: str) -> Certificate:
        number = f"{self._digits(4)}/2025"
        return Certificate(
            f"C-{farm.id}-{kind}", kind, number, self._words(5), farm.id, date(2025, 1, 1), date(2028, 1, 1)
        )

    def _movement(self) -> Movement:
        at = BEGUN - timedelta(seconds=self._chance.randrange(100_000))
        event_id = f"urn:uuid:{self._chance.getrandbits(128):032x}"
        return Movement(event_id, Step.HARVEST, at, self._words(3), self._words(6))

    def _check_id(self, at: datetime) -> str:
        return uuid7(int(at.timestamp() * 1000), self._chance.randbytes(10))

    def _history(self, at: datetime) -> History:
        seen = at - timedelta(seconds=self._chance.uniform(60, 900_000))
        checks = (Check(self._check_id(seen), seen, "cho-hom"),) if self._chance.random() < 1 / 3 else ()
        return History(checks, (), was_asked=True)

    def _event(self, at: datetime) -> Inspected:
        record = self._records[min(int(self._chance.expovariate(1 / POPULAR)), LOTS - 1)]
        assert record.lot is not None
        gtin, lot, serial = record.lot.gtin, record.lot.lot, "".join(self._chance.choices(SERIAL, k=8))
        event = genuine()
        seal = base64.urlsafe_b64encode(b"\x1f----" + self._chance.randbytes(64)).decode().rstrip("=")
        elements = (("01", gtin), ("10", lot), ("21", serial), ("17", "261125"))
        return replace(
            event,
            check_id=self._check_id(at),
            at=at,
            as_of=at,
            clock_floor=at - timedelta(seconds=self._chance.randrange(60)),
            shown=replace(
                event.shown,
                frames=self._chance.randrange(1, 30),
                decode_ms=round(self._chance.uniform(1, 9), 1),
                frame_to_paint_ms=round(self._chance.uniform(50, 300), 1),
            ),
            code=replace(event.code, elements=elements, seal_text=seal),
            identity=replace(event.identity, gtin=gtin, lot=lot, serial=serial),
            judged_by=replace(event.judged_by, confirmed_at=at - timedelta(seconds=self._chance.uniform(0, 30))),
            finding=replace(record, as_of=at, history=self._history(at)),
        )


def bytes_an_event(rows: list[Row]) -> float:
    """Return what each of `rows`, sent as one run, has on the road."""
    return len(packed(run_of("0" * 16, rows))) / len(rows)


def main() -> None:
    """Print a line a size of run."""
    rows = list(Market().rows(MAX_RUN_ROWS))
    print(f"an event has {sum(len(row.text) for row in rows) / len(rows):.0f} B")
    for count in RUNS:
        print(f"{count:>5} rows a run: {bytes_an_event(rows[:count]):.0f} B an event")


if __name__ == "__main__":
    main()
