"""The registry offline says of every item what the centre says, save what only the centre can know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.central.lookups.find import find
from kiosk.codes.code import Identity
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.registry_file import FILE_NAME
from kiosk.records.finding import NOTHING_FOUND, Finding, Issue, Source
from kiosk.records.history import Flag, FlagKind, History
from tests.central.registry_folder import GTIN, LOT, SERIAL
from tests.lookup.publishing import HOUR, NOW, Publisher

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"


class Both:
    """The sample registry at the centre, and at a unit."""

    def __init__(self, publisher: Publisher, state: Path) -> None:
        publisher.publish()
        publisher.bring(state)
        self.publisher = publisher
        self.offline = OfflineRecords(state)

    def assert_alike(self, identity: Identity) -> Finding:
        """Assert that both say the same, and return it."""
        with self.publisher.connection() as connection:
            centre = find(connection, identity, "", NOW)
        named = {centre.lot.destination_market_id} if centre.lot else set()
        expected = replace(
            centre,
            source=Source.SNAPSHOT,
            movements=(),
            issue=Issue.UNKNOWN,
            markets=tuple(market for market in centre.markets if market.id in named),
            history=History(flags=centre.history.flags),
        )
        found = self.offline.find(identity)
        assert found == expected
        return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("both")
    publisher = Publisher(folder, SAMPLE)
    both = Both(publisher, folder)
    yield both
    both.offline.close()
    publisher.engine.dispose()


def rows(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((SAMPLE / "registry" / name).read_bytes())
    return found


def test_every_lot_is_as_at_the_centre(both: Both) -> None:
    for lot in rows("lots.json"):
        assert both.assert_alike(Identity(gtin=lot["gtin"], lot=lot["lot"])).product is not None


def test_every_product_is_as_at_the_centre(both: Both) -> None:
    for product in rows("products.json"):
        assert both.assert_alike(Identity(gtin=product["gtin"])).establishment is not None


def test_every_place_is_as_at_the_centre_by_each_of_its_codes(both: Both) -> None:
    for place in rows("establishments.json"):
        if place.get("city_code"):
            assert both.assert_alike(Identity(city_code=place["city_code"])).establishment is not None
        if place.get("gln"):
            assert both.assert_alike(Identity(gln=place["gln"])).establishment is not None


def test_every_price_look_up_number_is_as_at_the_centre(both: Both) -> None:
    numbers = {product["plu"] for product in rows("products.json") if product.get("plu")}
    assert numbers
    for number in numbers:
        both.assert_alike(Identity(plu=number))


def test_flags_are_as_at_the_centre(both: Both) -> None:
    flags = json.loads((SAMPLE / "history.json").read_bytes())["flags"]
    assert flags
    lots = {serial: row["lot"] for row in rows("issued_serials.json") for serial in row["serials"]}
    for flag in flags:
        identity = Identity(gtin=flag["gtin"], lot=lots.get(flag["serial"]), serial=flag["serial"])
        assert both.assert_alike(identity).history.flags


def test_what_is_in_no_registry_is_told_with_the_age_of_the_data(both: Both) -> None:
    found = both.assert_alike(Identity(gtin="09999999999994", lot="X"))
    assert (found.source, found.as_of, found.product) == (Source.SNAPSHOT, NOW, None)


def test_a_load_is_not_known_offline(both: Both) -> None:
    assert both.offline.find(Identity(sscc="095212345600000015")).product is None


def test_a_code_that_names_nothing_finds_nothing(both: Both) -> None:
    assert both.offline.find(Identity()) == NOTHING_FOUND


def test_without_a_registry_nothing_is_found(tmp_path: Path) -> None:
    assert OfflineRecords(tmp_path).find(Identity(gtin=GTIN)) == NOTHING_FOUND


def taken(publisher: Publisher, state: Path, *changes: str, now: datetime = NOW) -> Both:
    for change in changes:
        publisher.change(change)
    publisher.publish(now)
    publisher.bring(state, now)
    return Both(publisher, state)


CORRECTION = (
    "INSERT INTO code_corrections VALUES"
    f" ('09521234543299', 'WRONG', '{GTIN}', '{LOT}', 'Nhầm mã', 'Misprint', '2026-11-21T00:00:00.000000+00:00'),"
    f" ('09521234543299', '', '{GTIN}', '', 'Nhầm', 'Wrong', '2026-11-21T00:00:00.000000+00:00')"
)


def test_a_code_that_was_corrected_is_answered_with_what_was_meant(publisher: Publisher, state: Path) -> None:
    both = taken(publisher, state, CORRECTION)
    found = both.assert_alike(Identity(gtin="09521234543299", lot="WRONG"))
    assert found.lot is not None
    assert found.lot.lot == LOT
    both.assert_alike(Identity(gtin="09521234543299", lot="L2611B"))
    both.offline.close()


def test_a_withdrawn_serial_is_withdrawn_under_the_code_that_was_meant_too(publisher: Publisher, state: Path) -> None:
    withdrawn = f"INSERT INTO flags VALUES ('{GTIN}', '{SERIAL}', 'withdrawn', '2026-11-22T00:00:00.000000+00:00')"
    both = taken(publisher, state, CORRECTION, "DELETE FROM flags", withdrawn)
    found = both.assert_alike(Identity(gtin="09521234543299", lot="WRONG", serial=SERIAL))
    assert [flag.kind for flag in found.history.flags] == [FlagKind.WITHDRAWN]
    both.offline.close()


def test_a_recall_in_force_is_there_and_one_that_has_ended_is_not(publisher: Publisher, state: Path) -> None:
    recalled = Identity(gtin="09521234543220", lot="X1")
    both = taken(publisher, state, "UPDATE recalls SET ends_at = '2026-11-23T02:00:00.000000+00:00'")
    assert both.offline.find(recalled).recalls == ()
    publisher.change("UPDATE recalls SET ends_at = NULL")
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    assert both.offline.find(recalled).recalls != ()
    both.offline.close()


@pytest.mark.parametrize(
    ("dates", "is_live"),
    [
        ("use_by = '2026-10-24', best_before = NULL", True),
        ("use_by = '2026-10-23', best_before = NULL", False),
        ("use_by = NULL, best_before = '2026-10-24'", True),
        ("use_by = NULL, best_before = '2026-10-23'", False),
        ("use_by = NULL, best_before = NULL, registered_at = '2026-08-01T00:00:00.000000+00:00'", True),
        ("use_by = NULL, best_before = NULL, registered_at = '2026-07-01T00:00:00.000000+00:00'", False),
    ],
)
def test_a_lot_is_there_while_it_is_in_circulation(
    publisher: Publisher, state: Path, dates: str, is_live: bool
) -> None:
    both = taken(publisher, state, f"UPDATE lots SET {dates} WHERE lot = '{LOT}'")
    assert (both.offline.find(Identity(gtin=GTIN, lot=LOT)).lot is not None) is is_live
    both.offline.close()


def test_flags_go_with_their_lot(publisher: Publisher, state: Path) -> None:
    flag = f"INSERT INTO flags VALUES ('{GTIN}', '{SERIAL}', 'copied', '2026-11-22T00:00:00.000000+00:00')"
    item = Identity(gtin=GTIN, lot=LOT, serial=SERIAL)
    both = taken(publisher, state, "DELETE FROM flags", flag)
    assert both.offline.find(item).history.flags == (
        Flag(FlagKind.COPIED, datetime.fromisoformat("2026-11-22T00:00:00+00:00")),
    )
    publisher.change(f"UPDATE lots SET use_by = '2026-01-01' WHERE lot = '{LOT}'")
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    assert both.offline.find(item).history.flags == ()
    both.offline.close()


def test_an_open_reader_follows_the_registry(publisher: Publisher, state: Path) -> None:
    both = taken(publisher, state)
    assert both.offline.find(Identity(gtin=GTIN)).as_of == NOW
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    assert both.offline.find(Identity(gtin=GTIN)).as_of == NOW + HOUR
    both.offline.close()


def test_item_with_a_time_beyond_reckoning_is_not_known(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path, SAMPLE)
    publisher.publish()
    publisher.bring(tmp_path)
    publisher.engine.dispose()
    last_us = 253_402_300_799_000_000  # 9999-12-31T23:59:59Z, which has no day in Hanoi
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as registry, registry:
        registry.execute("UPDATE lots SET registered_at = ? WHERE lot = ?", [last_us, LOT])
    with closing(OfflineRecords(tmp_path)) as offline:
        assert offline.find(Identity(gtin=GTIN, lot=LOT)) == NOTHING_FOUND
        assert offline.find(Identity(gtin=GTIN)).product is not None
