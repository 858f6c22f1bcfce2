"""Going back to counted numbers goes on behind the last that was counted."""

from __future__ import annotations

from sqlalchemy import Engine, insert, text

from kiosk.central import migrations
from kiosk.central.reports.tables import reports
from tests.central.conftest import NOW


def test_counting_goes_on_behind_the_last_counted_number(empty: Engine) -> None:
    texts = (
        "reason",
        "gtin",
        "lot",
        "serial",
        "gln",
        "headline",
        "market_id",
        "kiosk_id",
        "state",
        "answer",
        "answer_en",
    )
    row = {"at": NOW, "received_at": NOW, "changed_at": NOW} | dict.fromkeys(texts, "")
    numbers = ("BL-2610-0007K", "BL-2611-0042K", "BL-2611-0009K", "BL-2611-7777777K", "BL-2611-7KQ4M3XT")
    with empty.begin() as connection:
        connection.execute(
            insert(reports), [row | {"id": str(place), "number": number} for place, number in enumerate(numbers)]
        )
        migrations.downgrade(connection, "0014")
        counted = connection.execute(text("SELECT month, last_sequence FROM report_months ORDER BY month")).all()
        migrations.upgrade(connection)
    assert [tuple(one) for one in counted] == [("2610", 7), ("2611", 42)]
