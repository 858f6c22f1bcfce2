"""A registry of another release: what is known of it is taken, and what it lacks has the value that it always had."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.codes.code import Identity
from kiosk.errors import StoreError
from kiosk.lookup.offline import OfflineRecords
from kiosk.messages.published import PublishedChanges
from kiosk.moment import hanoi_day
from kiosk.records.content import content_of
from kiosk.records.finding import Finding
from tests.central.registry_folder import GTIN, LOT
from tests.lookup.publishing import HOUR, NOW, Publisher


def altered(publisher: Publisher, folder: Path, version: int, *statements: str) -> None:
    """Let the centre publish a snapshot that another release would have made."""
    index = publisher.publish()
    path = folder / "altered.db"
    path.write_bytes(zlib.decompress(b"".join(publisher.targets[name] for name in index.snapshot.pieces)))
    with closing(sqlite3.connect(path)) as file:
        for sql in statements:
            file.execute(sql)
        file.execute(f"PRAGMA user_version = {version}")
        content = content_of(file.execute)
        file.commit()
    whole = path.read_bytes()
    publisher.targets[index.snapshot.pieces[0]] = zlib.compress(whole)
    snapshot = index.snapshot.model_copy(
        update={
            "schema_version": version,
            "size_bytes": len(whole),
            "sha256": hashlib.sha256(whole).hexdigest(),
            "content_sha256": content.sha256,
            "counts": dict(content.counts),
        }
    )
    publisher.index = index.model_copy(update={"snapshot": snapshot, "content_sha256": content.sha256})


def found(state: Path) -> Finding:
    records = OfflineRecords(state)
    try:
        return records.find(Identity(gtin=GTIN, lot=LOT))
    finally:
        records.close()


NEWER = (
    "ALTER TABLE lots ADD COLUMN grade TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE stalls (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO stalls VALUES ('s1', 'Sạp 12')",
)


def test_what_a_newer_release_added_is_kept_and_not_asked_for(
    publisher: Publisher, state: Path, tmp_path: Path
) -> None:
    altered(publisher, tmp_path, 101, *NEWER)
    publisher.bring(state)
    assert found(state).lot is not None
    with closing(sqlite3.connect(state / "registry.db")) as file:
        assert file.execute("SELECT name FROM stalls").fetchall() == [("Sạp 12",)]


def test_changes_of_what_a_newer_release_added_are_made(publisher: Publisher, state: Path, tmp_path: Path) -> None:
    altered(publisher, tmp_path, 101, *NEWER)
    publisher.bring(state)
    assert publisher.index is not None
    with closing(sqlite3.connect(tmp_path / "altered.db")) as file:
        file.execute("UPDATE lots SET grade = 'A', quantity = 5 WHERE lot = ?", [LOT])
        file.execute("INSERT INTO stalls VALUES ('s2', 'Sạp 13')")
        content = content_of(file.execute).sha256
        row = file.execute("SELECT * FROM lots WHERE lot = ?", [LOT])
        names = [column[0] for column in row.description]
        lot = dict(zip(names, row.fetchone(), strict=True))
    changes = []
    for table, put in (("lots", lot), ("stalls", {"id": "s2", "name": "Sạp 13"})):
        name = f"registry/changes/{table}"
        publisher.targets[name] = gzip.compress(json.dumps({"put": put}).encode() + b"\n")
        changes.append(PublishedChanges(day=hanoi_day(NOW), table=table, schema_version=101, target=name, lines=1))
    publisher.index = publisher.index.model_copy(
        update={"changes": tuple(changes), "content_sha256": content, "as_of": NOW + HOUR}
    )
    publisher.bring(state)
    lot_here = found(state).lot
    assert lot_here is not None
    assert lot_here.quantity == 5
    assert publisher.opened == ["registry/changes/lots", "registry/changes/stalls"]


def test_what_an_older_release_lacks_has_its_old_value(publisher: Publisher, state: Path, tmp_path: Path) -> None:
    altered(
        publisher,
        tmp_path,
        100,
        "ALTER TABLE lots DROP COLUMN note",
        "ALTER TABLE products DROP COLUMN picture",
        "DROP TABLE recall_scopes",
        "DROP TABLE flags",
    )
    publisher.bring(state)
    held = found(state)
    assert held.lot is not None
    assert held.product is not None
    assert (held.lot.note, held.product.picture, held.recalls) == ("", "", ())


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON about BEGIN DELETE FROM lots; END",
        "DROP TABLE about",
        "PRAGMA application_id = 1",
    ],
)
def test_a_file_with_what_has_no_place_in_it_is_refused(
    publisher: Publisher, state: Path, tmp_path: Path, statement: str
) -> None:
    altered(publisher, tmp_path, 100, statement)
    with pytest.raises(StoreError, match="SNP-03"):
        publisher.bring(state)
    assert list(state.iterdir()) == []


def test_a_file_whose_columns_hold_something_else_is_refused(publisher: Publisher, state: Path, tmp_path: Path) -> None:
    altered(
        publisher,
        tmp_path,
        100,
        "DROP TABLE flags",
        "CREATE TABLE flags (gtin INTEGER, serial TEXT, kind INTEGER NOT NULL, since INTEGER NOT NULL,"
        " PRIMARY KEY (gtin, serial, kind)) STRICT, WITHOUT ROWID",
    )
    with pytest.raises(StoreError, match="SNP-03"):
        publisher.bring(state)
