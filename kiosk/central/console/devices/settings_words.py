"""Settings as people read them: each matter's value in one line. Pure."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby, permutations

from kiosk.central.console.devices.settings_form import DAYS, MATTERS, NO, PERCENTS, YES, YES_OR_NO, hours_of, quiet_of
from kiosk.messages.unit_settings import USUAL_VOLUME, KioskSettings, OpeningHours, WaitingPage
from kiosk.words import LANGUAGES, Words, own_name

USUAL = KioskSettings(
    languages=LANGUAGES, volume=USUAL_VOLUME, low_reach=False, less_motion=False, screen_pictures=False
)
"""What a unit does by itself; of the other matters that is said in words."""


def labels_of(words: Words) -> dict[str, str]:
    """Return what each matter is called."""
    return {matter: words(f"console.devices.matter.{matter}") for matter in MATTERS}


def written(settings: KioskSettings, words: Words) -> dict[str, str]:
    """Return each matter's value in words; "" where nothing is said."""
    return {
        "languages": "" if settings.languages is None else _languages(settings.languages, words),
        "opening_hours": "" if settings.opening_hours is None else _hours(settings.opening_hours, words),
        **{matter: _percent(getattr(settings, matter)) for matter in PERCENTS},
        "quiet": quiet_of(settings.quiet or ()),
        **{matter: _chosen(matter, getattr(settings, matter), words) for matter in YES_OR_NO},
        "waiting": "" if settings.waiting is None else _pages(settings.waiting),
    }


def usual(words: Words) -> dict[str, str]:
    """Return what a unit does in each matter that nobody set."""
    return {matter: text or words(f"console.devices.usual.{matter}") for matter, text in written(USUAL, words).items()}


def closed_days(days: Collection[int], words: Words) -> str:
    """Return the days of the week beside `days`, those in a row as one: "Thứ Ba – Chủ Nhật"; "" for none."""
    runs = (list(run) for is_open, run in groupby(DAYS, key=lambda day: day in days) if not is_open)
    return ", ".join(_days(run, words) for run in runs)


def _percent(value: int | None) -> str:
    return "" if value is None else f"{value}\xa0%"


def _chosen(matter: str, is_so: bool | None, words: Words) -> str:  # noqa: FBT001  # a setting's value
    return "" if is_so is None else words(f"console.devices.{matter}.{YES if is_so else NO}")


def language_choices(words: Words) -> list[tuple[str, str]]:
    """Return each order of languages that can be chosen, as the form sends it and as people read it."""
    return [
        (",".join(order), _order(order, words))
        for count in range(len(LANGUAGES), 0, -1)
        for order in permutations(LANGUAGES, count)
    ]


def _order(order: tuple[str, ...], words: Words) -> str:
    key = f"console.devices.languages.{'_'.join(order)}"
    return words(key) if words.has(key) else _languages(order, words)


def _languages(languages: tuple[str, ...], words: Words) -> str:
    """Return their names; one that these words have no name for is named in itself."""
    keys = {each: f"console.devices.language.{each}" for each in languages}
    return ", ".join(words(key) if words.has(key) else own_name(each) for each, key in keys.items())


def _hours(hours: tuple[OpeningHours, ...], words: Words) -> str:
    """Return the hours of a week, days with the same ones together: "Thứ Hai – Thứ Bảy 03:00–11:00"."""
    by_day = [(day, hours_of(hours, day)) for day in DAYS]
    runs = [(text, [day for day, _ in days]) for text, days in groupby(by_day, key=lambda each: each[1])]
    return "; ".join(f"{_days(days, words)} {text or words('console.devices.closed')}" for text, days in runs)


def _days(days: list[int], words: Words) -> str:
    names = [words(f"console.devices.weekday.{day}") for day in (days[0], days[-1])]
    return names[0] if len(days) == 1 else " – ".join(names)


def _pages(pages: tuple[WaitingPage, ...]) -> str:
    return " · ".join(": ".join(filter(None, (page.title, page.text))) for page in pages)
