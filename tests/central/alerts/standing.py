"""What tests of alerts share: a round is run, and what stands after it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, RowMapping, insert, select

from kiosk.central.alerts.kinds import Kind, State
from kiosk.central.alerts.opening import Found, open_alert
from kiosk.central.alerts.rounds import ROUNDS, run_round
from kiosk.central.alerts.tables import alerts
from kiosk.central.lookups.tables import checks, flags
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, SERIAL

NAMED = {one.name: one for one in ROUNDS}
DAY = timedelta(days=1)


def look(engine: Engine, name: str, at: datetime = NOW) -> bool:
    """Run the round `name` at a time."""
    return run_round(engine, NAMED[name], at)


def standing(engine: Engine, kind: Kind | None = None) -> Sequence[RowMapping]:
    """Return the alerts, closed ones too, in the order of their opening."""
    query = select(alerts) if kind is None else select(alerts).where(alerts.c.kind == kind.value)
    with engine.connect() as connection:
        return connection.execute(query.order_by(alerts.c.id)).mappings().all()


def states(engine: Engine, kind: Kind) -> list[tuple[State, str]]:
    """Return state and cause of each alert of a kind."""
    return [(State(row["state"]), row["cause"]) for row in standing(engine, kind)]


def opened(
    engine: Engine,
    kind: Kind = Kind.COPIED,
    subject: str = f"{GTIN}/{SERIAL}",
    markets: Sequence[str] = ("M1",),
    at: datetime = NOW,
    **fields: object,
) -> str:
    """Open an alert, and return its id."""
    found = Found(kind, subject, at=at, markets=frozenset(markets), **fields)  # type: ignore[arg-type]  # fields of it
    with engine.begin() as connection:
        return open_alert(connection, found, at)


def flag(
    engine: Engine, kind: str, since: datetime, serial: str = SERIAL, markets: Sequence[str] = ("M1", "M2")
) -> None:
    """Store a flag with a check at each market, an hour apart."""
    with engine.begin() as connection:
        for number, market in enumerate(markets):
            row = {
                "check_id": f"{serial}-{market}-{since:%d%H}",
                "gtin": GTIN,
                "serial": serial,
                "at": since - timedelta(hours=len(markets) - number),
                "market_id": market,
                "kiosk_id": f"k-{market}",
                "is_clock_trusted": True,
            }
            connection.execute(insert(checks), row)
        connection.execute(insert(flags), {"gtin": GTIN, "serial": serial, "kind": kind, "since": since})
