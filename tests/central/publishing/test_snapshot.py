"""The registry as a file: the same from both databases, whole in its pieces, without what is nobody's business."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from kiosk.central.publishing import snapshot as snapshot_module
from kiosk.central.publishing.snapshot import BuiltSnapshot, build_snapshot
from kiosk.central.registry.tables import holders
from kiosk.messages.published import MAX_PIECE_BYTES
from kiosk.records.content import content_of
from kiosk.records.tables import APPLICATION_ID, SCHEMA_VERSION, TABLES
from tests.central.conftest import NOW
from tests.lookup.publishing import Publisher


def unpacked(built: BuiltSnapshot) -> bytes:
    """Return the file of a snapshot."""
    return zlib.decompress(b"".join(piece.content for piece in built.pieces))


def test_both_databases_publish_the_same(connection: Connection, tmp_path: Path) -> None:
    built = build_snapshot(connection, tmp_path, NOW)
    other = tmp_path / "other"
    other.mkdir()
    publisher = Publisher(other)
    assert built.published.content_sha256 == publisher.publish(NOW).content_sha256
    publisher.engine.dispose()


@pytest.mark.one_database
def test_the_pieces_are_the_file_that_is_described(connection: Connection, tmp_path: Path) -> None:
    built = build_snapshot(connection, tmp_path, NOW)
    content, published = unpacked(built), built.published
    assert (len(content), hashlib.sha256(content).hexdigest()) == (published.size_bytes, published.sha256)
    path = tmp_path / "file.db"
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as file:
        held = content_of(file.execute)
        assert file.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert (held.sha256, held.counts) == (published.content_sha256, published.counts)
    assert set(held.counts) == {table.name for table in TABLES}


@pytest.mark.one_database
def test_no_piece_is_larger_than_a_bad_line_bears(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = unpacked(build_snapshot(connection, tmp_path, NOW))
    monkeypatch.setattr(snapshot_module, "MAX_PIECE_BYTES", 500)
    cut = build_snapshot(connection, tmp_path, NOW)
    assert all(len(piece.content) <= 500 for piece in cut.pieces)
    assert len(cut.pieces) > 3
    assert unpacked(cut) == whole
    assert list(cut.published.pieces) == [piece.name for piece in cut.pieces]
    assert MAX_PIECE_BYTES == 4_000_000


@pytest.mark.one_database
def test_persons_are_in_no_snapshot(connection: Connection, tmp_path: Path) -> None:
    connection.execute(insert(holders), {"certificate_id": "C1", "reference": "KT-0199", "name": "Nguyen Thi Invented"})
    content = unpacked(build_snapshot(connection, tmp_path, NOW))
    assert b"Invented" not in content
    assert b"KT-0199" not in content


@pytest.mark.one_database
def test_nothing_is_left_in_the_folder(connection: Connection, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    build_snapshot(connection, work, NOW)
    assert list(work.iterdir()) == []
