"""Alerts about weights: more kilograms out of a lot than went in, as events come."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update

from kiosk.central.alerts.balance import SETTLED
from kiosk.central.alerts.tables import alert_evidence
from kiosk.central.epcis.tables import event_items, events
from tests.central.alerts.standing import look, standing
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT

ITEM = f"01/{GTIN}/10/{LOT}"


def sell(engine: Engine, kilograms: float, recorded_at: datetime) -> None:
    """Let the lot, which has 41 kg, be sold: so much of it, by the event that was recorded then."""
    with engine.begin() as connection:
        sold = connection.execute(select(events).where(events.c.biz_step == "retail_selling")).one()
        connection.execute(update(events).values(recorded_at=recorded_at - timedelta(days=2)))
        connection.execute(update(events).where(events.c.number == sold.number).values(recorded_at=recorded_at))
        lot = (event_items.c.item == ITEM, event_items.c.number == sold.number)
        connection.execute(update(event_items).where(*lot).values(is_named=True, quantity=kilograms, uom="KGM"))


def test_more_out_than_in_is_an_alert_with_the_events_that_show_it(engine: Engine) -> None:
    sell(engine, 60, NOW)
    look(engine, "balance", NOW + SETTLED)
    (alert,) = standing(engine)
    assert (alert["kind"], alert["gtin"], alert["lot"], alert["establishment_id"]) == ("mass_balance", GTIN, LOT, "E1")
    assert alert["details"] == {"excess": "lot", "in": 41.0, "out": 60.0, "place": ""}
    with engine.connect() as connection:
        assert set(connection.execute(select(alert_evidence.c.kind)).scalars()) == {"event"}


def test_as_much_as_went_in_is_none(engine: Engine) -> None:
    sell(engine, 41, NOW)
    look(engine, "balance", NOW + SETTLED)
    assert standing(engine) == []


def test_events_are_weighed_once_and_not_before_captures_have_settled(engine: Engine) -> None:
    sell(engine, 60, NOW)
    look(engine, "balance", NOW + SETTLED - timedelta(seconds=1))
    assert standing(engine) == []
    look(engine, "balance", NOW + 2 * SETTLED)
    assert len(standing(engine)) == 1
    sell(engine, 99, NOW)  # what was changed under an old time was looked at already
    look(engine, "balance", NOW + 3 * SETTLED)
    assert standing(engine)[0]["details"]["out"] == 60.0
