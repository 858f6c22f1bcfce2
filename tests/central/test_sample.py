"""The shipped sample registry as the centre knows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.central.lookups.records import CentralRecords, sample_database
from kiosk.codes.code import Identity
from kiosk.records.finding import Issue
from tests.central.conftest import NOW

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"


@pytest.fixture(scope="module")
def sample() -> Iterator[Connection]:
    engine = sample_database(SAMPLE)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_lot_is_found_with_product_and_producer(sample: Connection) -> None:
    records = CentralRecords(sample, lambda: NOW)
    lots = json.loads((SAMPLE / "registry" / "lots.json").read_bytes())
    assert len(lots) >= 80
    for lot in lots:
        finding = records.find(Identity(gtin=lot["gtin"], lot=lot["lot"]))
        assert finding.product is not None
        assert finding.lot is not None
        assert finding.establishment is not None


def test_every_movement_says_where_and_who(sample: Connection) -> None:
    rows = sample.exec_driver_sql("SELECT place, stated_by FROM movements").all()
    assert len(rows) >= 200
    assert all(place and stated_by for place, stated_by in rows)


def test_every_issued_serial_is_known_as_issued(sample: Connection) -> None:
    records = CentralRecords(sample, lambda: NOW)
    for row in json.loads((SAMPLE / "registry" / "issued_serials.json").read_bytes()):
        for serial in row["serials"]:
            assert records.find(Identity(gtin=row["gtin"], lot=row["lot"], serial=serial)).issue is Issue.ISSUED
