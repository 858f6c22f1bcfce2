"""The form of settings: of each matter whether it is set here, and to what. Pure: texts in, settings or faults out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from pydantic import ValidationError

from kiosk.central.console.typed import Faults, Typed, faults_of
from kiosk.messages.unit_settings import MAX_PAGES, MAX_QUIET, KioskSettings, OpeningHours, QuietHours, WaitingPage
from kiosk.words import LANGUAGES, Words

MATTERS = (
    *("languages", "opening_hours", "volume", "quiet", "brightness", "waiting"),
    *("low_reach", "less_motion", "screen_pictures"),
)
"""What is set with this form, in its order. Which release units run is set with the waves."""
PERCENTS = ("volume", "brightness")
"""Matters that are a number of percent."""
SAID = "said-"
"""Before a matter's name: the field that says HERE where it is set at this level."""
HERE = "here"
YES_OR_NO = ("low_reach", "less_motion", "screen_pictures")
"""Matters that are so, or are not."""
YES, NO = "yes", "no"
DAYS = tuple(range(1, 8))
PAGES = tuple(range(MAX_PAGES))
PAGE_FIELDS = ("title", "title_en", "text", "text_en")
MAX_QUIET_LETTERS = 120
"""Letters of all hours that have a volume of their own."""
MAX_LINE = 60
"""Letters of the hours of one day: two spans with room to spare."""

_BETWEEN = r"([0-9]{1,2})[:.h]([0-9]{2})\s*[-–—]\s*([0-9]{1,2})[:.h]([0-9]{2})"
_SPAN = re.compile(_BETWEEN)
_QUIET = re.compile(_BETWEEN + r"\s*[:=]?\s*([0-9]{1,3})\s*%?")


def read_settings(typed: Typed, before: KioskSettings, words: Words) -> KioskSettings | Faults:
    """Return what the form makes of `before`, or what is wrong with it by field."""
    faults: dict[str, str] = {}
    said: dict[str, object] = dict.fromkeys(MATTERS)
    for matter in MATTERS:
        if typed[SAID + matter] == HERE:
            read = _READERS[matter](typed, words)
            if isinstance(read, dict):
                faults.update(read)
            else:
                said[matter] = read
    if faults:
        return faults
    return before.model_copy(update=said)


def fields_of(settings: KioskSettings) -> dict[str, str]:
    """Return the texts of the form that stand for `settings`."""
    fields = {SAID + matter: HERE for matter in MATTERS if getattr(settings, matter) is not None}
    fields |= {matter: YES if getattr(settings, matter) else NO for matter in YES_OR_NO}
    fields["languages"] = ",".join(settings.languages or LANGUAGES)
    fields |= {
        matter: "" if getattr(settings, matter) is None else str(getattr(settings, matter)) for matter in PERCENTS
    }
    fields["quiet"] = quiet_of(settings.quiet or ())
    for day in DAYS:
        fields[f"day-{day}"] = hours_of(settings.opening_hours or (), day)
    for number, page in enumerate(settings.waiting or ()):
        fields |= {f"{name}-{number}": getattr(page, name) for name in PAGE_FIELDS}
    return fields


def hours_of(hours: tuple[OpeningHours, ...], weekday: int) -> str:
    """Return the hours of one day: "03:00–11:00, 15:00–19:00"; "" for a day that is closed."""
    return ", ".join(f"{each.opens}–{each.closes}" for each in hours if each.weekday == weekday)


def quiet_of(quiet: tuple[QuietHours, ...]) -> str:
    """Return hours with their volume: "22:00–05:00 20 %, 05:00–06:00 40 %", with no-break spaces."""
    return ", ".join(f"{each.begins}–{each.ends} {each.volume}\xa0%" for each in quiet)


def _read_one(matter: str, value: object, words: Words) -> object:
    try:
        return getattr(KioskSettings.model_validate({matter: value}), matter)
    except ValidationError as fault:
        return dict(faults_of(fault, words))


def _read_field(matter: str, typed: Typed, words: Words) -> object:
    text = typed[matter].strip()
    return _read_one(matter, text, words) if text else {matter: words("console.fault.missing")}


def _read_languages(typed: Typed, words: Words) -> object:
    languages = tuple(typed["languages"].split(","))
    if not set(languages) <= set(LANGUAGES):
        return {"languages": words("console.fault.choice")}
    return _read_one("languages", languages, words)


def _read_hours(typed: Typed, words: Words) -> object:
    faults: dict[str, str] = {}
    hours: list[OpeningHours] = []
    for day in DAYS:
        read = _hours_in(typed[f"day-{day}"], day)
        if read is None:
            faults[f"day-{day}"] = words("console.devices.hours.fault")
        else:
            hours += read
    if not hours and not faults:
        faults["day-1"] = words("console.devices.hours.none")
    return faults or _read_one("opening_hours", tuple(hours), words)


def _read_quiet(typed: Typed, words: Words) -> object:
    text = typed["quiet"]
    parts = [] if len(text) > MAX_QUIET_LETTERS else filter(None, (each.strip() for each in re.split(r"[,;]", text)))
    quiet = [_quiet_in(part) for part in parts]
    if not quiet or None in quiet or len(quiet) > MAX_QUIET:
        return {"quiet": words("console.devices.quiet.fault")}
    return tuple(quiet)


def _quiet_in(text: str) -> QuietHours | None:
    """Return the hours and the volume that stand in `text`; None where they cannot be read."""
    if (found := _QUIET.fullmatch(text)) is None:
        return None
    begins, ends = f"{found[1]:0>2}:{found[2]}", f"{found[3]:0>2}:{found[4]}"
    try:
        return QuietHours(begins=begins, ends=ends, volume=int(found[5]))
    except ValidationError:
        return None


def _hours_in(text: str, weekday: int) -> list[OpeningHours] | None:
    """Return the hours that stand in `text`; None where they cannot be read."""
    if len(text) > MAX_LINE:
        return None
    hours = []
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", text))):
        found = _SPAN.fullmatch(part)
        if found is None:
            return None
        opens, closes = f"{found[1]:0>2}:{found[2]}", f"{found[3]:0>2}:{found[4]}"
        try:
            hours.append(OpeningHours(weekday=weekday, opens=opens, closes=closes))
        except ValidationError:
            return None
    return hours


def _read_pages(typed: Typed, words: Words) -> object:
    faults: dict[str, str] = {}
    pages: list[WaitingPage] = []
    for number, given in _given_pages(typed):
        read = _page(given, words)
        if isinstance(read, WaitingPage):
            pages.append(read)
        else:
            faults |= {f"{name}-{number}": fault for name, fault in read.items()}
    if not pages and not faults:
        faults["title-0"] = words("console.devices.waiting.none")
    return faults or tuple(pages)


def _given_pages(typed: Typed) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each page in which anything is typed; a field that is left empty is not given."""
    for number in PAGES:
        texts = {name: _unix(typed[f"{name}-{number}"]) for name in PAGE_FIELDS}
        given = {name: text for name, text in texts.items() if text}
        if given:
            yield number, given


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _page(given: Mapping[str, str], words: Words) -> WaitingPage | Faults:
    try:
        return WaitingPage.model_validate(given)
    except ValidationError as fault:
        return faults_of(fault, words)


_READERS: dict[str, Callable[[Typed, Words], object]] = {
    "languages": _read_languages,
    "opening_hours": _read_hours,
    "quiet": _read_quiet,
    "waiting": _read_pages,
    **{matter: partial(_read_field, matter) for matter in (*PERCENTS, *YES_OR_NO)},
}
