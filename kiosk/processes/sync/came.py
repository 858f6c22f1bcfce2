"""What came of an exchange by hand, for the one who stands there: a line for each errand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kiosk.moment import hanoi_time


@dataclass(frozen=True, slots=True)
class Held:
    """What a unit holds of its centre's. `settings`: version, the kiosk's name, the market's; None before any came.

    `announced`: of which day, how many lots, which version. `registry_as_of` and `trust_version` are None where
    there is none; `unsent` rows of the journal wait. `reports_sent` counts since this process began.
    """

    settings: tuple[int, str, str] | None
    notices: frozenset[str]
    announced: tuple[date, int, int] | None
    trust_version: int | None
    registry_as_of: datetime | None
    unsent: int
    reports_sent: int = 0


def came(errand: str, before: Held, after: Held, uploaded: int) -> str:
    """Return in a line what the errand of that name changed; `uploaded` rows of the journal went."""
    return _SAYS[errand](before, after, uploaded) if errand in _SAYS else ""


def _settings(before: Held, after: Held, _uploaded: int) -> str:
    if after.settings is None:
        return "none"
    version, name, market = after.settings
    return f"{_news(before.settings, after.settings)}: version {version}; this is {name}, {market}"


def _notices(before: Held, after: Held, _uploaded: int) -> str:
    return f"{_news(before.notices, after.notices)}; in force or to come: {len(after.notices)}"


def _announcements(before: Held, after: Held, _uploaded: int) -> str:
    if after.announced is None:
        return "none"
    day, lots, _version = after.announced
    return f"{_news(before.announced, after.announced)}; lots on sale on {day}: {lots}"


def _published(before: Held, after: Held, _uploaded: int) -> str:
    trust = "none was published" if after.trust_version is None else f"version {after.trust_version}"
    as_of = after.registry_as_of
    registry = "none was published" if as_of is None else f"as of {hanoi_time(as_of)}"
    lists, rows = _news(before.trust_version, after.trust_version), _news(before.registry_as_of, as_of)
    return f"trust list {lists}: {trust}; registry {rows}: {registry}"


def _journal(_before: Held, after: Held, uploaded: int) -> str:
    waits = f"; waiting: {after.unsent}" if after.unsent else ""
    return (f"rows sent: {uploaded}" if uploaded else "nothing new to send") + waits


def _reports(before: Held, after: Held, _uploaded: int) -> str:
    sent = after.reports_sent - before.reports_sent
    return f"shoppers' reports sent: {sent}" if sent else "nothing new to send"


def _news(before: object, after: object) -> str:
    return "unchanged" if before == after else "fetched"


_SAYS: Final[Mapping[str, Callable[[Held, Held, int], str]]] = {
    "settings": _settings,
    "notices": _notices,
    "announcements": _announcements,
    "published": _published,
    "journal": _journal,
    "reports": _reports,
}
"""By the names of the errands."""
