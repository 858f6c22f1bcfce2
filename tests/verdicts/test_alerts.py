"""Rules R5 and R6: more serials than labels, and markets that a lot was not sent to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.records.history import Check
from kiosk.records.registry import Lot
from kiosk.verdicts.alerts import AlertRule, LotAlerts, SerialCheck, judge_lot

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
LOT = Lot("09521234543213", "L2611A", AT, quantity=2, destination_market_id="minh-khai")


def seen(serial: str, market: str = "minh-khai", *, is_clock_trusted: bool = True) -> SerialCheck:
    return SerialCheck(serial, Check(f"{serial}-{market}", AT, market, is_clock_trusted=is_clock_trusted))


@pytest.fixture
def honest() -> list[SerialCheck]:
    return [seen("A"), seen("B"), seen("B")]


def test_as_many_serials_as_labels_at_the_right_market_are_no_alert(honest: list[SerialCheck]) -> None:
    assert judge_lot(LOT, honest) == LotAlerts()
    assert judge_lot(LOT, honest).rules == frozenset()


def test_one_serial_more_than_labels_is_r5(honest: list[SerialCheck]) -> None:
    alerts = judge_lot(LOT, [*honest, seen("C")])
    assert (alerts.surplus, set(alerts.rules)) == (1, {AlertRule.R5})


def test_a_market_that_the_lot_was_not_sent_to_is_r6(honest: list[SerialCheck]) -> None:
    alerts = judge_lot(LOT, [*honest, seen("A", "long-bien")])
    assert (set(alerts.markets), set(alerts.rules)) == ({"long-bien"}, {AlertRule.R6})


@pytest.mark.parametrize(
    "lot",
    [replace(LOT, quantity=None), replace(LOT, is_serialised=False)],
    ids=["no quantity", "no serials of its own"],
)
def test_what_was_not_declared_cannot_be_exceeded(lot: Lot, honest: list[SerialCheck]) -> None:
    assert judge_lot(lot, [*honest, seen("C")]).surplus == 0


def test_without_a_destination_no_market_is_wrong(honest: list[SerialCheck]) -> None:
    assert judge_lot(replace(LOT, destination_market_id=""), [*honest, seen("A", "long-bien")]).rules == frozenset()


def test_checks_under_an_untrusted_clock_enter_no_rule(honest: list[SerialCheck]) -> None:
    assert judge_lot(LOT, [*honest, seen("C", "long-bien", is_clock_trusted=False)]) == LotAlerts()
