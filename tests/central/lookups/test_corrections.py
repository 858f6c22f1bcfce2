"""A code that was printed wrong is answered with the record that it means."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, insert

from kiosk.central.lookups.find import find
from kiosk.central.lookups.tables import flags
from kiosk.central.registry.tables import code_corrections, serials
from kiosk.codes.code import Identity
from kiosk.records.finding import Correction, Finding, Issue
from kiosk.records.history import FlagKind
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT, SERIAL

WRONG_GTIN = "09521234999997"


def correct(engine: Engine, gtin: str, lot: str, corrected_lot: str) -> None:
    row = {
        "gtin": gtin,
        "lot": lot,
        "corrected_gtin": GTIN,
        "corrected_lot": corrected_lot,
        "note": "In nhầm mã",
        "note_en": "Misprinted",
        "since": NOW,
    }
    with engine.begin() as connection:
        connection.execute(insert(code_corrections), row)


def found(engine: Engine, identity: Identity) -> Finding:
    with engine.connect() as connection:
        return find(connection, identity, "M1", NOW)


def test_wrong_lot_gives_the_lot_that_was_meant_and_says_so(engine: Engine) -> None:
    correct(engine, GTIN, "WRONG", LOT)
    finding = found(engine, Identity(gtin=GTIN, lot="WRONG"))
    assert finding.lot is not None
    assert finding.lot.lot == LOT
    assert finding.movements
    assert finding.correction == Correction(GTIN, LOT, "In nhầm mã", "Misprinted", NOW)


def test_use_by_of_a_printed_lot_that_is_registered_is_told(engine: Engine) -> None:
    correct(engine, GTIN, LOT, "L2611B")
    correction = found(engine, Identity(gtin=GTIN, lot=LOT)).correction
    assert correction is not None
    assert correction.printed_use_by == date(2026, 11, 30)


def test_serial_that_was_never_issued_for_the_printed_lot_is_told(engine: Engine) -> None:
    correct(engine, GTIN, LOT, "L2611B")
    assert found(engine, Identity(gtin=GTIN, lot=LOT, serial="ZZZZZZZZ")).issue is Issue.NEVER_ISSUED
    assert found(engine, Identity(gtin=GTIN, lot=LOT, serial=SERIAL)).issue is Issue.ISSUED


@pytest.mark.parametrize(("kind", "told"), [("withdrawn", [FlagKind.WITHDRAWN]), ("copied", [])])
def test_withdrawal_holds_under_the_code_that_was_meant_too(engine: Engine, kind: str, told: list[FlagKind]) -> None:
    correct(engine, WRONG_GTIN, "", "")
    with engine.begin() as connection:
        connection.execute(insert(flags), {"gtin": GTIN, "serial": SERIAL, "kind": kind, "since": NOW})
    finding = found(engine, Identity(gtin=WRONG_GTIN, lot=LOT, serial=SERIAL))
    assert [flag.kind for flag in finding.history.flags] == told


def test_right_code_is_not_corrected(engine: Engine) -> None:
    correct(engine, GTIN, "WRONG", LOT)
    assert found(engine, Identity(gtin=GTIN, lot=LOT)).correction is None


def test_wrong_gtin_of_every_lot_keeps_the_lot(engine: Engine) -> None:
    correct(engine, WRONG_GTIN, "", "")
    for lot in (LOT, None):
        finding = found(engine, Identity(gtin=WRONG_GTIN, lot=lot))
        assert finding.product is not None
        assert finding.product.gtin == GTIN
        assert (finding.lot is not None) == (lot is not None)
        assert finding.correction is not None
        assert finding.correction.lot == (lot or "")


def test_correction_of_the_lot_goes_before_that_of_the_gtin(engine: Engine) -> None:
    correct(engine, WRONG_GTIN, "", "")
    correct(engine, WRONG_GTIN, "OLD", LOT)
    correction = found(engine, Identity(gtin=WRONG_GTIN, lot="OLD")).correction
    assert correction is not None
    assert correction.lot == LOT


@pytest.mark.parametrize("lot", ["WRONG", LOT])
def test_serial_that_was_issued_under_either_code_is_issued(engine: Engine, lot: str) -> None:
    correct(engine, GTIN, "WRONG", LOT)
    with engine.begin() as connection:
        connection.execute(insert(serials), {"gtin": GTIN, "lot": "WRONG", "serial": "PRINTED1", **_more()})
    asked = {"WRONG": ("PRINTED1", SERIAL), LOT: (SERIAL,)}[lot]
    assert [found(engine, Identity(gtin=GTIN, lot=lot, serial=serial)).issue for serial in asked] == [
        Issue.ISSUED
    ] * len(asked)
    assert found(engine, Identity(gtin=GTIN, lot=lot, serial="ZZZZZZZZ")).issue is Issue.NEVER_ISSUED


def _more() -> dict[str, object]:
    """Return what else a serial's row needs."""
    needed = [column for column in serials.columns if not column.nullable and column.server_default is None]
    return {column.name: NOW for column in needed if column.name not in {"gtin", "lot", "serial"}}
