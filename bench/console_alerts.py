"""Alerts of the sample markets, some looked after, some late: for pictures of the console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, insert, select, update

from bench.console_fleet import KIOSK
from kiosk.central.alerts.false_verdicts import Source, mark_false
from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.opening import Evidence, Found, open_alert
from kiosk.central.alerts.tables import alerts, read_quality
from kiosk.central.journal.tables import journal
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import users
from kiosk.central.people.users import OPERATOR
from kiosk.moment import hanoi_day
from kiosk.processes.demo import SAMPLE_MARKET_ID

GTIN, LOT, SERIAL = "09521234543213", "L2611A", "7K2M9Q4T"
WAY = ("minh-khai", "long-bien", "minh-khai", "ha-dong", "den-lu")
"""Markets where the copied label was seen, one after another."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def fill_alerts(engine: Engine, now: datetime) -> str:
    """Store them; return the id of the copied label's."""
    with engine.begin() as connection:
        ids = [open_alert(connection, found, found.at) for found in _found(now)]
        people = dict(connection.execute(select(users.c.name, users.c.id)).all())
        supervisor = people["demo-supervisor"]
        taken = {"state": "in_hand", "owner_id": supervisor, "note": "Đã gọi HTX, chờ sổ xuất hàng."}
        for number, values in ((0, taken), (3, taken | {"note": ""})):
            row = connection.execute(select(alerts).where(alerts.c.id == ids[number])).mappings().one()
            names = ("state", "owner_id", "deadline", "cause", "note", "market_id")
            before = {name: row[name] for name in names}
            connection.execute(update(alerts).where(alerts.c.id == ids[number]).values(values))
            deed = Deed(OPERATOR, Right.HANDLE_ALERTS, now - 2 * _HOUR)
            record_change(connection, deed, "alerts", ids[number], before, before | values)
        today = hanoi_day(now)
        connection.execute(insert(read_quality), [_day(today - back * _DAY, back) for back in range(16)])
        reds = connection.execute(
            select(journal).where(journal.c.level == "stop").order_by(journal.c.id).limit(3)
        ).mappings()
        for red in reds.all():
            mark_false(connection, Deed(OPERATOR, Right.HANDLE_ALERTS, now), red, Source.STAFF, "Hàng thật, đã xem sổ")
    return ids[0]


def _day(day: date, back: int) -> dict[str, object]:
    reads = 220 + 17 * (back % 5)
    share = 0.34 if back < 2 else 0.05 + 0.01 * (back % 3)
    return {"kiosk_id": KIOSK.format(8), "day": day, "reads": reads, "slow": round(share * reads)}


def _found(now: datetime) -> Sequence[Found]:
    seen = [(market, now - (12 - 2 * number) * _HOUR) for number, market in enumerate(WAY)]

    def goods(found: Found) -> Found:
        return replace(found, gtin=GTIN, establishment_id="htx-rau-mau")

    copied = Found(
        Kind.COPIED,
        f"{GTIN}/{SERIAL}",
        at=now - 3 * _HOUR,
        markets=frozenset(WAY),
        serial=SERIAL,
        details={"checks": len(WAY)},
        evidence=tuple(
            Evidence("check", f"c{number}", at, market, KIOSK.format(1) if market == SAMPLE_MARKET_ID else "")
            for number, (market, at) in enumerate(seen)
        ),
    )
    here = frozenset({SAMPLE_MARKET_ID})

    def unit(kind: Kind, number: int, at: datetime, **details: object) -> Found:
        id_ = KIOSK.format(number)
        shown = (Evidence("heartbeat", at.isoformat(), at, SAMPLE_MARKET_ID, id_),)
        return Found(kind, id_, at=at, markets=here, kiosk_id=id_, details=details, evidence=shown)

    return (
        goods(copied),
        goods(
            Found(
                Kind.RECALLED_SEEN,
                f"{GTIN}/L2610B/x",
                at=now - 6 * _HOUR,
                markets=frozenset({"long-bien"}),
                lot="L2610B",
            )
        ),
        unit(Kind.KIOSK_DOWN, 9, now - 2 * _HOUR, since=(now - 3 * _HOUR).isoformat()),
        unit(Kind.CAMERA_NOTHING, 7, now - _HOUR, lost=True),
        unit(Kind.CAMERA_DIRTY, 8, now - 3 * _DAY - _HOUR, share=0.34, usual=0.06, reads=440),
        goods(
            Found(
                Kind.QUANTITY,
                f"{GTIN}/{LOT}",
                at=now - _DAY,
                markets=frozenset({"ha-dong"}),
                lot=LOT,
                details={"surplus": 7, "quantity": 240, "seen": 247},
            )
        ),
        goods(
            Found(
                Kind.MASS_BALANCE,
                "lot/x",
                at=now - 2 * _DAY,
                lot=LOT,
                details={"excess": "lot", "in": 41.0, "out": 60.5, "place": ""},
                evidence=(Evidence("event", "urn:uuid:00000000-0000-4000-8000-000000000002", now - 2 * _DAY),),
            )
        ),
    )
