"""Whether a recall covers an item, filter by filter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kiosk.records.finding import Correction
from kiosk.records.registry import Recall
from kiosk.verdicts.recalls import Coverage, RecallItem, coverage, is_in_force, recalls_of
from tests.verdicts.cases import AT, GENUINE, GTIN, LOT, LOT_RECORD, NOW, RECALL, SERIAL, SPINACH, unsure

ITEM = RecallItem(GTIN, LOT, "7K2M", frozenset({"farm"}), frozenset({date(2026, 11, 22)}))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Coverage.COVERED),
        ({"lots": ()}, Coverage.COVERED),
        ({"lots": ("other",)}, Coverage.NONE),
        ({"gtins": ("other",)}, Coverage.NONE),
        ({"gtins": (), "lots": ()}, Coverage.NONE),
        ({"gtins": (), "establishment_ids": ("farm",)}, Coverage.COVERED),
        ({"establishment_ids": ("other",)}, Coverage.NONE),
        ({"serial_from": "7000", "serial_to": "8000"}, Coverage.COVERED),
        ({"serial_from": "7K2M", "serial_to": "7K2M"}, Coverage.COVERED),
        ({"serial_from": "8000"}, Coverage.NONE),
        ({"serial_to": "7000"}, Coverage.NONE),
        ({"serial_from": "700", "serial_to": "800"}, Coverage.POSSIBLE),
        ({"made_from": date(2026, 11, 22)}, Coverage.COVERED),
        ({"made_to": date(2026, 11, 22)}, Coverage.COVERED),
        ({"made_from": date(2026, 11, 23)}, Coverage.NONE),
        ({"made_to": date(2026, 11, 21)}, Coverage.NONE),
    ],
)
def test_filters_of_a_recall(changes: dict[str, Any], expected: Coverage) -> None:
    assert coverage(replace(RECALL, **changes), ITEM) is expected


@pytest.mark.parametrize(
    ("changes", "recall", "expected"),
    [
        ({"lot": ""}, RECALL, Coverage.POSSIBLE),
        ({"serial": ""}, replace(RECALL, serial_from="1"), Coverage.POSSIBLE),
        ({"made_on": frozenset()}, replace(RECALL, made_from=date(2026, 11, 1)), Coverage.POSSIBLE),
        ({"establishment_ids": frozenset()}, replace(RECALL, establishment_ids=("farm",)), Coverage.POSSIBLE),
        (
            {"establishment_ids": frozenset()},
            replace(RECALL, gtins=(), establishment_ids=("farm",)),
            Coverage.NONE,
        ),
        ({"is_commodity": True}, RECALL, Coverage.POSSIBLE),
        ({"gtin": ""}, replace(RECALL, gtins=(), establishment_ids=("farm",)), Coverage.NONE),
    ],
)
def test_what_the_code_does_not_say(changes: dict[str, Any], recall: Recall, expected: Coverage) -> None:
    assert coverage(recall, replace(ITEM, **changes)) is expected


def test_a_recall_holds_from_its_start_until_just_before_its_end() -> None:
    recall = replace(RECALL, effective_at=AT, ends_at=AT + timedelta(hours=1))
    assert not is_in_force(recall, AT - timedelta(seconds=1))
    assert is_in_force(recall, AT)
    assert not is_in_force(recall, AT + timedelta(hours=1))


def test_an_untrusted_clock_knows_only_recalls_that_began_before_its_floor() -> None:
    assert recalls_of((RECALL,), ITEM, NOW)[0] == (RECALL,)
    assert recalls_of((RECALL,), ITEM, unsure(floor_hours_ago=20)) == ((), ())


def test_recalls_come_newest_first() -> None:
    newer = replace(RECALL, id="r2", effective_at=AT)
    assert recalls_of((RECALL, newer), ITEM, NOW)[0] == (newer, RECALL)


CORRECTION = Correction(GTIN, "L2611B", "In sai số lô.", "Lot misprinted.", AT)
CORRECTED = GENUINE.found(correction=CORRECTION, lot=replace(LOT_RECORD, lot="L2611B"))


def test_label_that_was_corrected_is_judged_by_what_was_meant() -> None:
    assert CORRECTED.verdict().headline == "genuine"


@pytest.mark.parametrize("lot", [LOT, "L2611B"])
@pytest.mark.parametrize("serial_from", ["", SERIAL])
def test_a_recall_of_the_printed_or_of_the_meant_lot_covers_a_corrected_label(lot: str, serial_from: str) -> None:
    recall = replace(RECALL, lots=(lot,), serial_from=serial_from)
    assert CORRECTED.found(recalls=(recall,)).verdict().headline == "recalled"


def test_a_recall_of_the_printed_gtin_covers_a_corrected_label() -> None:
    meant = "08930000000026"
    corrected = GENUINE.found(
        correction=replace(CORRECTION, gtin=meant),
        product=replace(SPINACH, gtin=meant),
        lot=replace(LOT_RECORD, gtin=meant, lot="L2611B"),
    )
    assert corrected.verdict().headline == "genuine"
    assert corrected.found(recalls=(replace(RECALL, lots=()),)).verdict().headline == "recalled"


def test_a_recall_of_another_lot_does_not_cover_a_corrected_label() -> None:
    assert CORRECTED.found(recalls=(replace(RECALL, lots=("L2611C",)),)).verdict().headline == "genuine"


def test_a_correction_makes_nothing_keep_longer() -> None:
    past = replace(CORRECTION, printed_use_by=date(2026, 11, 22))
    assert CORRECTED.found(correction=past).verdict().headline == "expired"
    assert CORRECTED.found(correction=replace(past, printed_use_by=date(2026, 11, 23))).verdict().headline == "genuine"
