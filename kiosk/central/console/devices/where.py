"""Levels of settings as a page shows them: whose they are, what stands above them, which kiosks differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.central.console.devices.list_routes import DEVICES_PATH
from kiosk.central.console.devices.settings_form import MATTERS
from kiosk.central.console.page import Page
from kiosk.central.kiosks.levels import CITY, kiosk_key, market_key
from kiosk.central.kiosks.placing import demanded_kiosk, demanded_market
from kiosk.central.kiosks.tables import kiosk_settings, kiosks
from kiosk.central.people.door import demand
from kiosk.central.people.rights import EVERYTHING, Right, Subject
from kiosk.central.registry.belonging import subject_of_market
from kiosk.central.registry.tables import markets

SETTINGS_PATH = f"{DEVICES_PATH}/settings"
_CITY = ("console.devices.from.city", CITY)


@dataclass(frozen=True, slots=True)
class Where:
    """One level. `wider`: the levels above it as words and key, the widest first."""

    key: str
    path: str
    title: str
    subject: Subject
    wider: tuple[tuple[str, str], ...] = ()
    market_id: str = ""
    market: str = ""
    market_en: str = ""
    place: str = ""
    is_market: bool = False
    kiosk_id: str = ""


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A kiosk that has something set of its own."""

    id: str
    name: str
    matters: tuple[str, ...]


def city(_connection: Connection, page: Page, right: Right) -> Where:
    """Return the level of the whole city. Raises 403."""
    demand(page.caller, right)
    return Where(CITY, f"{SETTINGS_PATH}/city", page.words("console.devices.level.city"), EVERYTHING)


def market(connection: Connection, page: Page, right: Right, market_id: str) -> Where:
    """Return the level of a market. Raises 403 and 404."""
    demanded_market(connection, page.caller, right, market_id)
    named = connection.execute(select(markets.c.name, markets.c.name_en).where(markets.c.id == market_id)).one()
    return Where(
        key=market_key(market_id),
        path=f"{SETTINGS_PATH}/markets/{market_id}",
        title=named.name,
        subject=subject_of_market(connection, market_id),
        wider=(_CITY,),
        market_id=market_id,
        market=named.name,
        market_en=named.name_en,
        is_market=True,
    )


def kiosk(connection: Connection, page: Page, right: Right, kiosk_id: str) -> Where:
    """Return the level of one kiosk. Raises 403 and 404."""
    row = demanded_kiosk(connection, page.caller, right, kiosk_id)
    market_id = str(row["market_id"])
    named = connection.execute(select(markets.c.name, markets.c.name_en).where(markets.c.id == market_id)).one()
    return Where(
        key=kiosk_key(kiosk_id),
        path=f"{DEVICES_PATH}/{kiosk_id}/settings",
        title=str(row["name"]),
        subject=subject_of_market(connection, market_id),
        wider=(_CITY, ("console.devices.from.market", market_key(market_id))),
        market_id=market_id,
        market=named.name,
        market_en=named.name_en,
        place=" · ".join(filter(None, (str(row["area"]), str(row["position"])))),
        kiosk_id=kiosk_id,
    )


def has_kiosks(connection: Connection, where: Where) -> bool:
    """Return whether there is any kiosk that the level is about."""
    query = select(kiosks.c.id).where(kiosks.c.denied_at.is_(None)).limit(1)
    if where.market_id:
        query = query.where(kiosks.c.market_id == where.market_id)
    return connection.execute(query).first() is not None


def exceptions_of(connection: Connection, market_id: str) -> Sequence[Exceptional]:
    """Return the kiosks of a market that have something set of their own, by name."""
    key = ("kiosk/" + kiosks.c.id) == kiosk_settings.c.key
    query = select(kiosks.c.id, kiosks.c.name, kiosk_settings.c.document).join(kiosk_settings, key)
    rows = connection.execute(query.where(kiosks.c.market_id == market_id).order_by(kiosks.c.name))
    found = (Exceptional(row.id, row.name, tuple(each for each in MATTERS if each in row.document)) for row in rows)
    return [each for each in found if each.matters]
