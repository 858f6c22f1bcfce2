"""The centre flags by itself what its history shows, for kiosks that cannot ask."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select, text, update

from kiosk.central.epcis.tables import movements
from kiosk.central.lookups.checks import Asker, record_check
from kiosk.central.lookups.find import find
from kiosk.central.lookups.flagging import raise_flags
from kiosk.central.lookups.tables import flags
from kiosk.central.registry.tables import markets as markets_table
from kiosk.codes.code import Identity
from kiosk.records.history import Flag, FlagKind
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT, SERIAL

ITEM = Identity(gtin=GTIN, lot=LOT, serial=SERIAL)
FAR = (("SAIGON", 10.8), ("HUE", 16.5))
"""Markets in far cities, by their latitude."""


@pytest.fixture
def far_markets(engine: Engine) -> None:
    with engine.begin() as connection:
        for market_id, latitude in FAR:
            row = {"id": market_id, "name": market_id, "name_en": "", "latitude": latitude, "longitude": 106.0}
            connection.execute(insert(markets_table), row)


def check(engine: Engine, market_id: str, at: datetime, *, is_clock_trusted: bool = True) -> None:
    """Let a kiosk of a market check the item."""
    asker = Asker(str(uuid.uuid4()), market_id, "K1", is_clock_trusted)
    with engine.begin() as connection:
        record_check(connection, ITEM, asker, at)
        raise_flags(connection, ITEM, asker, at)


def raised(engine: Engine) -> dict[FlagKind, datetime]:
    """Return the flags that stand, with their dates."""
    with engine.connect() as connection:
        query = select(flags.c.kind, flags.c.since).where(flags.c.serial == SERIAL, flags.c.gtin == GTIN)
        return {FlagKind(kind): since for kind, since in connection.execute(query)}


@pytest.fixture(autouse=True)
def unflagged(engine: Engine) -> None:
    """The item as it is before anybody suspects it."""
    with engine.begin() as connection:
        connection.execute(flags.delete())
        connection.execute(text("DELETE FROM checks"))


def test_checks_of_one_market_raise_nothing(engine: Engine) -> None:
    for hour in range(8):
        check(engine, "M1", NOW + timedelta(hours=hour))
    assert raised(engine) == {}


def test_serial_that_went_too_fast_is_suspected(engine: Engine, far_markets: None) -> None:
    check(engine, "M1", NOW)
    check(engine, "SAIGON", NOW + timedelta(hours=1))
    assert raised(engine) == {FlagKind.COPY_SUSPECTED: NOW + timedelta(hours=1)}


def test_serial_that_went_too_fast_twice_is_copied(engine: Engine, far_markets: None) -> None:
    for hour, market_id in enumerate(("M1", "SAIGON", "HUE")):
        check(engine, market_id, NOW + timedelta(hours=hour))
    assert raised(engine).keys() == {FlagKind.COPY_SUSPECTED, FlagKind.COPIED}


def test_check_under_an_untrusted_clock_raises_nothing(engine: Engine, far_markets: None) -> None:
    check(engine, "M1", NOW)
    check(engine, "SAIGON", NOW + timedelta(hours=1), is_clock_trusted=False)
    assert raised(engine) == {}


def test_serial_that_was_sold_and_is_checked_a_day_later_is_reused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(movements).where(movements.c.step == "sale").values(serials=[SERIAL], at=NOW))
    check(engine, "M1", NOW + timedelta(hours=23))
    assert raised(engine) == {}
    check(engine, "M1", NOW + timedelta(hours=25))
    assert raised(engine).keys() == {FlagKind.REUSED}


def test_flag_that_is_raised_again_takes_the_later_date_once_a_day(engine: Engine, far_markets: None) -> None:
    check(engine, "M1", NOW)
    for hours in (1, 2, 27):
        check(engine, "SAIGON" if hours != 2 else "M1", NOW + timedelta(hours=hours))
        if hours == 2:
            assert raised(engine)[FlagKind.COPY_SUSPECTED] == NOW + timedelta(hours=1)
    assert raised(engine)[FlagKind.COPY_SUSPECTED] == NOW + timedelta(hours=27)


def test_flag_ends_after_thirty_days_but_a_withdrawal_never(engine: Engine) -> None:
    with engine.begin() as connection:
        for kind in (FlagKind.COPY_SUSPECTED, FlagKind.WITHDRAWN):
            row = {"gtin": GTIN, "serial": SERIAL, "kind": kind.value, "since": NOW}
            connection.execute(insert(flags), row)
    with engine.connect() as connection:
        early, late = (find(connection, ITEM, "M1", NOW + timedelta(days=days)).history.flags for days in (29, 31))
    assert {flag.kind for flag in early} == {FlagKind.COPY_SUSPECTED, FlagKind.WITHDRAWN}
    assert late == (Flag(FlagKind.WITHDRAWN, NOW),)
