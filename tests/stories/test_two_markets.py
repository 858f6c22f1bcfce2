"""A label is photocopied and carried to other markets; then its lot is recalled. Real syncs, one real centre."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest

from kiosk.central.people.rights import Role
from kiosk.central.publishing.publisher import Publisher
from kiosk.processes.central.publishing import keep_publishing
from kiosk.records.finding import Source
from kiosk.verdicts.verdict import Headline
from tests.central.conftest import People
from tests.central.publishing.repository import make_repository
from tests.faults.city import GTIN, LOT, City, city_in, trust_list_text
from tests.faults.fault import Fault
from tests.stories.counter import Counter, counter
from tests.stories.running import until

pytestmark = [pytest.mark.story, pytest.mark.long, pytest.mark.timeout(360)]

COPIED, ONLY_AT_ONE, ONLY_AT_OTHER, RECALLED, NEVER_ASKED = 1, 2, 3, 4, 5
"""Packs of one lot."""
OWN_DATA = (Source.SNAPSHOT, Source.CACHE)
"""The newer of the two: which one, hangs on whether the registry or the answer about another pack came last."""
PUBLISHED_WITHIN_S = 60.0
"""In service a unit may poll 30 s later; here it polls every second."""
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
    recalled: tuple[Headline, Headline]
    """At both counters, by the centre."""
    recalled_offline: tuple[Headline, Headline, Headline]
    """Without a network: at both counters, and at the third, which had not asked the centre since."""
    asked_s: float
    """From the recall's approval until both counters had asked the centre."""
    published_s: float
    """From the recall's approval until it stood in the registry of all units."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("city")
    with ExitStack() as stack:
        city = stack.enter_context(city_in(folder, datetime.now(UTC)))
        repository = make_repository(city.engine, city.clock.now().at, trust=trust_list_text().encode())
        stack.enter_context(publishing(Publisher(city.service, folder / "publisher")))
        one, other, third = (
            stack.enter_context(counter(city, folder / market_id, city.unit(number, market_id), repository.root))
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
    all_three = (one, other, third)
    until(lambda: {each.recalls() for each in all_three} == {0}, PUBLISHED_WITHIN_S, "all units have a registry")
    approved_s = publish_recall(city)
    recalled = one.check(RECALLED, centre), other.check(RECALLED, centre)
    asked_s = time.monotonic() - approved_s
    until(lambda: {each.recalls() for each in all_three} == {1}, PUBLISHED_WITHIN_S, "all units hold the recall")
    published_s = time.monotonic() - approved_s
    for each in all_three:
        each.network.spoil(Fault(is_down=True))
    asked_before = one.check(NEVER_ASKED, *OWN_DATA), other.check(NEVER_ASKED, *OWN_DATA)
    recalled_offline = (*asked_before, third.check(NEVER_ASKED, Source.SNAPSHOT))
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
        recalled,
        recalled_offline,
        asked_s,
        published_s,
    )


@contextlib.contextmanager
def publishing(publisher: Publisher) -> Iterator[None]:
    """Publish as the serving process does, in a thread."""
    loop, ended = asyncio.new_event_loop(), asyncio.Event()

    async def publish() -> None:
        going_on = asyncio.create_task(keep_publishing(publisher, 1.0))
        await ended.wait()
        going_on.cancel()
        await asyncio.gather(going_on, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(publish(),))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


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


def test_recall_reaches_both_markets_with_a_network(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert story.recalled == (Headline.RECALLED, Headline.RECALLED)
    tell(capsys, f"both counters, asking again, knew the recall {story.asked_s:.2f} s after its approval")
    assert story.asked_s < PUBLISHED_WITHIN_S


def test_recall_reaches_all_markets_for_when_there_is_none(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert story.recalled_offline == (Headline.RECALLED,) * 3
    tell(capsys, f"it stood in the registry of all units {story.published_s:.2f} s after its approval")


def tell(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
