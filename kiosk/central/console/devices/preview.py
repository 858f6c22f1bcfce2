"""How a screen waits with given settings: its language, the market's name, notices and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from kiosk.central.console.devices.where import Where
from kiosk.central.console.page import words_in
from kiosk.central.kiosks.notices import notices_for
from kiosk.messages.notices import NoticeKind
from kiosk.messages.unit_settings import KioskSettings
from kiosk.words import LANGUAGES, Words, own_name


@dataclass(frozen=True, slots=True)
class Strip:
    """What a waiting screen tells in its strip: one after another."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A waiting screen. `words` are in the language that it returns to, `others` name those to switch to."""

    words: Words
    others: tuple[str, ...]
    market: str
    place: str
    emergencies: tuple[str, ...]
    strips: tuple[Strip, ...]
    is_low: bool
    """All that is touched stands at its foot."""


def preview_of(connection: Connection, where: Where, holds: KioskSettings, now: datetime) -> Preview:
    """Return how a screen of that level waits now: emergencies, then ordinary notices, then the board's pages."""
    home, *others = holds.languages or LANGUAGES
    words = words_in(home)
    is_english = words.has_english_names
    told = [one for one in notices_for(connection, where.market_id, now)[1] if one.starts_at <= now]
    texts = [(one.kind, one.text_en if is_english else one.text) for one in told]
    notices = [Strip(words("screen.notice"), text) for kind, text in texts if kind is not NoticeKind.EMERGENCY]
    pages = [
        Strip(page.title_en, page.text_en) if is_english else Strip(page.title, page.text)
        for page in holds.waiting or ()
    ]
    return Preview(
        words=words,
        others=tuple(own_name(each) for each in others),
        market=(where.market_en or where.market) if is_english else where.market,
        place=where.place,
        emergencies=tuple(text for kind, text in texts if kind is NoticeKind.EMERGENCY),
        strips=(*notices, *pages),
        is_low=holds.low_reach is True,
    )
