"""What was published becomes this unit's registry: whole, or not at all."""

from __future__ import annotations

import errno
import gzip
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.codes.code import Identity
from kiosk.errors import StoreError
from kiosk.lookup.apply import UnitRegistry, mend, needed_targets
from kiosk.lookup.disk import Disk
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.registry_file import DAMAGED_NAME, FILE_NAME, NEW_NAME, PREVIOUS_NAME
from kiosk.messages.published import PublishedIndex
from kiosk.records.finding import Finding
from tests.central.registry_folder import GTIN, LOT
from tests.lookup.publishing import HOUR, NOW, Publisher
from tests.tears import TEARS

ITEM = Identity(gtin=GTIN, lot=LOT)
CHANGE = f"UPDATE lots SET quantity = 77 WHERE lot = '{LOT}'"


def found(state: Path) -> Finding:
    records = OfflineRecords(state)
    try:
        return records.find(ITEM)
    finally:
        records.close()


def written(file: Path) -> tuple[int, int, int]:
    """Return which file it is, when it was last written and how long it is; reading changes none of them."""
    told = file.stat()
    return told.st_ino, told.st_mtime_ns, told.st_size


def quantity(state: Path) -> int | None:
    lot = found(state).lot
    assert lot is not None
    return lot.quantity


def test_a_new_unit_begins_with_the_snapshot(publisher: Publisher, state: Path) -> None:
    index = publisher.publish()
    applied = publisher.bring(state)
    assert publisher.opened == list(index.snapshot.pieces)
    assert applied.is_new
    assert found(state).lot is not None


def test_a_unit_that_has_a_registry_takes_only_the_changes(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    assert [name.split("/")[1] for name in publisher.opened] == ["changes"]
    assert quantity(state) == 77
    assert found(state).as_of == NOW + HOUR


def test_what_was_deleted_goes(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    publisher.change(f"DELETE FROM lots WHERE lot = '{LOT}'")
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    assert found(state).lot is None


def test_a_change_that_was_taken_back_the_same_day_goes_too(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    before = quantity(state)
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    publisher.change(f"UPDATE lots SET quantity = {'NULL' if before is None else before} WHERE lot = '{LOT}'")
    publisher.publish(NOW + 2 * HOUR)
    publisher.bring(state)
    assert quantity(state) == before
    assert len(publisher.opened) == 1


def test_what_is_applied_already_is_not_opened_again(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    publisher.change("UPDATE products SET name = 'Rau khác'")
    publisher.publish(NOW + 2 * HOUR)
    publisher.bring(state)
    assert [name.split("/")[-1].split("-")[0] for name in publisher.opened] == ["products"]


def test_a_unit_goes_on_without_the_next_days_snapshot(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    publisher.change(CHANGE)
    publisher.publish(NOW + timedelta(days=1))
    index = publisher.publish(NOW + timedelta(days=2))
    assert index.snapshot.as_of == NOW + timedelta(days=2)
    publisher.bring(state)
    assert not any("snapshot" in name for name in publisher.opened)
    assert quantity(state) == 77


def test_a_new_unit_takes_no_changes_from_before_its_snapshot(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    index = publisher.publish(NOW + timedelta(days=1))
    publisher.bring(state)
    assert publisher.opened == list(index.snapshot.pieces)


def test_a_unit_that_was_dark_for_long_begins_with_the_snapshot(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    for day in (1, 40):
        publisher.change(f"UPDATE lots SET quantity = {day} WHERE lot = '{LOT}'")
        publisher.publish(NOW + timedelta(days=day))
    publisher.bring(state)
    assert any("snapshot" in name for name in publisher.opened)


def test_a_confirmation_writes_nothing_but_its_time(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    before = written(state / FILE_NAME)
    publisher.publish(NOW + HOUR)
    applied = publisher.bring(state)
    assert (publisher.opened, applied.is_new) == ([], False)
    assert written(state / FILE_NAME) == before
    assert found(state).as_of == NOW + HOUR


def test_needed_targets_are_those_that_apply_opens(publisher: Publisher, state: Path) -> None:
    for hours in range(3):
        publisher.change(f"UPDATE lots SET quantity = {hours} WHERE lot = '{LOT}'")
        index = publisher.publish(NOW + hours * HOUR)
        needed = needed_targets(state, index)
        publisher.bring(state)
        assert needed == tuple(publisher.opened)
    assert needed_targets(state, index) == ()


def test_the_registry_before_stays_beside_the_new_one(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    before = (state / FILE_NAME).read_bytes()
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    assert (state / PREVIOUS_NAME).read_bytes() == before


def test_the_centre_needs_no_file_of_its_own_to_find_what_changed(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.forget_kept_files()
    publisher.change("UPDATE products SET name = 'Rau khác'")
    publisher.publish(NOW + 2 * HOUR)
    publisher.bring(state)
    assert len(publisher.opened) == 2
    assert quantity(state) == 77


def refused(publisher: Publisher, state: Path, number: str, disk: Disk | None = None) -> None:
    """Assert that the unit refuses, says `number`, goes on with what it has, and leaves nothing lying about."""
    before = found(state)
    with pytest.raises(StoreError) as told:
        publisher.bring(state, disk=disk or Disk())
    assert told.value.number == number
    assert found(state) == before
    assert not (state / NEW_NAME).exists()


def test_a_snapshot_of_a_future_form_is_refused_before_anything_is_fetched(publisher: Publisher, state: Path) -> None:
    index = publisher.publish()
    publisher.bring(state)
    publisher.index = index.model_copy(update={"snapshot": index.snapshot.model_copy(update={"schema_version": 200})})
    refused(publisher, state, "SNP-04")
    assert publisher.opened == []


def test_an_older_state_than_that_of_the_unit_is_refused(publisher: Publisher, state: Path) -> None:
    older = publisher.publish()
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    publisher.index = older
    refused(publisher, state, "SNP-05")


def _other_piece(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    targets[index.snapshot.pieces[0]] = b"x" * 100


def _torn_piece(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    targets[index.snapshot.pieces[0]] = targets[index.snapshot.pieces[0]][:-50]


def _no_line(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    targets[index.changes[-1].target] = gzip.compress(b"")


def _wrong_line(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    targets[index.changes[-1].target] = gzip.compress(b'{"put":{"gtin":1,"lot":2}}\n')


def _deep_line(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    targets[index.changes[-1].target] = gzip.compress(b"[" * 60_000 + b"\n")


def _long_line(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    targets[index.changes[-1].target] = gzip.compress(b" " * 10_000_000)


def _other_row(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    line = gzip.decompress(targets[index.changes[-1].target])
    targets[index.changes[-1].target] = gzip.compress(line.replace(b"77", b"78"))


def _no_gzip(index: PublishedIndex, targets: dict[str, bytes]) -> None:
    targets[index.changes[-1].target] = b"no gzip at all"


@pytest.mark.parametrize(
    "spoil", [_other_piece, _torn_piece, _no_line, _wrong_line, _deep_line, _long_line, _other_row, _no_gzip]
)
def test_what_does_not_fit_together_is_refused_whole(
    publisher: Publisher, state: Path, spoil: Callable[[PublishedIndex, dict[str, bytes]], None]
) -> None:
    publisher.publish()
    publisher.change(CHANGE)
    index = publisher.publish(NOW + HOUR)
    spoil(index, publisher.targets)
    refused(publisher, state, "SNP-03")


def test_what_does_not_fit_together_is_not_fetched_and_written_again(publisher: Publisher, state: Path) -> None:
    index = publisher.publish()
    _torn_piece(index, publisher.targets)
    registry = UnitRegistry(state, lambda: NOW)
    with pytest.raises(StoreError, match="SNP-03"):
        registry.apply(index, publisher.open_target)
    publisher.opened.clear()
    later = index.model_copy(update={"made_at": NOW + HOUR})
    assert registry.needed(later) == ()
    with pytest.raises(StoreError, match="SNP-03"):
        registry.apply(later, publisher.open_target)
    assert publisher.opened == []


def test_what_is_published_after_something_that_did_not_fit_is_taken(publisher: Publisher, state: Path) -> None:
    index = publisher.publish()
    whole = dict(publisher.targets)
    _torn_piece(index, publisher.targets)
    registry = UnitRegistry(state, lambda: NOW)
    with pytest.raises(StoreError, match="SNP-03"):
        registry.apply(index, publisher.open_target)
    publisher.targets |= whole
    publisher.change(CHANGE)
    assert registry.apply(publisher.publish(NOW + HOUR), publisher.open_target).is_new
    assert quantity(state) == 77


def test_changes_that_do_not_fit_lead_to_the_snapshot(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.bring(state)
    with closing(sqlite3.connect(state / FILE_NAME)) as file, file:
        file.execute("UPDATE products SET name = 'changed by nobody'")
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    assert any("snapshot" in name for name in publisher.opened)
    assert quantity(state) == 77
    assert (state / DAMAGED_NAME).exists()


def _zeros(content: bytes) -> bytes:
    return content[:8192] + bytes(len(content) - 8192)


def _other_bits(content: bytes) -> bytes:
    place = content.index(b"Rau mu")
    return content[:place] + b"Xau" + content[place + 3 :]


@pytest.mark.parametrize(
    "spoil", [*TEARS.values(), _zeros, _other_bits], ids=[*TEARS, "zeros behind the header", "other bits"]
)
@pytest.mark.parametrize("name", [FILE_NAME, PREVIOUS_NAME])
def test_a_damaged_file_is_recovered_from_without_help(
    publisher: Publisher, state: Path, spoil: Callable[[bytes], bytes], name: str
) -> None:
    for hours in (0, 1):
        publisher.change(f"UPDATE lots SET quantity = {hours} WHERE lot = '{LOT}'")
        publisher.publish(NOW + hours * HOUR)
        publisher.bring(state)
    path = state / name
    path.write_bytes(spoil(path.read_bytes()))
    is_whole = mend(state)
    assert is_whole == (name == PREVIOUS_NAME)
    assert found(state).product is not None
    publisher.change(CHANGE)
    publisher.publish(NOW + 2 * HOUR)
    publisher.bring(state)
    assert quantity(state) == 77


def test_the_unit_goes_on_with_the_registry_before_where_the_one_in_use_is_gone(
    publisher: Publisher, state: Path
) -> None:
    publisher.publish()
    publisher.bring(state)
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    publisher.bring(state)
    (state / FILE_NAME).unlink()
    assert found(state).as_of == NOW
    publisher.bring(state)
    assert quantity(state) == 77


class FailingDisk(Disk):
    """A disk on which one kind of step fails."""

    def __init__(self, step: str, number: int) -> None:
        self._step = step
        self._number = number

    def write(self, path: Path, chunks: Iterable[bytes]) -> None:
        if self._step == "write":
            path.write_bytes(next(iter(chunks)))
            raise OSError(self._number, "spoilt by the test")
        super().write(path, chunks)

    def sync(self, path: Path) -> None:
        if self._step == "sync":
            raise OSError(self._number, "spoilt by the test")
        super().sync(path)

    def rename(self, path: Path, target: Path) -> None:
        if self._step == target.name:
            raise OSError(self._number, "spoilt by the test")
        super().rename(path, target)


@pytest.mark.parametrize(
    ("step", "fault", "number"),
    [
        ("write", errno.ENOSPC, "SNP-02"),
        ("write", errno.EROFS, "SNP-01"),
        ("sync", errno.EIO, "SNP-01"),
        (PREVIOUS_NAME, errno.EACCES, "SNP-01"),
        (FILE_NAME, errno.EACCES, "SNP-01"),
    ],
)
def test_a_disk_that_fails_leaves_the_registry_before(
    publisher: Publisher, state: Path, step: str, fault: int, number: str
) -> None:
    publisher.publish()
    publisher.bring(state)
    publisher.change(CHANGE)
    publisher.publish(NOW + HOUR)
    refused(publisher, state, number, FailingDisk(step, fault))
    publisher.bring(state)
    assert quantity(state) == 77


def test_what_opening_a_target_raises_goes_through(publisher: Publisher, state: Path) -> None:
    publisher.publish()
    publisher.targets.clear()
    with pytest.raises(KeyError):
        publisher.bring(state)


def test_before_the_first_exchange_the_whole_registry_is_read(publisher: Publisher, state: Path) -> None:
    index = publisher.publish()
    publisher.bring(state)
    path = state / FILE_NAME
    path.write_bytes(_other_bits(path.read_bytes()))
    registry = UnitRegistry(state, lambda: NOW)
    assert registry.needed(index) == index.snapshot.pieces
    assert (state / DAMAGED_NAME).exists()
    registry.apply(index, publisher.open_target)
    assert found(state).product is not None
