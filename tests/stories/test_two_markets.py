"""A label is photocopied and carried to other markets; then its lot is recalled. Real syncs, one real centre."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest

from kiosk.central.people.rights import Role
from kiosk.records.finding import Source
from kiosk.verdicts.verdict import Headline
from tests.central.conftest import People
from tests.faults.city import GTIN, LOT, City, city_in
from tests.faults.fault import Fault
from tests.stories.counter import Counter, counter

pytestmark = [pytest.mark.story, pytest.mark.timeout(60)]

COPIED, ONLY_AT_ONE, ONLY_AT_OTHER, RECALLED = 1, 2, 3, 4
"""Packs of one lot."""
RECALL = {
    "kind": "mandatory",
    "reason": "Dư lượng thuốc bảo vệ thực vật",
    "authority": "Chi cục mẫu",
    "document": "31/TB",
    "legal_basis": "Thông tư 17/2021/TT-BNNPTNT",
    "gtins": [GTIN],
    "lots": [LOT],
    "treatment": "destroy",
}


@dataclass
class Story:
    """What each counter showed, in the order in which it happened."""

    first_at_one: Headline
    copy_at_other: Headline
    again_at_one: Headline
    copy_at_third: Headline
    at_one_after_third: Headline
    at_other_after_third: Headline
    own_pack_of_one: Headline
    own_pack_of_other: Headline
    offline_at_one: Headline
    recalled_at_one: Headline
    recalled_at_other: Headline
    recall_took_s: float


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("city")
    with ExitStack() as stack:
        city = stack.enter_context(city_in(folder))
        one, other, third = (
            stack.enter_context(counter(city, folder / market_id, city.unit(number, market_id)))
            for number, market_id in enumerate(("M1", "M2", "M3"), start=1)
        )
        yield happened(city, one, other, third)


def happened(city: City, one: Counter, other: Counter, third: Counter) -> Story:
    centre = Source.CENTRAL
    first_at_one = one.check(COPIED, centre)
    copy_at_other = other.check(COPIED, centre)
    again_at_one = one.check(COPIED, centre)
    copy_at_third = third.check(COPIED, centre)
    at_one_after_third, at_other_after_third = one.check(COPIED, centre), other.check(COPIED, centre)
    own_pack_of_one, own_pack_of_other = one.check(ONLY_AT_ONE, centre), other.check(ONLY_AT_OTHER, centre)
    one.network.spoil(Fault(is_down=True))
    offline_at_one = one.check(ONLY_AT_ONE, Source.CACHE)
    one.network.spoil()
    approved_s = publish_recall(city)
    recalled_at_one, recalled_at_other = one.check(RECALLED, centre), other.check(RECALLED, centre)
    return Story(
        first_at_one,
        copy_at_other,
        again_at_one,
        copy_at_third,
        at_one_after_third,
        at_other_after_third,
        own_pack_of_one,
        own_pack_of_other,
        offline_at_one,
        recalled_at_one,
        recalled_at_other,
        time.monotonic() - approved_s,
    )


def publish_recall(city: City) -> float:
    """Propose and approve the recall of the lot, by two people; return the monotonic second of the approval."""
    people = People(city.engine)
    proposer, approver = people.add(Role.SUPERVISOR), people.add(Role.DEPARTMENT)
    proposed = httpx.post(f"{city.url}/registry/recalls", json=RECALL, headers=proposer).raise_for_status()
    approval = f"{city.url}/registry/proposals/{proposed.json()['proposal_id']}/approve"
    httpx.post(approval, headers=approver).raise_for_status()
    return time.monotonic()


def test_label_is_genuine_where_it_is_first_seen(story: Story) -> None:
    assert story.first_at_one is Headline.GENUINE


def test_copy_in_a_second_market_is_suspected_at_both(story: Story) -> None:
    assert (story.copy_at_other, story.again_at_one) == (Headline.COPY_SUSPECTED, Headline.COPY_SUSPECTED)


def test_copy_in_a_third_market_is_known_everywhere(story: Story) -> None:
    assert (story.copy_at_third, story.at_one_after_third, story.at_other_after_third) == (Headline.COPIED,) * 3


def test_other_packs_of_the_lot_stay_genuine(story: Story) -> None:
    assert (story.own_pack_of_one, story.own_pack_of_other, story.offline_at_one) == (Headline.GENUINE,) * 3


def test_recall_reaches_both_markets(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert (story.recalled_at_one, story.recalled_at_other) == (Headline.RECALLED, Headline.RECALLED)
    with capsys.disabled():
        sys.stdout.write(
            f"\nasked again, both counters knew the recall {story.recall_took_s:.2f} s after its approval\n"
        )
    assert story.recall_took_s < 60
