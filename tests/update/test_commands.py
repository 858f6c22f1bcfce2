"""`kiosk update` as a technician types it, on releases whose program is this one."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from threading import Event

import pytest

from kiosk.processes.update import not_fetched_by_child
from kiosk.sync.roads import FolderRoad
from kiosk.update import services
from kiosk.update.fetch import fetch_release
from kiosk.update.handover import FOLDER, Wanted, hand_over
from kiosk.update.layout import Layout
from kiosk.update.links import current, proven
from tests.cli.conftest import Kiosk, kiosk, no_unit  # noqa: F401 - fixtures
from tests.sync.repository import Publisher
from tests.update.releases import Updating, release_targets, wheel

PROGRAM = Path(sys.executable).with_name("kiosk")


def true_wheel(*, is_blind: bool = False) -> bytes:
    """Return a package whose program is the one of this checkout; a blind one's camera ends."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(wheel("2.0"))) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, _cli(is_blind) if name == "kiosk/cli.py" else source.read(name))
    return made.getvalue()


def _cli(is_blind: bool) -> str:
    refusal = "    if 'camera' in sys.argv:\n        return 3\n" if is_blind else ""
    start = f"    os.execv({str(PROGRAM)!r}, [{str(PROGRAM)!r}, *sys.argv[1:]])\n"
    return f"import os, sys\n\n\ndef main():\n{refusal}{start}"


@pytest.fixture(scope="module")
def publisher() -> Publisher:
    made = Publisher()
    made.put(release_targets("2.0", true_wheel()), "release")
    made.put(release_targets("2.1", true_wheel(is_blind=True)), "release")
    made.sign_role("release")
    made.vouch()
    return made


@pytest.fixture
def unit(publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Updating:
    """A unit with the release 1.0 whose systemd says that all is well, and a stick with two others."""
    made = Updating(tmp_path, publisher.root)
    made.provision()
    publisher.write(tmp_path / "stick")
    (tmp_path / "root.json").write_bytes(publisher.root)
    monkeypatch.setenv("KIOSK_OFFLINE__ROOT", str(tmp_path / "root.json"))
    monkeypatch.setattr("kiosk.update.layout.Layout", lambda: Layout(made.layout.folder))
    monkeypatch.setattr("kiosk.update.layout.UPDATE_STATE", made.own)
    monkeypatch.setattr(services, "STEADY_S", 0.0)
    monkeypatch.setenv("PATH", f"{_systemctl(tmp_path)}:/usr/bin:/bin")
    return made


def _systemctl(folder: Path) -> Path:
    """Make a systemctl by which all services are well, and return its folder."""
    made = folder / "bin/systemctl"
    made.parent.mkdir()
    state = r"Id=%s\nActiveState=active\nNRestarts=0\n\n"
    made.write_text(f'#!/bin/sh\n[ "$1" = show ] || exit 0\nprintf "{state}" {" ".join(services.PARTS)}\n')
    made.chmod(0o755)
    return made.parent


def test_release_from_a_stick_is_judged_by_a_label_kept_and_gone_back_from(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
) -> None:
    said = kiosk("update", "now", "2.0", "--from", str(unit.folder / "stick"))
    assert (said.status, said.out) == (0, "Release 2.0 is well, and is kept.\n"), said.err
    [shown] = kiosk("update", "status", "--json").objects
    assert shown == {"state": "settled", "current": "2.0", "proven": "2.0", "former": "1.0", "wanted": "", "why": ""}
    assert kiosk("update", "back").out == "Release 1.0 runs again. 2.0 is not taken any more.\n"
    again = kiosk("update", "now", "2.0", "--from", str(unit.folder / "stick"))
    assert (again.status, "UPD-07" in again.err) == (2, True)


def test_unit_without_a_root_of_trust_is_well_while_nothing_is_wanted(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("KIOSK_OFFLINE__ROOT")
    said = kiosk("update", "run")
    assert (said.status, said.err) == (0, "")
    assert current(unit.layout) == "1.0"


def test_release_that_reads_no_label_is_left_with_status_one(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
) -> None:
    said = kiosk("update", "now", "2.1", "--from", str(unit.folder / "stick"))
    assert said.status == 1
    assert said.out == "Release 2.1 is unwell, and is barred; the one before runs again.\n"
    assert current(unit.layout) == "1.0"


def test_unit_whose_systemd_does_not_answer_keeps_what_runs(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
) -> None:
    kiosk("update", "now", "2.0", "--from", str(unit.folder / "stick"))
    (unit.folder / "bin/systemctl").write_text("#!/bin/sh\nexit 1\n")
    before = (unit.layout.judgements.read_bytes(), current(unit.layout), proven(unit.layout))
    said = kiosk("update", "back")
    assert (said.status, "UPD-05" in said.err) == (2, True)
    assert (unit.layout.judgements.read_bytes(), current(unit.layout), proven(unit.layout)) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("kiosk: TUF-07: no root. Set offline.root.", "TUF-07: no root. Set offline.root."),
        ("a warning\nkiosk: UPD-02: no room; none. Free some.\n", "UPD-02: no room; none. Free some."),
        ("Killed", "UPD-12: the release cannot be fetched: Killed. Look at the network: kiosk doctor network"),
        ("", "UPD-12: the release cannot be fetched: 9. Look at the network: kiosk doctor network"),
    ],
)
def test_what_hindered_the_fetching_is_told_by_its_own_number(words: str, told: str) -> None:
    assert str(not_fetched_by_child(words, 9)) == told


def test_unit_that_is_not_paired_says_so_where_sync_was_to_fetch(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    said = kiosk("update", "now")
    assert said.err.startswith("kiosk: NET-24: "), said.err


def test_status_says_what_waits_in_both_languages(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (unit.state / FOLDER).mkdir()
    hand_over(unit.state, Wanted(version="2.0"))
    assert "waits until the market is closed" in kiosk("update", "status").out
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert kiosk("update", "status").out.startswith("Đang chạy bản 1.0.\nBản cần cài: 2.0.\n")


def test_what_cannot_be_is_said_in_one_line(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty = unit.folder / "empty"
    empty.mkdir()
    for words, number in (
        (("back",), "UPD-08"),
        (("now", "2.0", "--from", str(empty)), "UPD-12"),
        (("now", "6.6", "--from", str(unit.folder / "stick")), "TUF-04"),
        (("now", "../x"), "is no version"),
        (("now", "--from", str(empty)), "UPD-13"),
        (("fetch",), "NET-24"),
    ):
        said = kiosk("update", *words)
        assert (said.status, number in said.err, said.out) == (2, True, ""), words
    monkeypatch.setattr("kiosk.update.layout.Layout", lambda: Layout(unit.folder / "nowhere"))
    for command in ("status", "now", "back", "run"):
        said = kiosk("update", command)
        assert (said.status, "UPD-09" in said.err) == (2, True)


def test_older_release_is_gone_to_by_its_signed_way_back_alone(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where sync was taken over, and asks for a release with a hole that is known."""
    monkeypatch.setenv("KIOSK_CLOCK__AT", "2026-11-23T14:00:00+07:00")
    fetch_release(unit.source(unit.state), "2.1", unit.layout, FolderRoad(unit.folder / "stick"), None, Event())
    hand_over(unit.state, Wanted(version="2.1"))
    for running, way_back, before, after in (
        ("3.0", None, "older", "older"),
        ("3.1", "1.0", "older", "older"),
        ("3.2", "2.1", "waits", "barred"),  # it was gone to, and is blind
    ):
        unit.stands_at(running, way_back)
        states = []
        for _ in range(2):
            [shown] = kiosk("update", "status", "--json").objects
            states.append(shown["state"])
            kiosk("update", "run")
        assert states == [before, after], running


def test_what_is_due_waits_for_a_quiet_hour(
    unit: Updating,
    kiosk: Kiosk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fetch_release(unit.source(unit.state), "2.1", unit.layout, FolderRoad(unit.folder / "stick"), None, Event())
    hand_over(unit.state, Wanted(version="2.1"))
    for at, status, version in (("03:00", 0, "1.0"), ("14:00", 1, "1.0")):
        monkeypatch.setenv("KIOSK_CLOCK__AT", f"2026-11-23T{at}:00+07:00")
        assert kiosk("update", "run").status == status
        assert current(unit.layout) == version
    [shown] = kiosk("update", "status", "--json").objects
    assert (shown["state"], shown["why"]) == ("barred", "its part camera ends at once")
