"""How a notice looks on the waiting screen of its market, beside what is told there already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from kiosk.central.console.devices.preview import Preview, Strip, preview_of
from kiosk.central.console.devices.where import Where
from kiosk.central.console.page import Page
from kiosk.central.kiosks.levels import CITY, level, market_key
from kiosk.central.people.rights import EVERYTHING
from kiosk.central.registry.tables import markets
from kiosk.messages.notices import Notice, NoticeKind
from kiosk.messages.unit_settings import KioskSettings, merged


@dataclass(frozen=True, slots=True)
class NoticePreview:
    """A notice, and the waiting screen that tells it: at its market, or at any where it is for all."""

    notice: Notice
    market: str
    screen: Preview


def notice_seen(connection: Connection, notice: Notice, page: Page) -> NoticePreview:
    """Return how it looks."""
    named = connection.execute(
        select(markets.c.name, markets.c.name_en).where(markets.c.id == notice.market_id)
    ).first()
    everywhere = page.words("console.decisions.all_markets")
    where = Where(
        key=market_key(notice.market_id),
        path="",
        title="",
        subject=EVERYTHING,
        market_id=notice.market_id,
        market=everywhere if named is None else named.name,
        market_en=everywhere if named is None else named.name_en,
    )
    levels = (level(connection, CITY), level(connection, where.key)) if notice.market_id else (level(connection, CITY),)
    standing = _without(connection, where, merged(tuple(each.settings for each in levels)), notice, page.now)
    text = notice.text_en if standing.words.language == "en" else notice.text
    if notice.kind is NoticeKind.EMERGENCY:
        screen = replace(standing, emergencies=(text, *standing.emergencies))
    else:
        screen = replace(standing, strips=(Strip(standing.words("screen.notice"), text), *standing.strips))
    return NoticePreview(notice, where.market, screen)


def _without(connection: Connection, where: Where, holds: KioskSettings, notice: Notice, now: datetime) -> Preview:
    """Return the screen as it is without this notice, which may be told already."""
    screen, own = preview_of(connection, where, holds, now), {notice.text, notice.text_en}
    emergencies = tuple(each for each in screen.emergencies if each not in own)
    return replace(
        screen, emergencies=emergencies, strips=tuple(each for each in screen.strips if each.text not in own)
    )
