"""Cache and registry as one: the newer decides, and each gives what only it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.codes.code import Identity
from kiosk.lookup.cache import FindingCache
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.own import CentreWord, KeptRecords, answers_alone, merged
from kiosk.records.finding import NOTHING_FOUND, Finding, Issue, Source
from kiosk.records.history import Check, Flag, FlagKind, History
from kiosk.records.registry import Lot, Movement, Product, Recall, Step
from tests.central.registry_folder import GTIN, LOT, SERIAL
from tests.lookup.publishing import HOUR, NOW, Publisher

ITEM = Identity(gtin=GTIN, lot=LOT, serial=SERIAL)
WITHOUT_SERIAL = replace(ITEM, serial=None)
RECALL = Recall("R9", "x", "y", "z", NOW, gtins=(GTIN,))
OTHER_RECALL = replace(RECALL, id="R8")
WITHDRAWN = Flag(FlagKind.WITHDRAWN, NOW)
COPIED = Flag(FlagKind.COPIED, NOW)

KEPT = Finding(
    source=Source.CACHE,
    as_of=NOW,
    product=Product(GTIN, "Cached", "vegetable", "E1"),
    lot=Lot(GTIN, LOT, NOW),
    movements=(Movement("e1", Step.HARVEST, NOW, "Hà Nội", "HTX"),),
    issue=Issue.ISSUED,
    history=History(checks=(Check("c1", NOW, "M1"),), flags=(COPIED,)),
)
PUBLISHED = Finding(
    source=Source.SNAPSHOT,
    as_of=NOW + HOUR,
    product=Product(GTIN, "Published", "vegetable", "E1"),
    lot=Lot(GTIN, LOT, NOW),
    recalls=(RECALL,),
    history=History(flags=(WITHDRAWN,)),
)
OLDER = replace(PUBLISHED, as_of=NOW - HOUR)


SINCE = CentreWord(NOW, is_since=True)
BEFORE = CentreWord(NOW)


def newer_of(kept: Finding, published: Finding, serial_word: CentreWord = SINCE, word: CentreWord = SINCE) -> Finding:
    return merged(ITEM, kept, published, word, serial_word)


def test_a_newer_registry_replaces_a_cached_record() -> None:
    found = newer_of(KEPT, PUBLISHED)
    assert (found.source, found.as_of, found.product) == (Source.SNAPSHOT, NOW + HOUR, PUBLISHED.product)
    assert found.recalls == (RECALL,)


def test_a_newer_registry_leaves_what_only_the_cache_has() -> None:
    found = newer_of(KEPT, PUBLISHED)
    assert (found.movements, found.issue, found.history.checks) == (KEPT.movements, Issue.ISSUED, KEPT.history.checks)


def test_an_older_registry_changes_nothing_of_a_cached_record() -> None:
    assert newer_of(KEPT, OLDER) == KEPT


def test_a_flag_is_of_the_newer_word_on_the_serial() -> None:
    assert newer_of(KEPT, PUBLISHED).history.flags == (WITHDRAWN,)
    assert newer_of(KEPT, OLDER).history.flags == (COPIED,)


def test_a_record_that_was_learnt_from_another_serial_says_nothing_of_this_ones_flags() -> None:
    assert newer_of(KEPT, OLDER, CentreWord()).history.flags == (WITHDRAWN,)


def test_flags_of_a_lot_that_left_circulation_stay_those_that_were_told() -> None:
    gone = replace(PUBLISHED, lot=None, history=History())
    assert newer_of(KEPT, gone).history.flags == (COPIED,)


def test_a_lot_that_left_circulation_is_told_by_the_cache_with_the_registrys_recalls() -> None:
    found = newer_of(KEPT, replace(PUBLISHED, lot=None))
    assert (found.source, found.as_of, found.lot, found.recalls) == (Source.CACHE, NOW, KEPT.lot, (RECALL,))


def test_not_found_of_the_centre_is_newer_than_an_older_registry() -> None:
    not_found = Finding(source=Source.CACHE, as_of=NOW)
    assert newer_of(not_found, OLDER, CentreWord()).lot is None
    assert newer_of(not_found, PUBLISHED, CentreWord()).lot == PUBLISHED.lot


def test_own_checks_stand_beside_what_the_registry_says() -> None:
    checked = replace(NOTHING_FOUND, history=History(checks=KEPT.history.checks))
    found = newer_of(checked, PUBLISHED, CentreWord())
    assert (found.source, found.history.checks, found.history.flags) == (
        Source.SNAPSHOT,
        KEPT.history.checks,
        (WITHDRAWN,),
    )


def test_without_a_registry_the_cache_answers() -> None:
    assert newer_of(KEPT, NOTHING_FOUND) == KEPT


def test_a_record_kept_before_the_registry_came_hides_none_of_its_warnings_however_late_its_time() -> None:
    kept = replace(KEPT, recalls=(OTHER_RECALL,))
    found = newer_of(kept, OLDER, BEFORE, BEFORE)
    assert (found.product, found.recalls) == (KEPT.product, (OTHER_RECALL, RECALL))
    assert found.history.flags == (COPIED, WITHDRAWN)


def test_not_found_kept_before_the_registry_came_hides_nothing_of_it() -> None:
    assert newer_of(Finding(source=Source.CACHE, as_of=NOW), OLDER, CentreWord(), BEFORE).lot == OLDER.lot


def test_a_record_whose_time_nobody_knows_is_older_than_the_registry() -> None:
    assert newer_of(KEPT, OLDER, CentreWord(is_since=True), CentreWord(is_since=True)).product == OLDER.product


@pytest.mark.parametrize(
    ("identity", "source", "minutes", "is_alone"),
    [
        (WITHOUT_SERIAL, Source.CACHE, 0, True),
        (WITHOUT_SERIAL, Source.CACHE, 10, True),
        (WITHOUT_SERIAL, Source.CACHE, 10.1, False),
        (WITHOUT_SERIAL, Source.CACHE, -1, False),
        (WITHOUT_SERIAL, Source.SNAPSHOT, 0, False),
        (ITEM, Source.CACHE, 0, False),
    ],
)
def test_a_cached_record_answers_alone_for_ten_minutes_where_the_code_has_no_serial(
    identity: Identity, source: Source, minutes: float, is_alone: bool
) -> None:
    asked_at = NOW + timedelta(minutes=minutes)
    assert answers_alone(identity, replace(KEPT, source=source), asked_at) is is_alone


class Own:
    """A unit with both; `now` is its clock."""

    def __init__(self, state: Path) -> None:
        self.now: datetime = NOW
        self.cache = FindingCache(state / "cache.db", lambda: self.now)
        self.registry = OfflineRecords(state, owns_files=True)
        self.records = KeptRecords(self.cache, self.registry)


@pytest.fixture
def own(state: Path) -> Iterator[Own]:
    made = Own(state)
    yield made
    made.cache.close()
    made.registry.close()


def bring_recall(publisher: Publisher, state: Path, at: datetime) -> None:
    publisher.change("UPDATE recall_scopes SET value = '" + GTIN + "' WHERE recall_id = 'R1'")
    publisher.publish(at)
    publisher.bring(state)


def test_a_recall_that_arrives_stops_a_record_that_was_cached_before(
    own: Own, publisher: Publisher, state: Path
) -> None:
    own.records.put(WITHOUT_SERIAL, replace(KEPT, source=Source.CENTRAL))
    assert own.records.answers_alone(WITHOUT_SERIAL, own.records.find(WITHOUT_SERIAL), NOW)
    bring_recall(publisher, state, NOW + timedelta(minutes=1))
    found = own.records.find(WITHOUT_SERIAL)
    assert [recall.id for recall in found.recalls] == ["R1"]
    assert not own.records.answers_alone(WITHOUT_SERIAL, found, NOW + timedelta(minutes=1))


def test_a_recall_that_arrives_stops_a_record_kept_before_it_with_a_later_time(
    own: Own, publisher: Publisher, state: Path
) -> None:
    later = NOW + timedelta(seconds=30)
    own.records.put(WITHOUT_SERIAL, replace(KEPT, source=Source.CENTRAL, as_of=later))
    bring_recall(publisher, state, NOW)
    found = own.records.find(WITHOUT_SERIAL)
    assert (found.as_of, [recall.id for recall in found.recalls]) == (later, ["R1"])
    assert not own.records.answers_alone(WITHOUT_SERIAL, found, later)


def test_a_record_put_after_the_registry_came_knows_that_its_recall_was_lifted(
    own: Own, publisher: Publisher, state: Path
) -> None:
    bring_recall(publisher, state, NOW)
    own.records.put(WITHOUT_SERIAL, replace(KEPT, source=Source.CENTRAL))
    found = own.records.find(WITHOUT_SERIAL)
    assert found.recalls == ()
    assert own.records.answers_alone(WITHOUT_SERIAL, found, NOW)


def test_a_registry_that_is_only_confirmed_anew_leaves_what_was_kept_since_it_came(
    own: Own, publisher: Publisher, state: Path
) -> None:
    bring_recall(publisher, state, NOW - HOUR)
    own.records.put(WITHOUT_SERIAL, replace(KEPT, source=Source.CENTRAL, as_of=NOW + timedelta(seconds=30)))
    publisher.publish(NOW)
    publisher.bring(state)
    assert own.records.answers_alone(WITHOUT_SERIAL, own.records.find(WITHOUT_SERIAL), NOW + timedelta(minutes=1))


def test_a_record_from_the_future_hides_no_recall_although_it_came_later(
    own: Own, publisher: Publisher, state: Path
) -> None:
    bring_recall(publisher, state, NOW)
    own.records.put(WITHOUT_SERIAL, replace(KEPT, source=Source.CENTRAL, as_of=NOW + timedelta(seconds=61)))
    assert [recall.id for recall in own.records.find(WITHOUT_SERIAL).recalls] == ["R1"]


def test_a_registry_damaged_while_it_is_read_gives_way_to_the_one_before(
    own: Own, publisher: Publisher, state: Path
) -> None:
    for hours in (0, 1):
        publisher.change(f"UPDATE lots SET quantity = {hours}")
        publisher.publish(NOW + hours * HOUR)
        publisher.bring(state)
    path = state / "registry.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\x00" * (len(content) - 4096))
    found = own.records.find(ITEM)
    assert (found.as_of, found.lot and found.lot.quantity) == (NOW, 0)
