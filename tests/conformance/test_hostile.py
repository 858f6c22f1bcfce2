"""Payloads made by hand to deceive: none raises, none is accepted, nothing of them is shown."""

from __future__ import annotations

from collections import Counter

import pytest

from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.records.finding import Finding
from kiosk.trust.lists import Lists
from kiosk.trust.seal import SealState
from kiosk.verdicts.verdict import Level
from tests.conformance.hostile import HOSTILE, UNIT, Hostile, S
from tests.conformance.shown import leaked, said, views
from tests.conformance.test_vectors import Given
from tests.conformance.vectors import CLOCKS, CONFIRMED, FINDINGS, LISTS, UNITS
from tests.rows import demand_of_each

NOW = CLOCKS["now"]
KNOWN = ("all in order", "nothing", "the centre does not know the lot")
"""What might be found for the number in it: everything, nothing, the product alone."""


def inspected(content: bytes, symbology: str | None, finding: Finding) -> Inspection:
    lists = Lists(LISTS.trust, LISTS.schemes, CONFIRMED["today"])
    return inspect(Payload(content, symbology), Given(finding), lists, UNITS["market"], NOW)


@pytest.mark.parametrize("known", KNOWN)
def test_a_hostile_payload_is_not_accepted_and_not_shown(known: str) -> None:
    finding = FINDINGS[known]

    def check(row: Hostile) -> None:
        inspection = inspected(row.content, row.symbology, finding)
        assert inspection.seal.state is not SealState.VALID
        assert inspection.verdict.level is not Level.GOOD
        for view in views(inspection, NOW):
            assert leaked(row.part, said(view), finding) == []

    demand_of_each(HOSTILE, lambda row: f"{row.category} {row.content!r}", check)


def test_the_seal_that_is_misused_is_genuine_where_it_belongs() -> None:
    inspection = inspected(f"{UNIT}&s={S}".encode(), "]Q1", FINDINGS["all in order"])
    assert inspection.verdict.level is Level.GOOD


def test_there_are_250_and_none_twice() -> None:
    assert len(HOSTILE) >= 250
    assert max(Counter((row.content, row.symbology) for row in HOSTILE).values()) == 1


def test_what_leaks_would_be_noticed() -> None:
    assert leaked("EVILLOT", "Lô EVILLOT", FINDINGS["nothing"]) == ["EVIL", "ILLO", "LLOT", "VILL"]
    assert leaked("L2611A", "Lô L2611A", FINDINGS["all in order"]) == []
