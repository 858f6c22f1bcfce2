"""Reds and ambers that were found false, and whether they are more than the budget has.

A wrong red is the worst defect: at most 1 red in 10,000 and 1 amber for suspicion in 500 scans of
genuine goods (docs/specs/verdicts.md). Whether more is chance is asked of Poisson's law.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, RowMapping, delete, func, select

from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.opening import Evidence, Found, end_alert, open_alert, standing_subjects
from kiosk.central.alerts.scans_of_checks import scans_of_evidence
from kiosk.central.alerts.tables import alert_evidence, false_verdicts
from kiosk.central.database import insert_of
from kiosk.central.journal.count_tables import usage_market_days
from kiosk.central.journal.tables import journal
from kiosk.central.people.changes import Deed, record_change
from kiosk.moment import HANOI, hanoi_day
from kiosk.verdicts.rules import RULES
from kiosk.verdicts.verdict import Headline, Level

WINDOW: Final = timedelta(days=30)
BUDGETS: Final = {Level.STOP: 1 / 10_000, Level.CAUTION: 1 / 500}
"""False verdicts of a level to a scan of genuine goods."""
SUSPICIONS: Final = frozenset({Headline.COPY_SUSPECTED, Headline.REUSED})
"""The ambers that are suspicions: of the others something is missing or late, which is a fact."""
REDS: Final = frozenset(rule.headline for rule in RULES if rule.level is Level.STOP)
CHANCE: Final = 0.05
"""More than the budget is an alert where the budget would give so many less often than this."""
CITY: Final = "city"
MOST_SHOWN: Final = 100


class Source(StrEnum):
    """Who found a verdict false."""

    STAFF = "staff"
    ALERT = "alert"
    REPORT = "report"


def counts_as_false(level: str, headline: str) -> bool:
    """Return whether a verdict that is found wrong counts against a budget: a red, or an amber for suspicion."""
    return level == Level.STOP or (level == Level.CAUTION and headline in SUSPICIONS)


def mark_false(connection: Connection, deed: Deed, scan: RowMapping, source: Source, note: str = "") -> bool:
    """Note that what a scan showed was wrong; return whether it is news. `scan` is a row of the journal.

    The caller has demanded the right. False too for a verdict that no budget counts.
    """
    if not counts_as_false(scan["level"], scan["headline"]):
        return False
    values = {
        "scan_id": scan["id"],
        **{name: scan[name] for name in ("at", "market_id", "kiosk_id", "level", "headline")},
        "source": source.value,
        "note": note,
        "found_by": deed.caller.user_id,
        "found_at": deed.at,
    }
    made = insert_of(connection, false_verdicts).values(values).on_conflict_do_nothing()
    if connection.execute(made.returning(false_verdicts.c.scan_id)).first() is None:
        return False
    record_change(connection, deed, false_verdicts.name, str(scan["id"]), None, values)
    return True


def note_report(connection: Connection, deed: Deed, report: RowMapping, *, is_kiosk_wrong: bool) -> None:
    """Note what a closed report found of the verdict that a kiosk showed, or take it back.

    A report says what was shown, not by which scan: its own id stands for it.
    """
    headline = str(report["headline"])
    level = Level.STOP if headline in REDS else Level.CAUTION
    if not report["kiosk_id"] or not counts_as_false(level, headline):
        return
    if not is_kiosk_wrong:
        connection.execute(delete(false_verdicts).where(false_verdicts.c.scan_id == report["id"]))
        return
    values = {
        "scan_id": report["id"],
        **{name: report[name] for name in ("at", "market_id", "kiosk_id", "headline")},
        "level": level.value,
        "source": Source.REPORT.value,
        "note": report["number"],
        "found_by": deed.caller.user_id,
        "found_at": deed.at,
    }
    connection.execute(insert_of(connection, false_verdicts).values(values).on_conflict_do_nothing())


def found_false_at(connection: Connection, scan_id: str) -> datetime | None:
    """Return when what a scan showed was found wrong; None where nobody has found it so."""
    query = select(false_verdicts.c.found_at).where(false_verdicts.c.scan_id == scan_id)
    found_at: datetime | None = connection.execute(query).scalar()
    return found_at


def mark_shown_by(connection: Connection, deed: Deed, alert: RowMapping) -> None:
    """Note that what the scans behind `alert` showed was wrong: it was closed with a cause that says so."""
    query = select(alert_evidence).where(alert_evidence.c.alert_id == alert["id"])
    found = scans_of_evidence(connection, str(alert["gtin"]), connection.execute(query).all())
    ids = sorted(set(found.values()))[:MOST_SHOWN]
    for scan in connection.execute(select(journal).where(journal.c.id.in_(ids))).mappings().all():
        mark_false(connection, deed, scan, Source.ALERT)


@dataclass(frozen=True, slots=True)
class Rate:
    """Verdicts of one level that were found false, against scans of genuine goods."""

    level: Level
    false: int
    scans: int

    @property
    def budget(self) -> float:
        """How many the budget has for so many scans."""
        return self.scans * BUDGETS[self.level]

    @property
    def is_over(self) -> bool:
        """Whether there are more than the budget has, and that is hardly chance."""
        return self.false > self.budget and at_least(self.false, self.budget) < CHANCE


def at_least(number: int, expected: float) -> float:
    """Return how likely `number` or more are where `expected` are (Poisson)."""
    term, below = math.exp(-expected), 0.0
    for count in range(number):
        below += term
        term *= expected / (count + 1)
    return max(0.0, 1.0 - below)


def rate_of(connection: Connection, level: Level, since: datetime, until: datetime, market_id: str = "") -> Rate:
    """Return the rate of the scans of whole Hanoi days, from that of `since` to that before `until`.

    Scans of genuine goods: those that were shown as good, and those whose red or amber was wrong. Without a market:
    those of the city.
    """
    rows, counts = false_verdicts.c, usage_market_days.c
    first, last = hanoi_day(since), hanoi_day(until - timedelta(microseconds=1))
    begin = datetime.combine(first, time(), HANOI)
    false = select(func.count()).where(rows.level == level.value, rows.at >= begin, rows.at < until)
    good = select(func.coalesce(func.sum(counts.scans), 0)).where(
        counts.level == Level.GOOD.value, counts.day >= first, counts.day <= last
    )
    if market_id:
        false, good = false.where(rows.market_id == market_id), good.where(counts.market_id == market_id)
    number = int(connection.execute(false).scalar_one())
    return Rate(level, number, number + int(connection.execute(good).scalar_one()))


def rates_by_week(connection: Connection, level: Level, first: date, weeks: int, market_id: str = "") -> list[Rate]:
    """Return what `rate_of` gives for each of the weeks from the day `first`, asked all at once."""
    rows, counts = false_verdicts.c, usage_market_days.c
    begin, end = (datetime.combine(first + timedelta(weeks=number), time(), HANOI) for number in (0, weeks))
    false = select(rows.at).where(rows.level == level.value, rows.at >= begin, rows.at < end)
    good = select(counts.day, func.sum(counts.scans).label("scans")).where(
        counts.level == Level.GOOD.value, counts.day >= first, counts.day < hanoi_day(end)
    )
    if market_id:
        false, good = false.where(rows.market_id == market_id), good.where(counts.market_id == market_id)
    numbers = Counter((hanoi_day(at) - first).days // 7 for at in connection.execute(false).scalars())
    scans: Counter[int] = Counter()
    for row in connection.execute(good.group_by(counts.day)):
        scans[(row.day - first).days // 7] += int(row.scans)
    return [Rate(level, numbers[week], numbers[week] + scans[week]) for week in range(weeks)]


def look_for_false_verdicts(connection: Connection, now: datetime, _cursor: str) -> str:
    """Open an alert where the whole city, or one market, has more false verdicts than the budget; end it after."""
    since = now - WINDOW
    concerned = select(false_verdicts.c.market_id).where(false_verdicts.c.at >= since).distinct()
    places = [CITY, *sorted(connection.execute(concerned).scalars())]
    over = set()
    for place in places:
        for level in BUDGETS:
            rate = rate_of(connection, level, since, now, "" if place == CITY else place)
            if rate.is_over:
                over.add(f"{place}/{level.value}")
                open_alert(connection, _found(connection, place, rate, since), now)
    for subject in standing_subjects(connection, Kind.FALSE_VERDICTS) - over:
        end_alert(connection, Kind.FALSE_VERDICTS, subject, now)
    return ""


def _found(connection: Connection, place: str, rate: Rate, since: datetime) -> Found:
    rows = false_verdicts.c
    query = select(false_verdicts).where(rows.level == rate.level.value, rows.at >= since)
    query = query if place == CITY else query.where(rows.market_id == place)
    shown = connection.execute(query.order_by(rows.found_at.desc()).limit(MOST_SHOWN)).all()
    return Found(
        Kind.FALSE_VERDICTS,
        f"{place}/{rate.level.value}",
        at=max(row.found_at for row in shown),
        markets=frozenset() if place == CITY else frozenset({place}),
        details={"level": rate.level.value, "false": rate.false, "scans": rate.scans},
        evidence=tuple(
            Evidence("report", row.note, row.at, row.market_id, row.kiosk_id)
            if row.source == Source.REPORT
            else Evidence("scan", row.scan_id, row.at, row.market_id, row.kiosk_id)
            for row in shown
        ),
    )
