"""What changed in the registry: found whoever changed it, on both databases, and put into words once a key and day."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, delete, insert, update

from kiosk.central.kiosks.tables import notices
from kiosk.central.lookups.tables import flags
from kiosk.central.publishing import changes as changes_module
from kiosk.central.publishing.changes import BuiltChanges, BuiltIndex, Since, build_changes, build_index
from kiosk.central.registry.tables import lots, products, recall_scopes, recalls
from kiosk.messages.published import PublishedIndex
from kiosk.moment import hanoi_day
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Line = dict[str, dict[str, object]]


class Centre:
    """What was published, by name."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self.connection = connection
        self.folder = folder
        self.targets: dict[str, bytes] = {}
        self.index: PublishedIndex | None = None

    @property
    def since(self) -> Since | None:
        """What was published last."""
        return None if self.index is None else Since(self.index, self.targets.__getitem__, self.folder)

    def publish(self, after: timedelta = timedelta()) -> BuiltIndex:
        """Publish what there is, some time after NOW."""
        built = build_index(self.connection, self.since, self.folder, NOW + after)
        self.targets |= {target.name: target.content for target in built.targets}
        self.index = built.index
        return built

    def changes(self, after: timedelta = HOUR) -> BuiltChanges:
        """Return what changed since."""
        assert self.since is not None
        built = build_changes(self.connection, self.since, NOW + after)
        assert built is not None
        return built

    def lines(self, built: BuiltIndex, table: str) -> list[Line]:
        """Return the lines of the newest target of a table."""
        name = [one.target for one in built.index.changes if one.table == table][-1]
        return [json.loads(line) for line in gzip.decompress(self.targets[name]).splitlines()]


@pytest.fixture
def centre(connection: Connection, tmp_path: Path) -> Centre:
    made = Centre(connection, tmp_path)
    made.publish()
    return made


def of_lot(**values: object) -> Callable[[Connection], object]:
    """Return what changes the lot."""
    return lambda connection: connection.execute(update(lots).where(lots.c.lot == LOT).values(**values))


def test_where_nothing_changed_there_is_nothing_to_fetch(centre: Centre) -> None:
    before = centre.index
    built = centre.publish(HOUR)
    assert before is not None
    assert built.targets == ()
    assert built.index == before.model_copy(update={"made_at": NOW + HOUR, "as_of": NOW + HOUR})


def test_a_change_is_a_line_with_what_is_not_empty(centre: Centre) -> None:
    of_lot(quantity=7)(centre.connection)
    built = centre.publish(HOUR)
    [line] = centre.lines(built, "lots")
    assert line["put"]["quantity"] == 7
    assert "note" not in line["put"]
    assert [(one.day, one.table, one.lines) for one in built.index.changes] == [(hanoi_day(NOW), "lots", 1)]


def test_what_is_deleted_is_a_line_with_the_key(centre: Centre) -> None:
    centre.connection.execute(delete(lots).where(lots.c.lot == LOT))
    assert centre.lines(centre.publish(HOUR), "lots") == [{"delete": {"gtin": int(GTIN), "lot": LOT}}]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (flags, {"gtin": GTIN, "serial": "S1", "kind": "copied", "since": NOW}),
        (
            notices,
            {
                "id": "N1",
                "kind": "emergency",
                "market_id": "",
                "text": "Chợ đóng cửa",
                "text_en": "Closed",
                "starts_at": NOW,
                "ends_at": NOW + 2 * HOUR,
                "version": 1,
            },
        ),
    ],
)
def test_what_is_added_beside_the_registry_is_found_too(centre: Centre, table: Table, row: dict[str, object]) -> None:
    centre.connection.execute(insert(table), row)
    assert len(centre.lines(centre.publish(HOUR), table.name)) == 1


def test_a_recall_comes_with_what_it_is_found_by(centre: Centre) -> None:
    texts = ("reason", "authority", "document", "return_to", "reason_en", "authority_en", "return_to_en")
    row = dict.fromkeys((*texts, "scope", "scope_en", "serial_from", "serial_to"), "") | {
        "id": "R9",
        "effective_at": NOW,
        "gtins": [GTIN],
        "lots": [],
        "establishment_ids": [],
    }
    centre.connection.execute(insert(recalls), row)
    centre.connection.execute(insert(recall_scopes), {"kind": "gtin", "value": GTIN, "recall_id": "R9"})
    built = centre.publish(HOUR)
    assert [one.table for one in built.index.changes] == ["recall_scopes", "recalls"]


def test_what_only_time_changes_is_found(centre: Centre) -> None:
    of_lot(use_by=hanoi_day(NOW) - timedelta(days=30), best_before=None)(centre.connection)
    assert "put" in centre.lines(centre.publish(HOUR), "lots")[0]
    assert "delete" in centre.lines(centre.publish(DAY), "lots")[0]


def test_a_day_has_one_target_a_table_and_one_line_a_key(centre: Centre) -> None:
    for hours in (1, 2, 3):
        of_lot(quantity=hours)(centre.connection)
        built = centre.publish(hours * HOUR)
    assert len(built.index.changes) == 1
    assert [line["put"]["quantity"] for line in centre.lines(built, "lots")] == [3]


def test_what_was_taken_back_the_same_day_stays_said(centre: Centre) -> None:
    of_lot(note="x")(centre.connection)
    centre.publish(HOUR)
    of_lot(note="")(centre.connection)
    built = centre.publish(2 * HOUR)
    assert [line["put"].get("note", "") for line in centre.lines(built, "lots")] == [""]


def test_each_day_has_its_own_targets_oldest_first(centre: Centre) -> None:
    for day in (1, 2):
        of_lot(quantity=day)(centre.connection)
        built = centre.publish(day * DAY)
    assert [one.day for one in built.index.changes] == [hanoi_day(NOW + day * DAY) for day in (1, 2)]


def test_a_new_day_has_a_new_snapshot_that_holds_what_the_changes_lead_to(centre: Centre) -> None:
    of_lot(quantity=1)(centre.connection)
    built = centre.publish(DAY)
    assert built.index.snapshot.as_of == NOW + DAY
    assert built.index.snapshot.content_sha256 == built.index.content_sha256


@pytest.mark.one_database
def test_changes_of_thirty_days_stay_in_the_index(centre: Centre) -> None:
    for day in (1, 5, 34, 35):
        of_lot(quantity=day)(centre.connection)
        built = centre.publish(day * DAY)
    assert [one.day for one in built.index.changes] == [hanoi_day(NOW + day * DAY) for day in (5, 34, 35)]


@pytest.mark.one_database
def test_a_clock_that_went_back_puts_nothing_before_what_was_said(centre: Centre) -> None:
    of_lot(quantity=1)(centre.connection)
    centre.publish(2 * DAY)
    of_lot(quantity=2)(centre.connection)
    built = centre.publish(DAY)
    assert [one.day for one in built.index.changes] == [hanoi_day(NOW + 2 * DAY)]
    assert [line["put"]["quantity"] for line in centre.lines(built, "lots")] == [2]


@pytest.mark.one_database
def test_a_flood_of_changes_is_a_new_snapshot(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes_module, "MAX_PIECE_BYTES", 60)
    of_lot(quantity=1)(centre.connection)
    built = centre.publish(HOUR)
    assert (built.index.snapshot.as_of, built.index.changes) == (NOW + HOUR, ())


def _no_piece(centre: Centre, index: PublishedIndex) -> None:
    del centre.targets[index.snapshot.pieces[0]]


def _broken_piece(centre: Centre, index: PublishedIndex) -> None:
    centre.targets[index.snapshot.pieces[0]] = b"broken"


def _broken_changes(centre: Centre, index: PublishedIndex) -> None:
    centre.targets[index.changes[-1].target] = b"broken"


def _other_content(centre: Centre, index: PublishedIndex) -> None:
    centre.targets[index.changes[-1].target] = gzip.compress(b"")


@pytest.mark.one_database
@pytest.mark.parametrize("spoil", [_no_piece, _broken_piece, _broken_changes, _other_content])
def test_where_what_was_published_is_lost_a_new_snapshot_is_made(
    centre: Centre, caplog: pytest.LogCaptureFixture, spoil: Callable[[Centre, PublishedIndex], None]
) -> None:
    of_lot(quantity=1)(centre.connection)
    index = centre.publish(HOUR).index
    for path in centre.folder.glob("published-*"):
        path.unlink()
    spoil(centre, index)
    centre.connection.execute(update(products).values(name="Rau khác"))
    built = centre.publish(2 * HOUR)
    assert (built.index.snapshot.as_of, built.index.changes) == (NOW + 2 * HOUR, ())
    assert "a new snapshot is made" in caplog.text


@pytest.mark.one_database
def test_where_todays_target_alone_is_lost_a_new_snapshot_is_made(centre: Centre) -> None:
    of_lot(quantity=1)(centre.connection)
    _broken_changes(centre, centre.publish(HOUR).index)
    of_lot(quantity=2)(centre.connection)
    assert centre.publish(2 * HOUR).index.snapshot.as_of == NOW + 2 * HOUR


@pytest.mark.one_database
def test_a_kept_file_that_is_damaged_leads_to_a_new_snapshot(centre: Centre) -> None:
    [kept] = centre.folder.glob("published-*")
    kept.write_bytes(b"no database" * 100)
    of_lot(quantity=1)(centre.connection)
    assert centre.publish(HOUR).index.snapshot.as_of == NOW + HOUR


@pytest.mark.one_database
def test_another_form_begins_with_a_snapshot(centre: Centre) -> None:
    assert centre.index is not None
    older = centre.index.snapshot.model_copy(update={"schema_version": 99})
    centre.index = centre.index.model_copy(update={"snapshot": older})
    built = centre.publish(HOUR)
    assert (built.index.snapshot.as_of, built.index.changes) == (NOW + HOUR, ())


@pytest.mark.one_database
def test_changes_alone_say_what_the_index_says(centre: Centre) -> None:
    of_lot(quantity=1)(centre.connection)
    alone = centre.changes()
    built = centre.publish(HOUR)
    assert (alone.changes, alone.content_sha256) == (built.index.changes, built.index.content_sha256)
