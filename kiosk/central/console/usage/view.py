"""The page of charts: what it is given, ready to be laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlalchemy import Connection

from kiosk.central.console.layout.writing import day, number
from kiosk.central.console.markets import markets_within
from kiosk.central.console.page import Page
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.console.usage import charts
from kiosk.central.console.usage.asked import Asked, Wanted, wanted_of
from kiosk.central.console.usage.counted import PlaceCount, by_kiosk, counts_of
from kiosk.central.console.usage.names import Pairs, kiosk_names, kiosks_of, market_names
from kiosk.central.console.usage.sought import sought
from kiosk.central.console.usage.summary import Part, Summary, summary_of
from kiosk.central.imports.cells import GROUPS
from kiosk.central.journal.count_tables import READ_MS
from kiosk.central.people.rights import Right
from kiosk.moment import hanoi_day
from kiosk.verdicts.verdict import Headline, Level
from kiosk.words import Words

USAGE_PATH = "/console/usage"
MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    markets: Pairs
    kiosks: Pairs
    levels: Pairs
    headlines: Pairs
    groups: Pairs


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict in words, with its share."""

    part: Part
    text: str
    share: str


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One row of the table of places."""

    count: PlaceCount
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class UsageView:
    """The page of charts."""

    wanted: Wanted
    faults: Faults
    choices: Choices
    summary: Summary
    hours: Sequence[charts.Bar]
    days: Sequence[charts.Bar]
    heat: Sequence[Sequence[charts.Cell]]
    mix: Sequence[charts.Segment]
    levels: Sequence[Said]
    headlines: Sequence[Said]
    times: Sequence[tuple[str, int]]
    """Scans by the time to the result, in words."""
    reading: Sequence[charts.Bar]
    unreadable: str
    damaged: Sequence[charts.Bar]
    damaged_shares: Sequence[str]
    """Of each day."""
    peak: str
    places: Sequence[NamedPlace]
    further_places: int
    is_by_kiosk: bool


def read_wanted(connection: Connection, page: Page) -> tuple[Wanted, Faults]:
    """Return what is asked for, and what is wrong with it: then nothing but the last days is."""
    today = hanoi_day(page.now)
    asked = read_form(Asked, page.query, page.words)
    wanted = wanted_of(asked, today, page.words) if isinstance(asked, Asked) else asked
    wanted = sought(connection, wanted, page.words) if isinstance(wanted, Wanted) else wanted
    if isinstance(wanted, Wanted):
        return wanted, NO_FAULTS
    usual = wanted_of(Asked(), today, page.words)
    assert isinstance(usual, Wanted)
    return usual, wanted


def choices_of(connection: Connection, page: Page, wanted: Wanted) -> Choices:
    """Return what the filters offer to the caller: kiosks once a market is chosen."""
    words = page.words
    own = markets_within(connection, page.caller, Right.SEE_JOURNAL)
    market = wanted.market or (own[0][0] if len(own) == 1 else "")
    is_own = market in dict(own)
    return Choices(
        markets=own,
        kiosks=kiosks_of(connection, market) if is_own else (),
        levels=[(level.value, words(f"console.usage.level.{level.value}")) for level in reversed(Level)],
        headlines=[(headline.value, words(f"headline.{headline.value}")) for headline in Headline],
        groups=[(group, words(f"choice.group.{group}")) for group in GROUPS],
    )


def usage_view(connection: Connection, page: Page, wanted: Wanted, faults: Faults) -> UsageView:
    """Return what the page of charts shows."""
    choices = choices_of(connection, page, wanted)
    if len(choices.markets) == 1 and not wanted.market:
        wanted = _at(wanted, choices.markets[0][0])
    found = counts_of(connection, page.caller, wanted)
    summary, counts = summary_of(found.cells, found.buckets, wanted), found.places
    shown = counts[:MOST_PLACES]
    ids = [count.id for count in shown]
    names = kiosk_names(connection, ids) if by_kiosk(wanted) else market_names(connection, ids)
    key = "kiosk" if by_kiosk(wanted) else "market"
    words = page.words
    return UsageView(
        wanted=wanted,
        faults=faults,
        choices=choices,
        summary=summary,
        hours=charts.bars_of(summary.by_hour, [str(hour) for hour in summary.hours]),
        days=charts.bars_of([count for _, count in summary.by_day], [f"{at:%d/%m}" for at, _ in summary.by_day]),
        heat=charts.cells_of(summary.heat),
        mix=charts.segments_of([(part.level, part.scans) for part in summary.levels]),
        levels=[_said(part, f"console.usage.level.{part.key}", words) for part in summary.levels],
        headlines=[_said(part, f"headline.{part.key}", words) for part in summary.headlines],
        times=_times(summary, words),
        reading=charts.bars_of(summary.buckets, [*map(str, READ_MS), f"> {READ_MS[-1]}"]),
        unreadable=percent(words, summary.unreadable.share),
        damaged=charts.bars_of(
            [round(100 * part.share) for part in summary.unreadable_by_day], [f"{at:%d/%m}" for at, _ in summary.by_day]
        ),
        damaged_shares=[percent(words, part.share) for part in summary.unreadable_by_day],
        peak=_peak(summary, words),
        places=[
            NamedPlace(count, names.get(count.id, count.id), urlencode({**wanted.pairs, key: count.id}))
            for count in shown
        ],
        further_places=len(counts) - len(shown),
        is_by_kiosk=by_kiosk(wanted),
    )


def percent(words: Words, share: float) -> str:
    """Return a share as people write it here: 75 %, 11,4 %, 0,6 %."""
    decimals = 0 if share in {0.0, 100.0} or round(share, 1) == int(share) else 1
    return f"{number(words, share, decimals)}\N{NO-BREAK SPACE}%"


def span_of(wanted: Wanted) -> str:
    """Return the days as 17/11/2026 – 23/11/2026, or the one day."""
    since, until = day(wanted.since), day(wanted.until)
    return since if since == until else f"{since} – {until}"


def _at(wanted: Wanted, market: str) -> Wanted:

    return replace(wanted, market=market)


def _said(part: Part, key: str, words: Words) -> Said:
    return Said(part, words(key) if words.has(key) else part.key, percent(words, part.share))


def _times(summary: Summary, words: Words) -> Sequence[tuple[str, int]]:
    upto = [words("console.usage.upto_ms", ms=number(words, ms)) for ms in READ_MS]
    return list(
        zip([*upto, words("console.usage.over_ms", ms=number(words, READ_MS[-1]))], summary.buckets, strict=True)
    )


def _peak(summary: Summary, words: Words) -> str:
    most = max(summary.by_hour, default=0)
    if not most:
        return ""
    hour = summary.hours[summary.by_hour.index(most)]
    return words("console.usage.peak", hour=f"{hour:02}", scans=number(words, most))
