"""Which certificates count: kind, scope, date judged, and what stopped since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kiosk.records.registry import Certificate, CertificateStatus, NeededKinds
from kiosk.verdicts.certificates import (
    CertifiedItem,
    covers,
    is_in_force,
    judge_certificates,
    judged_day,
    needed_kinds,
)
from kiosk.verdicts.verdict import CertificationState
from tests.verdicts.cases import GTIN, LOT_RECORD, NEEDED, VIETGAP

TODAY = date(2026, 11, 23)
HARVEST = date(2026, 11, 22)
GOODS = CertifiedItem(frozenset({"farm"}), HARVEST, GTIN, "vegetable")
SIGN = CertifiedItem(frozenset({"farm"}), TODAY)
ELIGIBLE = replace(VIETGAP, id="c2", kind="eligibility")
STOPPED = replace(VIETGAP, status=CertificateStatus.SUSPENDED, status_since=TODAY)


def judged(*certificates: Certificate, needed: tuple[NeededKinds, ...] = (NEEDED,)) -> CertificationState:
    return judge_certificates(certificates, needed, GOODS, TODAY)


def test_the_date_judged_is_harvest_else_packing_else_registration() -> None:
    assert judged_day(LOT_RECORD, TODAY) == LOT_RECORD.harvested_on
    assert judged_day(replace(LOT_RECORD, harvested_on=None, packed_on=date(2026, 11, 20)), TODAY).day == 20
    assert judged_day(replace(LOT_RECORD, harvested_on=None, packed_on=None), TODAY) == TODAY


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, True),
        ({"groups": ("vegetable",)}, True),
        ({"groups": ("fruit",)}, False),
        ({"gtins": (GTIN,)}, True),
        ({"gtins": ("other",)}, False),
        ({"gtins": ("other",), "groups": ("vegetable",)}, True),
        ({"establishment_id": "other"}, False),
    ],
)
def test_scope(scope: dict[str, Any], expected: bool) -> None:
    assert covers(replace(VIETGAP, **scope), GOODS) is expected


def test_a_place_has_no_scope() -> None:
    assert covers(replace(VIETGAP, groups=("fruit",)), SIGN)


def test_both_days_of_a_certificate_are_included() -> None:
    day = replace(VIETGAP, first_day=HARVEST, last_day=HARVEST)
    assert is_in_force(day, HARVEST)
    assert not is_in_force(day, TODAY)
    assert not is_in_force(day, date(2026, 11, 21))
    assert is_in_force(replace(day, last_day=None), TODAY)


def test_a_suspension_counts_from_its_day() -> None:
    assert is_in_force(STOPPED, HARVEST)
    assert not is_in_force(STOPPED, TODAY)


def test_a_group_without_a_row_needs_the_eligibility_certificate() -> None:
    assert needed_kinds((), GOODS) == (frozenset({"eligibility"}),)
    assert needed_kinds((replace(NEEDED, group="fish"),), GOODS) == (frozenset({"eligibility"}),)
    assert needed_kinds((replace(NEEDED, first_day=TODAY),), GOODS) == (frozenset({"eligibility"}),)
    assert needed_kinds((replace(NEEDED, last_day=HARVEST),), GOODS) == (frozenset(NEEDED.any_of),)


def test_what_replaces_eligibility_for_goods_replaces_it_for_a_place() -> None:
    assert judge_certificates((VIETGAP,), (NEEDED,), SIGN, TODAY) is CertificationState.IN_FORCE


def test_every_row_of_a_group_must_be_met() -> None:
    organic = NeededKinds("vegetable", ("organic",), date(2020, 1, 1))
    assert judged(VIETGAP, needed=(NEEDED, organic)) is CertificationState.NONE


@pytest.mark.parametrize(
    ("certificates", "expected"),
    [
        ((VIETGAP,), CertificationState.IN_FORCE),
        ((replace(VIETGAP, last_day=None),), CertificationState.IN_FORCE),
        ((replace(VIETGAP, last_day=HARVEST),), CertificationState.IN_FORCE),
        ((replace(VIETGAP, last_day=TODAY),), CertificationState.EXPIRING),
        ((replace(VIETGAP, last_day=date(2026, 12, 23)),), CertificationState.EXPIRING),
        ((replace(VIETGAP, last_day=date(2026, 12, 24)),), CertificationState.IN_FORCE),
        ((VIETGAP, replace(ELIGIBLE, last_day=TODAY)), CertificationState.IN_FORCE),
        ((replace(VIETGAP, last_day=date(2026, 11, 21)),), CertificationState.EXPIRED),
        ((replace(VIETGAP, first_day=TODAY),), CertificationState.NONE),
        ((replace(VIETGAP, kind="organic"),), CertificationState.NONE),
        ((), CertificationState.NONE),
        ((STOPPED,), CertificationState.SUSPENDED),
        ((replace(STOPPED, status=CertificateStatus.WITHDRAWN),), CertificationState.SUSPENDED),
        ((STOPPED, ELIGIBLE), CertificationState.SUSPENDED),
        ((STOPPED, replace(VIETGAP, id="renewed")), CertificationState.IN_FORCE),
        ((replace(STOPPED, last_day=date(2026, 1, 1)), ELIGIBLE), CertificationState.IN_FORCE),
        ((replace(STOPPED, groups=("fruit",)), ELIGIBLE), CertificationState.IN_FORCE),
    ],
)
def test_state_of_certification(certificates: tuple[Certificate, ...], expected: CertificationState) -> None:
    assert judged(*certificates) is expected


def test_without_a_trusted_clock_nothing_is_said_to_expire_soon() -> None:
    soon = replace(VIETGAP, last_day=TODAY)
    assert judge_certificates((soon,), (NEEDED,), GOODS, None) is CertificationState.IN_FORCE
