"""Settings as targets: one a market, with what holds for each of its kiosks. For units that cannot ask."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select

from kiosk.central.kiosks.levels import settings_of
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.registry.tables import markets
from kiosk.messages.published import PublishedKiosk, PublishedSettings, settings_target


def settings_targets(connection: Connection) -> dict[str, bytes]:
    """Return the targets of all markets that have a kiosk which is not denied, by their names."""
    query = select(
        kiosks.c.id, kiosks.c.name, kiosks.c.area, kiosks.c.position, kiosks.c.market_id, markets.c.name.label("market")
    ).join(markets)
    rows = connection.execute(query.where(kiosks.c.denied_at.is_(None)).order_by(kiosks.c.id)).all()
    names = {row.market_id: row.market for row in rows}
    of_market: dict[str, list[PublishedKiosk]] = defaultdict(list)
    for row in rows:
        holds = settings_of(connection, row.market_id, row.id)
        of_market[row.market_id].append(
            PublishedKiosk(
                id=row.id,
                name=row.name,
                area=row.area,
                position=row.position,
                version=holds.version,
                settings=holds.settings,
            )
        )
    return {
        settings_target(market_id): PublishedSettings(
            market_id=market_id, market_name=names[market_id], kiosks=tuple(held)
        )
        .model_dump_json(exclude_none=True)
        .encode()
        for market_id, held in of_market.items()
    }
