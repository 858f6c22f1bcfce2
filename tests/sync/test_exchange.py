"""What is published arrives verified, resumed, and in its place; what the unit had stays until then."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadHTTPError

from kiosk.errors import CentreError, ListError, StoreError
from kiosk.messages.published import INDEX_TARGET, TRUST_TARGET
from kiosk.sync.bundle import Verified, last_verified
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.exchange import Placed
from kiosk.sync.roads import FolderRoad, RoadError
from kiosk.trust.read import lists_from_json
from tests.sync.repository import FileServer, Publisher, served_name
from tests.sync.unit_exchange import CHANGES, ONE, RELEASE_LISTS, TWO, ExchangingUnit, registry_targets, trust_list

FIRST_PIECE = served_name(ONE, b"piece one")
SECOND_PIECE = served_name(TWO, b"piece two")


def test_registry_is_given_the_verified_pieces(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url)
    assert unit.registry.given == [{ONE: b"piece one", TWO: b"piece two"}]


def test_trust_list_is_in_place_with_the_schemes_of_the_release(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url)
    lists = lists_from_json(unit.lists.decode(), "lists.json")
    assert lists.trust.version == 1
    assert lists.schemes


def test_schemes_of_the_registry_stand_before_those_of_the_release_and_are_told(
    unit: ExchangingUnit, server: FileServer
) -> None:
    ours = lists_from_json(RELEASE_LISTS.read_text("utf-8"), "lists.json").schemes
    newer = replace(ours[0], hosts=("elsewhere.example",))
    unit.registry.registered = (newer, replace(ours[0], id="without a host", hosts=()))
    unit.exchange(server.url)
    assert lists_from_json(unit.lists.decode(), "lists.json").schemes == (newer, *ours[1:])
    assert [one.is_new for one in unit.placed] == [True, True]


def test_trust_list_counts_as_confirmed_when_the_timestamp_was_signed(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    publisher.signed_at -= timedelta(hours=5)
    publisher.vouch()
    unit.exchange(server.url)
    assert [one.confirmed_at for one in unit.placed] == [publisher.signed_at]


def test_trust_list_is_told_as_new_once(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url)
    unit.exchange(server.url)
    assert [one.is_new for one in unit.placed] == [True, False]


def test_newer_trust_list_takes_the_place_of_the_older(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    unit.exchange(server.url)
    publisher.publish({TRUST_TARGET: trust_list(2)})
    unit.exchange(server.url)
    assert json.loads(unit.lists)["trust"]["version"] == 2


def test_trust_list_that_is_not_understood_leaves_the_one_before_and_the_registry_comes(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    unit.exchange(server.url)
    publisher.publish({TRUST_TARGET: b'{"version": 2, "of": "the future"}'})
    with pytest.raises(ListError, match="LIST-01"):
        unit.exchange(server.url)
    assert json.loads(unit.lists)["trust"]["version"] == 1
    assert len(unit.registry.given) == 2


def test_trust_list_is_in_place_where_the_registry_fails(unit: ExchangingUnit, server: FileServer) -> None:
    unit.registry.faults.append(StoreError("SNP-02", "the disk is full.", "Make room."))
    with pytest.raises(StoreError, match="SNP-02"):
        unit.exchange(server.url)
    assert len(unit.placed) == 1


def test_download_that_broke_goes_on_where_it_was(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    server.broken.add(SECOND_PIECE)
    with pytest.raises(CentreFaultError) as broken:
        unit.exchange(server.url)
    server.broken.clear()
    server.asked.clear()
    unit.exchange(server.url)
    assert broken.value.fault is Fault.BROKEN_OFF
    assert SECOND_PIECE in server.asked
    assert FIRST_PIECE not in server.asked
    assert len(unit.registry.given) == 1


def test_unit_that_is_up_to_date_asks_for_the_timestamp_and_the_next_root_only(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    publisher.publish({INDEX_TARGET: registry_targets()[INDEX_TARGET]})
    unit.exchange(server.url)
    unit.registry.needs = ()
    server.asked.clear()
    unit.exchange(server.url)
    assert sorted(server.asked) == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_pieces_are_dropped_once_the_registry_has_them(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url)
    assert len(list((unit.state / "tuf" / "targets").iterdir())) == 2  # the trust list and the index


def test_unit_that_keeps_all_keeps_every_piece_and_change(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    publisher.publish(registry_targets(changes=(CHANGES,)))
    unit.keeps_all = True
    unit.exchange(server.url)
    assert len(list((unit.state / "tuf" / "targets").iterdir())) == 5


def test_without_a_network_the_last_verified_state_and_its_age_are_known(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    unit.exchange(server.url)
    with pytest.raises(CentreFaultError) as nobody:
        unit.exchange("http://127.0.0.1:9")
    verified = last_verified(unit.state)
    assert nobody.value.fault is Fault.NO_ROAD
    assert verified is not None
    assert verified.signed_at == publisher.signed_at


def test_unit_that_never_verified_anything_says_so(tmp_path: Path) -> None:
    assert last_verified(tmp_path) is None


def test_centre_that_published_nothing_yet_is_no_fault_of_this_unit(unit: ExchangingUnit, server: FileServer) -> None:
    server.files = {}
    with pytest.raises(CentreFaultError) as nothing:
        unit.exchange(server.url)
    assert nothing.value.fault is Fault.NOT_UNDERSTOOD


def test_file_that_is_missing_for_a_moment_is_no_refusal_after_which_a_unit_rests(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    del publisher.files[SECOND_PIECE]
    with pytest.raises(CentreFaultError) as missing:
        unit.exchange(server.url)
    assert missing.value.fault is not Fault.REFUSED


def test_busy_centre_is_left_alone_for_as_long_as_it_asks(unit: ExchangingUnit, server: FileServer) -> None:
    server.status = 503
    with pytest.raises(CentreFaultError) as busy:
        unit.exchange(server.url)
    assert busy.value.fault is Fault.BUSY
    assert busy.value.asked_s == 7.0


def test_second_process_is_told_that_one_is_at_work(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url)
    with (unit.state / "tuf" / ".lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="TUF-05"):
            unit.exchange(server.url)


def test_unit_that_stops_downloads_no_more(unit: ExchangingUnit, server: FileServer) -> None:
    unit.stop.set()
    with pytest.raises(CentreFaultError, match="stops"):
        unit.exchange(server.url)


def test_index_of_the_future_is_refused_and_said(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    publisher.publish({INDEX_TARGET: b'{"made_at": "tomorrow"}'})
    with pytest.raises(StoreError, match="TUF-06"):
        unit.exchange(server.url)


def test_piece_that_is_larger_than_any_may_be_is_not_fetched(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    publisher.publish({ONE: b"x" * 4_000_001})
    with pytest.raises(CentreError, match="TUF-01"):
        unit.exchange(server.url)


def test_target_that_the_index_names_and_nobody_signed_is_refused(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    del publisher.targets["registry"][TWO]
    publisher.sign_role("registry")
    publisher.vouch()
    with pytest.raises(CentreError, match="TUF-04"):
        unit.exchange(server.url)


def test_nothing_is_written_outside_of_the_state_folder(
    unit: ExchangingUnit, server: FileServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the root is an overlay, temporary files of the system lie in memory."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    unit.exchange(server.url)
    assert unit.registry.given


def test_stick_brings_what_the_centre_serves(unit: ExchangingUnit, publisher: Publisher, tmp_path: Path) -> None:
    publisher.write(tmp_path / "stick")
    unit.by(FolderRoad(tmp_path / "stick"))
    assert unit.registry.given == [{ONE: b"piece one", TWO: b"piece two"}]


def test_link_on_a_stick_is_not_followed(unit: ExchangingUnit, publisher: Publisher, tmp_path: Path) -> None:
    publisher.write(tmp_path / "stick")
    timestamp = tmp_path / "stick" / "metadata" / "timestamp.json"
    timestamp.rename(tmp_path / "elsewhere.json")
    timestamp.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(CentreFaultError):
        unit.by(FolderRoad(tmp_path / "stick"))


@pytest.mark.parametrize("name", ["../secret", "metadata/../../secret", "/etc/hostname", "metadata//x", ""])
def test_stick_gives_nothing_outside_of_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    with pytest.raises(DownloadHTTPError):
        list(FolderRoad(tmp_path / "stick").read(name))


def test_pipe_on_a_stick_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "timestamp.json")
    with pytest.raises(RoadError):
        list(FolderRoad(tmp_path).read("timestamp.json"))


def test_full_disk_is_said_and_the_next_exchange_goes_on(
    unit: ExchangingUnit, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("kiosk.sync.bundle.settle", full)
        with pytest.raises(StoreError, match="No space left"):
            unit.exchange(server.url)
    unit.exchange(server.url)
    assert len(unit.registry.given) == 1


def test_folder_that_cannot_be_made_is_said(unit: ExchangingUnit, server: FileServer) -> None:
    unit.state.mkdir()
    (unit.state / "tuf").write_bytes(b"a file")
    with pytest.raises(StoreError, match="STO-01"):
        unit.exchange(server.url)


def test_scratch_that_a_power_cut_left_is_removed(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url)
    left = unit.state / "tuf" / "scratch" / "half a piece"
    left.write_bytes(b"half")
    unit.exchange(server.url)
    assert not left.exists()


def test_list_is_on_the_disk_before_it_is_told(unit: ExchangingUnit, server: FileServer) -> None:
    """What the screen judges by must be there after a power cut, with the note of when it was confirmed."""
    at_telling: list[Verified | None] = []
    unit.placed = _Heard(lambda: at_telling.append(last_verified(unit.state)))
    unit.exchange(server.url)
    assert at_telling == [last_verified(unit.state)]
    assert at_telling[0] is not None


class _Heard(list[Placed]):
    """Calls `then` for each list that is told."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self._then = then

    def append(self, placed: Placed) -> None:
        self._then()
