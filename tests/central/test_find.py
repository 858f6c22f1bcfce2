"""What the centre finds for an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from kiosk.central.lookups.checks import Asker, record_check
from kiosk.central.lookups.find import find, finding_of
from kiosk.central.lookups.question import question_of
from kiosk.central.lookups.reading import read
from kiosk.central.lookups.records import CentralRecords, sample_database
from kiosk.central.registry.load import load_registry
from kiosk.codes.code import Identity
from kiosk.records.finding import Finding, Issue, Source
from kiosk.records.history import FlagKind
from kiosk.records.registry import Step
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT, LOTS, SERIAL, write_registry

ITEM = Identity(gtin=GTIN, lot=LOT, serial=SERIAL)
COPIED = replace(ITEM, serial="0000000B")


def found(connection: Connection, identity: Identity) -> Finding:
    return find(connection, identity, "M1", NOW)


def test_item_is_found_with_all_that_belongs_to_it(connection: Connection) -> None:
    finding = found(connection, ITEM)
    assert (finding.source, finding.as_of) == (Source.CENTRAL, NOW)
    assert finding.product is not None
    assert finding.product.name == "Rau muống"
    assert finding.lot is not None
    assert finding.lot.use_by == date(2026, 11, 30)
    assert finding.lot.earlier_dates == (date(2026, 11, 29),)
    assert finding.lot.registered_at == datetime.fromisoformat("2026-11-20T06:00:00+07:00")
    assert finding.establishment is not None
    assert finding.establishment.id == "E1"
    assert [certificate.id for certificate in finding.certificates] == ["C1"]
    assert [needed.any_of for needed in finding.needed] == [("eligibility", "vietgap")]
    assert finding.issue is Issue.ISSUED
    assert finding.history.was_asked


def test_movements_come_in_the_order_of_time_with_their_place_and_who_states_them(connection: Connection) -> None:
    movements = found(connection, ITEM).movements
    assert [(movement.step, movement.place) for movement in movements] == [
        (Step.HARVEST, "Xã Phúc Thịnh, Hà Nội"),
        (Step.PACKING, "Phường Hà Đông, Hà Nội"),
    ]
    assert movements[0].stated_by == "HTX Rau mẫu"


def test_sale_of_one_serial_is_no_step_of_another(connection: Connection) -> None:
    assert Step.SALE not in {movement.step for movement in found(connection, ITEM).movements}
    sold = found(connection, COPIED).movements[-1]
    assert (sold.step, sold.serials, sold.market_id) == (Step.SALE, ("0000000B",), "M1")


def test_history_names_the_markets_and_the_flags(connection: Connection) -> None:
    finding = found(connection, COPIED)
    assert [(check.check_id, check.market_name) for check in finding.history.checks] == [
        ("h1", "Chợ đầu mối Minh Khai")
    ]
    assert [flag.kind for flag in finding.history.flags] == [FlagKind.COPIED]
    assert {market.id for market in finding.markets} == {"M1", "M2"}


def test_serial_that_is_not_among_the_issued_was_never_issued(connection: Connection) -> None:
    assert found(connection, replace(ITEM, serial="ZZZZZZZZ")).issue is Issue.NEVER_ISSUED


def test_lot_without_listed_serials_says_nothing_of_a_serial(empty: Engine, tmp_path: Path) -> None:
    with empty.begin() as connection:
        load_registry(connection, write_registry(tmp_path / "plain", issued_serials=[]))
        assert found(connection, ITEM).issue is Issue.UNKNOWN


def test_lot_label_says_nothing_of_a_serial(connection: Connection) -> None:
    assert found(connection, replace(ITEM, serial=None)).issue is Issue.UNKNOWN


def test_unknown_lot_gives_the_product_and_no_lot(connection: Connection) -> None:
    finding = found(connection, Identity(gtin=GTIN, lot="NOWHERE"))
    assert finding.product is not None
    assert finding.lot is None
    assert finding.movements == ()


def test_unknown_product_is_the_centres_own_word(connection: Connection) -> None:
    finding = found(connection, Identity(gtin="09521234999997"))
    assert (finding.product, finding.establishment, finding.source) == (None, None, Source.CENTRAL)


def test_place_is_found_by_gln_and_by_city_code(connection: Connection) -> None:
    for identity in (Identity(gln="9521234000013"), Identity(city_code="HNP00417S")):
        finding = found(connection, identity)
        assert finding.establishment is not None
        assert finding.establishment.id == "E1"
        assert finding.product is None
        assert len(finding.certificates) == 1


def test_plu_of_one_product_names_it_and_a_shared_one_names_none(connection: Connection) -> None:
    product = found(connection, Identity(plu="4089")).product
    assert product is not None
    assert product.gtin == GTIN
    assert found(connection, Identity(plu="4545")).product is None


def test_load_and_empty_identity_are_found_as_nothing(connection: Connection) -> None:
    for identity in (Identity(sscc="395212345000000015"), Identity()):
        assert found(connection, identity).product is None


def test_recalls_are_found_by_product_and_by_establishment(connection: Connection) -> None:
    assert [recall.id for recall in found(connection, Identity(gtin="09521234543220")).recalls] == ["R1"]
    by_place = found(connection, Identity(gtin="09521234543237"))
    assert [recall.id for recall in by_place.recalls] == ["R2"]
    assert [violation.id for violation in by_place.violations] == ["V1"]


def test_recall_of_an_unregistered_product_is_found(empty: Engine, tmp_path: Path) -> None:
    recall = {
        "id": "R9",
        "reason": "x",
        "authority": "y",
        "document": "z",
        "effective_at": "2026-11-22T00:00:00+07:00",
        "gtins": ["09521234999997"],
    }
    with empty.begin() as connection:
        load_registry(connection, write_registry(tmp_path / "recall", recalls=[recall]))
        assert [recall.id for recall in found(connection, Identity(gtin="09521234999997")).recalls] == ["R9"]


def test_lot_numbers_are_told_apart_by_case(empty: Engine, tmp_path: Path) -> None:
    lots = [LOTS[0], {**LOTS[0], "lot": LOT.lower(), "note": "another"}]
    with empty.begin() as connection:
        load_registry(connection, write_registry(tmp_path / "case", lots=lots))
        lot = found(connection, Identity(gtin=GTIN, lot=LOT.lower())).lot
    assert lot is not None
    assert lot.note == "another"


def check(connection: Connection, asker: Asker, now: datetime) -> str:
    return record_check(connection, ITEM, asker, now)


def test_same_check_id_is_stored_once(connection: Connection) -> None:
    for minutes in (0, 30):
        check(connection, Asker("c1", "M1", "K1"), NOW + timedelta(minutes=minutes))
    assert len(find(connection, ITEM, "M1", NOW).history.checks) == 1


def test_repeat_within_two_minutes_at_one_kiosk_is_the_same_check(connection: Connection) -> None:
    assert check(connection, Asker("c1", "M1", "K1"), NOW) == "c1"
    assert check(connection, Asker("c2", "M1", "K1"), NOW + timedelta(seconds=120)) == "c1"
    assert check(connection, Asker("c3", "M1", "K1"), NOW + timedelta(seconds=121)) == "c3"


def test_other_kiosks_check_is_another_at_once(connection: Connection) -> None:
    check(connection, Asker("c1", "M1", "K1"), NOW)
    check(connection, Asker("c2", "M2", "K2", is_clock_trusted=False), NOW)
    checks = find(connection, ITEM, "M1", NOW).history.checks
    assert {(check.check_id, check.market_id, check.is_clock_trusted) for check in checks} == {
        ("c1", "M1", True),
        ("c2", "M2", False),
    }


def test_the_present_check_is_not_among_the_earlier(connection: Connection) -> None:
    check(connection, Asker("c1", "M1", "K1"), NOW)
    question = question_of(ITEM, "M1", check_id="c1")
    assert question is not None
    (known,) = read(connection, [question], NOW)
    assert finding_of(known, NOW).history.checks == ()


def test_lot_label_has_no_history(connection: Connection) -> None:
    identity = replace(ITEM, serial=None)
    record_check(connection, identity, Asker("c1", "M1", "K1"), NOW)
    assert connection.exec_driver_sql("SELECT count(*) FROM checks").scalar_one() == 1  # the one of the registry


def test_checks_older_than_a_month_are_left_out(connection: Connection) -> None:
    check(connection, Asker("c1", "M1", "K1"), NOW)
    assert find(connection, ITEM, "M1", NOW + timedelta(days=31)).history.checks == ()


def test_records_of_a_command_answer_like_the_centre(folder: Path) -> None:
    engine = sample_database(folder)
    with engine.connect() as connection:
        records = CentralRecords(connection, lambda: NOW)
        assert records.find(COPIED) == find(connection, COPIED, "", NOW)
        assert records.find(COPIED) == records.find(COPIED)
    engine.dispose()
