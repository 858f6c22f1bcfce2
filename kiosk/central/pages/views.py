"""Counting how often a label's page was opened: per serial and day, apart from the checks of kiosks."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy import Connection, Date, Engine, bindparam, text
from sqlalchemy.exc import DBAPIError

from kiosk.codes.code import Identity
from kiosk.moment import hanoi_day
from kiosk.wording.telling import PageViews

_COUNT = text(
    "INSERT INTO page_views (gtin, serial, day, number) VALUES (:gtin, :serial, :day, 1)"
    " ON CONFLICT (gtin, serial, day) DO UPDATE SET number = page_views.number + 1"
).bindparams(bindparam("day", type_=Date()))
_TOTAL = text(
    "SELECT sum(number) AS number, min(day) AS day FROM page_views WHERE gtin = :gtin AND serial = :serial"
).columns(day=Date())

_log = logging.getLogger(__name__)


def count_view(engine: Engine, identity: Identity, now: datetime) -> PageViews:
    """Count one opening of the page of `identity`, and return how many there were, this one included.

    A page must not fail for its counter: where the database cannot write, this is the first.
    """
    try:
        with engine.begin() as connection:
            return _count(connection, identity, hanoi_day(now))
    except DBAPIError as fault:
        _log.warning("the opening of a page was not counted: %s", " ".join(str(fault.orig).split()))
        return first_view(now)


def first_view(now: datetime) -> PageViews:
    """Return what is told of a page that is not counted."""
    return PageViews(1, hanoi_day(now))


def _count(connection: Connection, identity: Identity, today: date) -> PageViews:
    key = {"gtin": identity.gtin, "serial": identity.serial}
    connection.execute(_COUNT, {**key, "day": today})
    number, first_day = connection.execute(_TOTAL, key).one()
    return PageViews(int(number), first_day)
