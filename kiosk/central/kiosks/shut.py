"""Which kiosks are silent because their market is shut: the breaker is pulled every evening, and nothing is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from kiosk.central.kiosks.heartbeats import SILENT_AFTER
from kiosk.central.kiosks.hours import open_since
from kiosk.central.kiosks.levels import CITY, kiosk_key, market_key
from kiosk.central.kiosks.tables import kiosk_settings, kiosk_states, kiosks
from kiosk.messages.unit_settings import KioskSettings


@dataclass(frozen=True, slots=True)
class Shut:
    """Since when a kiosk must have been heard, by the key of each level of settings that has opening hours.

    Who was heard since then has been silent for SILENT_AFTER at most while it was open.
    """

    heard_since: Mapping[str, datetime]

    def excuses(self, kiosk_id: str, market_id: str, seen_at: datetime | None) -> bool:
        """Return whether a silent kiosk that was seen last at `seen_at` is silent because it is shut."""
        keys = (kiosk_key(kiosk_id), market_key(market_id), CITY)
        since = next((self.heard_since[key] for key in keys if key in self.heard_since), None)
        return since is not None and seen_at is not None and seen_at >= since

    def excused(self) -> ColumnElement[bool]:
        """Return the condition of the same, for a query of kiosks with their states."""
        own = _ids(self.heard_since, kiosk_key(""))
        of_markets = _ids(self.heard_since, market_key(""))
        by_time: dict[datetime, list[str]] = {}
        for kiosk_id, since in own.items():
            by_time.setdefault(since, []).append(kiosk_id)
        is_other = kiosks.c.id.not_in(sorted(own))
        conditions = [and_(kiosks.c.id.in_(sorted(ids)), _is_heard(since)) for since, ids in by_time.items()]
        conditions += [
            and_(kiosks.c.market_id == market_id, is_other, _is_heard(since)) for market_id, since in of_markets.items()
        ]
        if CITY in self.heard_since:
            is_elsewhere = kiosks.c.market_id.not_in(sorted(of_markets))
            conditions.append(and_(is_elsewhere, is_other, _is_heard(self.heard_since[CITY])))
        return or_(false(), *conditions)


def shut_now(connection: Connection, now: datetime) -> Shut:
    """Return which hours excuse silence at `now`; where nobody set any, none is excused."""
    document = kiosk_settings.c.document
    has_hours = document["opening_hours"].as_string().is_not(None)
    rows = connection.execute(select(kiosk_settings.c.key, document).where(has_hours))
    said = {row.key: KioskSettings.model_validate(row.document).opening_hours for row in rows}
    return Shut({key: open_since(hours, now, SILENT_AFTER) for key, hours in said.items() if hours is not None})


def _ids(heard_since: Mapping[str, datetime], prefix: str) -> dict[str, datetime]:
    return {key.removeprefix(prefix): since for key, since in heard_since.items() if key.startswith(prefix)}


def _is_heard(since: datetime) -> ColumnElement[bool]:
    return or_(kiosk_states.c.at >= since, kiosks.c.seen_at >= since)
