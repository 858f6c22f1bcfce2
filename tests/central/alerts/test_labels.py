"""Alerts about labels and lots: flags, recalled goods, more serials than labels, markets that a lot was not sent to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from kiosk.central.alerts import labels
from kiosk.central.alerts.kinds import Kind, State
from kiosk.central.alerts.tables import alert_evidence, alert_hints, alert_markets
from kiosk.central.lookups.tables import flags
from kiosk.central.registry.tables import lots
from tests.central.alerts.standing import DAY, flag, look, standing, states
from tests.central.conftest import NOW
from tests.central.console.usage.scanned import RED, Scan, store
from tests.central.registry_folder import GTIN, LOT, SERIAL

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def unflagged(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(flags.delete())


def test_flagged_serial_is_an_alert_of_every_market_that_saw_it(engine: Engine) -> None:
    flag(engine, "copied", NOW)
    assert look(engine, "flags", NOW + MINUTE)
    (alert,) = standing(engine)
    assert (alert["kind"], alert["serial"], alert["establishment_id"], alert["market_id"]) == (
        "copied",
        SERIAL,
        "E1",
        "",
    )
    with engine.connect() as connection:
        assert set(connection.execute(select(alert_markets.c.market_id)).scalars()) == {"M1", "M2"}
        shown = connection.execute(select(alert_evidence)).all()
    assert {(one.kind, one.ref) for one in shown} == {
        ("check", f"{SERIAL}-{market}-{NOW:%d%H}") for market in ("M1", "M2")
    }


def test_flag_that_is_seen_again_is_no_second_alert(engine: Engine) -> None:
    flag(engine, "copied", NOW)
    for minutes in range(1, 4):
        look(engine, "flags", NOW + minutes * MINUTE)
    assert len(standing(engine)) == 1


def test_what_is_neither_copied_nor_suspected_is_no_alert(engine: Engine) -> None:
    flag(engine, "withdrawn", NOW)
    look(engine, "flags", NOW + MINUTE)
    assert standing(engine) == []


def test_suspicion_that_is_proved_becomes_the_graver_alert(engine: Engine) -> None:
    flag(engine, "copy_suspected", NOW)
    look(engine, "flags", NOW + MINUTE)
    flag(engine, "copied", NOW + 2 * MINUTE, markets=("M3",))
    look(engine, "flags", NOW + 3 * MINUTE)
    look(engine, "flags", NOW + 4 * MINUTE)
    assert states(engine, Kind.COPY_SUSPECTED) == [(State.CLOSED, "rose")]
    assert states(engine, Kind.COPIED) == [(State.OPEN, "")]


def test_flag_of_a_transaction_that_ended_late_is_found(engine: Engine) -> None:
    look(engine, "flags", NOW)
    flag(engine, "copied", NOW - 5 * MINUTE)
    look(engine, "flags", NOW + MINUTE)
    assert len(standing(engine)) == 1


def test_recalled_goods_are_one_alert_a_lot_and_market(engine: Engine) -> None:
    store(engine, "k1", "M1", [Scan(NOW + number * MINUTE, RED) for number in range(3)])
    ids = store(engine, "k2", "M2", [Scan(NOW, RED), Scan(NOW + MINUTE)])
    assert look(engine, "recalled", NOW + MINUTE)
    found = sorted(standing(engine, Kind.RECALLED_SEEN), key=lambda one: str(one["subject"]))
    assert [(one["subject"], one["market_id"]) for one in found] == [
        (f"{GTIN}/{LOT}/{market}", market) for market in ("M1", "M2")
    ]
    with engine.connect() as connection:
        shown = select(alert_evidence.c.ref).where(alert_evidence.c.alert_id == found[1]["id"])
        assert connection.execute(shown).scalars().all() == ids[:1]
        assert connection.execute(select(alert_hints)).first() is None


def test_rows_that_are_sent_again_are_no_news(engine: Engine) -> None:
    for _ in range(2):
        store(engine, "k1", "M1", [Scan(NOW, RED)])
        look(engine, "recalled", NOW + MINUTE)
    with engine.connect() as connection:
        assert connection.execute(select(alert_hints)).first() is None
    assert len(standing(engine)) == 1


@pytest.fixture
def three_labels(engine: Engine) -> None:
    """The lot has three labels, and is meant for M1."""
    with engine.begin() as connection:
        connection.execute(update(lots).where(lots.c.lot == LOT).values(quantity=3))


def scans(*serials: str, start: int = 0) -> list[Scan]:
    return [
        Scan(NOW + (start + number) * MINUTE, serial=serial, is_enrolled=True) for number, serial in enumerate(serials)
    ]


@pytest.mark.usefixtures("three_labels")
def test_more_serials_than_labels_are_an_alert(engine: Engine) -> None:
    store(engine, "k1", "M1", scans("A", "B", "C", "D", "A"))
    look(engine, "lots", NOW + DAY)
    (alert,) = standing(engine)
    assert (alert["kind"], alert["details"]) == ("quantity", {"surplus": 1, "quantity": 3, "seen": 4})


@pytest.mark.usefixtures("three_labels")
def test_one_label_scanned_often_is_none(engine: Engine) -> None:
    store(engine, "k1", "M1", scans(*"ABCABCABC"))
    look(engine, "lots", NOW + DAY)
    assert standing(engine) == []


@pytest.mark.usefixtures("three_labels")
@pytest.mark.one_database
def test_demonstrations_enter_no_rule(engine: Engine) -> None:
    store(engine, "k1", "M1", [replace(scan, is_enrolled=False) for scan in scans(*"ABCDE")])
    look(engine, "lots", NOW + DAY)
    assert standing(engine) == []


def test_market_that_a_lot_was_not_sent_to_is_an_alert_of_both(engine: Engine) -> None:
    store(engine, "k1", "M1", scans("A"))
    store(engine, "k2", "M2", scans("B"))
    look(engine, "lots", NOW + DAY)
    (alert,) = standing(engine)
    assert (alert["kind"], alert["details"]["market"], alert["details"]["scans"]) == ("wrong_market", "M2", 1)
    with engine.connect() as connection:
        assert set(connection.execute(select(alert_markets.c.market_id)).scalars()) == {"M1", "M2"}


@pytest.mark.usefixtures("three_labels")
def test_lots_are_looked_at_in_turns(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "MOST_LOTS", 1)
    with engine.begin() as connection:
        connection.execute(update(lots).where(lots.c.lot == "L2611B").values(destination_market_id="M1"))
    store(engine, "k2", "M2", [*scans("A"), *(replace(one, lot="L2611B") for one in scans("B", start=5))])
    found = []
    for hour in range(1, 5):
        look(engine, "lots", NOW + timedelta(hours=hour))
        found.append(len(standing(engine)))
    assert found[:2] == [1, 2]
    assert found[-1] == 2
