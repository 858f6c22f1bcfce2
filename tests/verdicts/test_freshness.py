"""How old data is, and whether the centre was just asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.moment import Moment
from kiosk.records.finding import Finding, Source
from kiosk.verdicts.freshness import AHEAD, Age, age_of, age_of_finding, is_centre_asked
from tests.verdicts.cases import AT

NOW = Moment(AT, is_trusted=True, floor=AT)
SECOND = timedelta(seconds=1)
YEARS = timedelta(days=1000)


@pytest.mark.parametrize("ahead", [timedelta(0), AHEAD])
def test_time_a_little_ahead_is_that_of_a_clock_that_differs(ahead: timedelta) -> None:
    assert age_of(AT + ahead, NOW) is Age.DAY


@pytest.mark.parametrize("ahead", [AHEAD + SECOND, YEARS])
def test_age_of_a_time_to_come_is_unknown(ahead: timedelta) -> None:
    assert age_of(AT + ahead, NOW) is Age.UNKNOWN
    assert age_of_finding(Finding(source=Source.CACHE, as_of=AT + ahead), NOW) is Age.UNKNOWN


@pytest.mark.parametrize("source", [Source.CENTRAL, Source.CACHE])
def test_answer_with_a_time_to_come_counts_as_not_asked(source: Source) -> None:
    finding = Finding(source=source, as_of=AT + AHEAD)
    assert is_centre_asked(finding, NOW)
    assert not is_centre_asked(replace(finding, as_of=AT + AHEAD + SECOND), NOW)
