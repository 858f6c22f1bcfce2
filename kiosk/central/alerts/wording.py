"""Alerts in words: what happened, to what, where; the same in the console and in letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.reading import AlertView
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.registry.tables import establishments, markets, products
from kiosk.moment import HANOI
from kiosk.words import Words


@dataclass(frozen=True, slots=True)
class Names:
    """What markets, kiosks, products and establishments are called, by their ids."""

    markets: Mapping[str, str]
    kiosks: Mapping[str, str]
    products: Mapping[str, str]
    establishments: Mapping[str, str]

    def market(self, id_: str) -> str:
        """Return a market's name, or its id."""
        return self.markets.get(id_, id_)

    def kiosk(self, id_: str) -> str:
        """Return a kiosk's name and place, or its id."""
        return self.kiosks.get(id_, id_)


def names_for(
    connection: Connection, found: Iterable[AlertView], words: Words, more_markets: Iterable[str] = ()
) -> Names:
    """Return the names that these alerts, and further markets, need."""
    every = list(found)
    column = markets.c.name_en if words.language == "en" else markets.c.name
    wanted = {id_ for one in every for id_ in one.market_ids} | set(more_markets)
    wanted |= {str(one.details[key]) for one in every for key in ("market", "destination") if key in one.details}
    at = select(markets.c.id, column.label("said"), markets.c.name).where(markets.c.id.in_(wanted))
    units = select(kiosks.c.id, kiosks.c.name, kiosks.c.area, kiosks.c.position)
    goods = select(products.c.gtin, products.c.name).where(products.c.gtin.in_({one.gtin for one in every}))
    whose = select(establishments.c.id, establishments.c.name)
    owners = {one.establishment_id for one in every}
    return Names(
        markets={row.id: row.said or row.name for row in connection.execute(at)},
        kiosks={
            row.id: " · ".join(filter(None, (row.name, row.position or row.area)))
            for row in connection.execute(units.where(kiosks.c.id.in_({one.kiosk_id for one in every})))
        },
        products={row.gtin: row.name for row in connection.execute(goods)},
        establishments={row.id: row.name for row in connection.execute(whose.where(establishments.c.id.in_(owners)))},
    )


def title_of(alert: AlertView, names: Names, words: Words) -> str:
    """Return one line: the kind and what it is about."""
    about = about_of(alert, names, words)
    kind = words(f"alerts.kind.{alert.kind.value}")
    return words("alerts.title", kind=kind, about=about) if about else kind


def about_of(alert: AlertView, names: Names, words: Words) -> str:
    """Return what an alert is about: goods, a kiosk, or a place."""
    if alert.kiosk_id:
        parts = [names.kiosk(alert.kiosk_id), *(names.market(id_) for id_ in alert.market_ids)]
    elif alert.gtin:
        parts = [names.products.get(alert.gtin, alert.gtin)]
        parts += [words("alerts.lot", lot=alert.lot)] if alert.lot else []
        parts += [names.market(id_) for id_ in alert.market_ids] if len(alert.market_ids) == 1 else []
    else:
        parts = [names.market(id_) for id_ in alert.market_ids] or [words("alerts.city")]
    return " · ".join(parts)


def said_of(alert: AlertView, names: Names, words: Words) -> str:
    """Return what is said of an alert, in one or two sentences with its numbers."""
    details = alert.details
    places = ", ".join(names.market(id_) for id_ in alert.market_ids)
    match alert.kind:
        case Kind.KIOSK_DOWN:
            since = datetime.fromisoformat(str(details.get("since", alert.opened_at.isoformat())))
            return words("alerts.says.kiosk_down", since=f"{since.astimezone(HANOI):%d/%m/%Y %H:%M}")
        case Kind.CAMERA_NOTHING:
            key = "alerts.says.camera_lost" if details.get("lost") else "alerts.says.camera_nothing"
            return words(key, usual=details.get("usual", 0), hours=details.get("hours", 0))
        case Kind.CAMERA_DIRTY:
            share, usual = (_percent(details.get(key)) for key in ("share", "usual"))
            return words("alerts.says.camera_dirty", share=share, usual=usual)
        case Kind.QUANTITY:
            return words("alerts.says.quantity", seen=details.get("seen", 0), quantity=details.get("quantity", 0))
        case Kind.MASS_BALANCE:
            said = {"went_in": _kilograms(details.get("in"), words), "came_out": _kilograms(details.get("out"), words)}
            return words(f"alerts.says.mass_balance.{details.get('excess', 'lot')}", **said)
        case Kind.WRONG_MARKET:
            market, meant = (names.market(str(details.get(key, ""))) for key in ("market", "destination"))
            return words("alerts.says.wrong_market", market=market, destination=meant)
        case Kind.FALSE_VERDICTS:
            key = "red" if details.get("level") == "stop" else "amber"
            scans = _number(details.get("scans"), words)
            return words(f"alerts.says.false_verdicts.{key}", false=details.get("false", 0), scans=scans)
        case Kind.RECALLED_SEEN | Kind.COPIED | Kind.COPY_SUSPECTED:
            return words(f"alerts.says.{alert.kind.value}", places=places or words("alerts.city"))


def _percent(value: object) -> int:
    return round(100 * value) if isinstance(value, int | float) else 0


def _kilograms(value: object, words: Words) -> str:
    return _number(value, words, 0 if isinstance(value, int | float) and float(value).is_integer() else 1)


def _number(value: object, words: Words, decimals: int = 0) -> str:
    written = f"{value if isinstance(value, int | float) else 0:,.{decimals}f}"
    return written if words.language == "en" else written.translate(str.maketrans(",.", ".,"))
