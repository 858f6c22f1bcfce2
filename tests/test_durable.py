"""One file in the place of another: on the disk before it has the name, and nothing left where it fails."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.durable import write_whole

BEFORE, AFTER = b"before", b"after" * 1000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "state" / "floor.json"
    path.parent.mkdir()
    path.write_bytes(BEFORE)
    return path


def test_content_is_on_the_disk_before_the_name_and_the_name_on_return(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, str, bytes]] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        fsync(descriptor)
        steps.append(("synced", Path(f"/proc/self/fd/{descriptor}").readlink().name, path.read_bytes()))

    def renamed(source: Path, target: Path) -> None:
        assert source.read_bytes() == AFTER
        replace(source, target)
        steps.append(("renamed", source.name, path.read_bytes()))

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    write_whole(path, AFTER)
    assert steps == [
        ("synced", "floor.json.new", BEFORE),
        ("renamed", "floor.json.new", AFTER),
        ("synced", "state", AFTER),
    ]


@contextmanager
def longest_file(size_bytes: int) -> Iterator[None]:
    """Let this process write no longer file: the disk takes some of it, and then nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_disk_that_takes_no_more_leaves_the_one_before_and_nothing_beside(path: Path) -> None:
    with longest_file(1000), pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        write_whole(path, AFTER)
    assert path.read_bytes() == BEFORE
    assert list(path.parent.iterdir()) == [path]


def test_disk_that_is_full_when_it_is_synced_leaves_the_one_before_and_nothing_beside(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_whole(path, AFTER)
    assert path.read_bytes() == BEFORE
    assert list(path.parent.iterdir()) == [path]


def test_secret_is_its_owners_alone_though_somebody_left_an_open_file_beside(path: Path) -> None:
    beside = path.with_name("floor.json.new")
    beside.write_bytes(b"left")
    beside.chmod(0o666)
    write_whole(path, AFTER, mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600


def test_link_that_somebody_left_beside_is_not_followed(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(BEFORE)
    path.with_name("floor.json.new").symlink_to(victim)
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        write_whole(path, AFTER)
    assert victim.read_bytes() == BEFORE
    write_whole(path, AFTER)
    assert path.read_bytes() == AFTER
