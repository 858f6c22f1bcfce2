"""The bench that labels are inspected by: which lists, and since when the centre has called them its newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiosk.codes.payload import Payload
from kiosk.messages.local import Scanned
from kiosk.moment import HANOI, Moment
from kiosk.processes.check import Checker
from kiosk.records.finding import NOTHING_FOUND
from kiosk.screen.check import Bench, begin
from kiosk.settings import assets_dir
from kiosk.trust.digest import digest_of
from kiosk.trust.read import lists_from_json
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline, Level
from tests.screen import scene
from tests.screen.scene import LABELS

AT = datetime(2026, 11, 23, 9, tzinfo=HANOI)
HOUR = timedelta(hours=1)
SHIPPED = assets_dir() / "lists.json"
LISTS = assets_dir() / "sample" / "lists.json"


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with scene.checker() as made:
        yield made


@pytest.fixture
def bench() -> Bench:
    lists = lists_from_json(LISTS.read_text("utf-8"), LISTS.name)
    return Bench(lists, Place()).told_newest(lists.trust.version, digest_of(lists.trust), AT)


@pytest.fixture
def told(bench: Bench) -> Callable[..., Bench]:
    """Tell the bench of a list so many versions newer, with our digest or another, an hour later."""
    trust = bench.lists.trust
    ours = digest_of(trust)
    return lambda newer=0, digest=ours: bench.told_newest(trust.version + newer, digest, AT + HOUR)


def test_the_same_list_confirms_ours(told: Callable[..., Bench]) -> None:
    assert told().lists.confirmed_at == AT + HOUR


def test_a_newer_version_at_the_centre_leaves_ours_unconfirmed(told: Callable[..., Bench]) -> None:
    assert told(newer=1).lists.confirmed_at is None


def test_an_older_version_says_nothing(bench: Bench, told: Callable[..., Bench]) -> None:
    assert told(newer=-1) == bench


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_the_same_version_with_other_content_does_not_confirm(digest: str, told: Callable[..., Bench]) -> None:
    assert told(digest=digest).lists.confirmed_at is None


@pytest.mark.parametrize("version", [0, 1])
def test_a_fresh_unit_cannot_confirm_what_the_centres_first_list_knows(version: int, checker: Checker) -> None:
    shipped = lists_from_json(SHIPPED.read_text("utf-8"), SHIPPED.name)
    mine = replace(shipped.trust, version=version)
    fresh = Bench(replace(shipped, trust=mine), Place()).told_newest(version, digest_of(mine), AT)
    payload = Payload(LABELS["genuine"]["payload"].encode(), LABELS["genuine"]["symbology"])
    now = Moment(AT, is_trusted=True, floor=AT)
    found = checker.records.find(fresh.inspect(payload, NOTHING_FOUND, now).identity)
    verdict = fresh.inspect(payload, found, now).verdict
    assert (verdict.headline, verdict.level) == (Headline.CANNOT_CONFIRM, Level.UNKNOWN)


@pytest.mark.parametrize(
    ("payload", "is_counted"),
    [
        (LABELS["genuine"]["payload"], True),
        (LABELS["genuine"]["payload"] + "&from=kiosk", True),  # anybody may add that: the seal counts
        (LABELS["genuine"]["payload"].partition("?")[0], False),
        (LABELS["genuine"]["payload"].partition("?")[0] + "?from=kiosk", False),
        (LABELS["forged"]["payload"], False),
    ],
)
def test_only_a_label_with_a_seal_that_holds_counts_in_a_history(payload: str, is_counted: bool, bench: Bench) -> None:
    scanned = Scanned(content=payload.encode(), symbology="]Q1", frame_ns=0, frames=1, decode_ms=1.0)
    check = begin("c", scanned, bench, Moment(AT, is_trusted=True, floor=AT))
    assert check.must_ask
    assert check.is_counted is is_counted
