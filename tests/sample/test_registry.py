"""The sample registry: whole, right in its numbers, and what the generator writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from bench.samples.write import write_records
from kiosk.central.registry.records import PublishedRecall, PublishedViolation
from kiosk.codes.city_code import read_city_code
from kiosk.codes.code import CityCode
from kiosk.codes.gtin import has_check_digit
from kiosk.records.registry import (
    Certificate,
    CertificateStatus,
    Establishment,
    Lot,
    Market,
    NeededKinds,
    Product,
)
from tests.sample.samples import FOLDER, NOW, read

TODAY = NOW.date()


def records(name: str, kind: Any) -> list[Any]:
    return TypeAdapter(list[kind]).validate_python(read(f"registry/{name}.json"))


ESTABLISHMENTS: list[Establishment] = records("establishments", Establishment)
PRODUCTS: list[Product] = records("products", Product)
LOTS: list[Lot] = records("lots", Lot)
CERTIFICATES: list[Certificate] = records("certificates", Certificate)


def test_generator_writes_what_is_committed(tmp_path: Path) -> None:
    write_records(tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.json*")}
    assert len(written) == 18
    assert written == {name: (FOLDER / name).read_bytes() for name in written}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("establishments", Establishment),
        ("products", Product),
        ("lots", Lot),
        ("certificates", Certificate),
        ("needed_kinds", NeededKinds),
        ("recalls", PublishedRecall),
        ("violations", PublishedViolation),
        ("markets", Market),
    ],
)
def test_field_names_are_those_of_the_records(name: str, kind: Any) -> None:
    for row in read(f"registry/{name}.json"):
        assert set(row) == {field.name for field in fields(kind)}


def test_sizes_are_those_asked_for() -> None:
    assert (len(ESTABLISHMENTS), len(PRODUCTS), len(LOTS)) == (15, 30, 80)
    assert len(records("recalls", PublishedRecall)) == 1
    assert len(records("markets", Market)) >= 3


def test_products_cover_all_groups() -> None:
    assert set(Counter(product.group for product in PRODUCTS)) == {"vegetable", "fruit", "meat", "fish", "tea", "rice"}


def test_every_product_has_a_lot() -> None:
    assert {product.gtin for product in PRODUCTS} == {lot.gtin for lot in LOTS}


def test_numbers_have_the_demonstration_prefix_and_right_check_digits() -> None:
    for number in [product.gtin for product in PRODUCTS] + ["0" + place.gln for place in ESTABLISHMENTS]:
        assert number.startswith("0952")
        assert has_check_digit(number)


def test_city_codes_are_valid_and_no_two_equal() -> None:
    codes = [place.city_code for place in ESTABLISHMENTS]
    assert all(isinstance(read_city_code(code), CityCode) for code in codes)
    assert len(set(codes)) == len(codes)


def test_every_name_says_that_it_is_a_sample() -> None:
    assert all("mẫu" in place.name and "Sample" in place.name_en for place in ESTABLISHMENTS)


def test_certificates_are_in_every_state() -> None:
    def state(certificate: Certificate) -> str:
        if certificate.status is not CertificateStatus.ACTIVE:
            return certificate.status.value
        days = (certificate.last_day or date.max) - TODAY
        return "expired" if days.days < 0 else "expiring" if days.days <= 30 else "in force"

    assert set(map(state, CERTIFICATES)) == {"in force", "expiring", "expired", "suspended", "withdrawn"}


def test_certificates_are_of_many_kinds() -> None:
    kinds = {certificate.kind for certificate in CERTIFICATES}
    assert kinds >= {"eligibility", "vietgap", "commitment", "organic", "knowledge", "safe_chain", "haccp"}


def test_every_group_has_a_row_of_needed_kinds_today() -> None:
    rows: list[NeededKinds] = records("needed_kinds", NeededKinds)
    in_force = {row.group for row in rows if row.first_day <= TODAY <= (row.last_day or date.max)}
    assert in_force == {product.group for product in PRODUCTS}


def test_one_violation_suspends_and_one_does_not() -> None:
    violations: list[PublishedViolation] = records("violations", PublishedViolation)
    assert sorted(bool(violation.suspends_groups) for violation in violations) == [False, True]
    assert all(violation.in_force_until and violation.in_force_until > TODAY for violation in violations)


def test_recall_is_in_force_and_of_one_lot() -> None:
    (recall,) = records("recalls", PublishedRecall)
    assert recall.effective_at <= NOW
    assert [lot.packed_on for lot in LOTS if lot.gtin in recall.gtins and lot.lot in recall.lots] == [
        date(2026, 11, 20)
    ]


def test_nothing_is_registered_later_than_now() -> None:
    assert all(lot.registered_at <= NOW for lot in LOTS)
    assert all(place.registered_at is not None and place.registered_at <= NOW for place in ESTABLISHMENTS)


def test_lots_are_harvested_before_they_are_packed() -> None:
    for lot in LOTS:
        assert lot.packed_on is not None
        assert (lot.harvested_on or lot.packed_on) <= lot.packed_on <= TODAY


def test_serials_are_eight_characters_of_crockfords_alphabet() -> None:
    serials = [serial for row in read("registry/issued_serials.json") for serial in row["serials"]]
    serials.remove("7K2M9Q")  # of the worked example
    assert len(set(serials)) == len(serials)
    assert all(len(serial) == 8 and not set(serial) - set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for serial in serials)


def test_stalls_stand_in_known_markets_and_belong_to_known_establishments() -> None:
    markets = {market.id for market in records("markets", Market)}
    for stall in read("registry/stalls.json"):
        assert stall["market_id"] in markets
        assert stall["establishment_id"] in {place.id for place in ESTABLISHMENTS}
