"""A unit on a booted Debian: all parts up under their hardening, watched, and heard at a centre."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.journal.event import Inspected, from_json
from kiosk.processes.outcome import labels_of_clip
from kiosk.verdicts.verdict import Headline
from provisioning.steps.software import OUTAGE, ROOTS_OWN
from tests.system.centre import MARKET, PORT, Centre, shown_by
from tests.system.machine import HEADLESS, OURS, PARTS, Machine, new_machine
from tests.system.root import HERE, PYTHON, RELEASE, is_alone, layers, wheel, why_not

REPLACED_WITHIN_S = 10.0
UP_WITHIN_S = 60
ARRIVES_WITHIN_S = 150
"""An upload may wait for its turn in the schedule."""
DISPLAY = "display.png"
HANDED = "/var/lib/kiosk/brightness"
UNKNOWN_GROUND = "3D4B5C"
"""Of `Theme.qml`: behind the headline of what is not known."""
PRACTISED = ("genuine", "lot_label", "product_only", "forged", "copied", "recalled", "expired", "not_certified")
VERDICTS = {
    **dict.fromkeys((*PRACTISED, "unknown", "look_alike", "unsealed"), Headline.PRACTICE),
    "not_produce": Headline.NOT_PRODUCE,
    "other_scheme": Headline.OTHER_SCHEME,
}
"""By the labels of the clip: a unit of the city calls test keys and numbers of 952 what they are."""
PROGRAM = "/opt/kiosk/current/.venv/bin/kiosk"
ROOT_OF_TRUST = "/opt/kiosk/current/assets/sample/root.json"
CLIP = "/opt/kiosk/current/assets/sample/clip.mp4"
SETTINGS = f"""
[unit]
name = "Trạm 1"

[offline]
root = "{ROOT_OF_TRUST}"

[camera]
source = "{CLIP}"
loop = true
speed = 4
"""
TURNED = """
# The display hangs upside down. Else the compositor hands on what Qt painted, draws nothing itself, and a picture that
# is grabbed from it shows old parts.
ExecStart=
ExecStart=/usr/bin/cage -d -r -r -- /opt/kiosk/current/.venv/bin/kiosk part screen
"""

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def set_up(root: Path) -> None:
    """Put units, users and settings where provisioning puts them."""
    units = root / "etc/systemd/system"
    for pattern in ("kiosk-*.service", "kiosk-*.timer", "kiosk-*.path", "kiosk.target"):
        for unit in (HERE / "systemd").glob(pattern):
            if unit.name != "kiosk-central.service":
                shutil.copy(unit, units / unit.name)
    for name, place in (("sysusers", "sysusers.d"), ("tmpfiles", "tmpfiles.d")):
        shutil.copy(HERE / "systemd" / f"kiosk.{name}", root / "usr/lib" / place / "kiosk.conf")
    for own in OUTAGE:
        laid = root / ROOTS_OWN.lstrip("/") / own
        laid.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / own, laid)
    for getty in ("console-getty.service", "getty@tty1.service"):
        (units / getty).symlink_to("/dev/null")
    drop_in = units / "kiosk-screen.service.d"
    drop_in.mkdir()
    (drop_in / "headless.conf").write_text(HEADLESS + TURNED, "utf-8")
    settings = root / "etc/kiosk/kiosk.toml"
    settings.parent.mkdir()
    settings.write_text(SETTINGS, "utf-8")
    subprocess.run(["systemd-sysusers", f"--root={root}"], check=True)
    subprocess.run(["systemctl", f"--root={root}", "--quiet", "enable", "kiosk.target"], check=True)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, machine: Machine) -> Iterator[Centre]:
    served = Centre(tmp_path_factory.mktemp("centre"))
    yield served
    served.close()


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    if (reason := why_not()) is not None or not is_alone() or not all(map(Path.exists, layers())):
        pytest.skip(reason or "make test-system makes its root and its network")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    booted = new_machine()
    try:
        booted.prepare()
        set_up(booted.root)
        booted.boot()
        booted.until(lambda: all(is_up(booted, part) for part in PARTS), "all parts are up", UP_WITHIN_S)
        yield booted
    finally:
        booted.close()


def is_up(machine: Machine, part: str) -> bool:
    return machine.shows(f"kiosk-{part}.service", "ActiveState") == "active"


def pid_of(machine: Machine, part: str) -> str:
    """Return the id of the process that does a part's work, within the machine."""
    if part != "screen":
        return machine.shows(f"kiosk-{part}.service", "MainPID")  # the camera's decoders have its name, too
    return machine.run("pgrep", "--newest", "--full", "/bin/kiosk part screen$").out.strip()


def journal_rows(machine: Machine) -> list[dict[str, str]]:
    """Return the rows of the unit's journal, read as sync may read it."""
    said = machine.run("runuser", "-u", "kiosk-sync", "--", PROGRAM, "journal", "--csv")
    assert said.status == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


@pytest.mark.parametrize("part", PARTS)
def test_part_is_up_under_its_hardening(machine: Machine, part: str) -> None:
    unit = f"kiosk-{part}.service"
    assert is_up(machine, part), machine.log_of(unit)
    assert machine.shows(unit, "NRestarts") == "0", machine.log_of(unit)
    status = machine.run("cat", f"/proc/{pid_of(machine, part)}/status").out
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    assert re.search(r"^CapBnd:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)


def test_nothing_else_has_failed(machine: Machine) -> None:
    assert machine.run("systemctl", "--failed", "--no-legend", "--plain").out == ""


@pytest.mark.parametrize("part", PARTS)
def test_only_sync_reaches_a_network(machine: Machine, part: str) -> None:
    seen = machine.run("nsenter", "--target", pid_of(machine, part), "--net", "ip", "-brief", "link").out
    interfaces = {line.split()[0].partition("@")[0] for line in seen.splitlines()}
    assert interfaces == ({"lo", "host0"} if part == "sync" else {"lo"})


@pytest.mark.parametrize(
    ("user", "may_read"),
    [("kiosk-screen", True), ("kiosk-camera", True), ("kiosk-sync", False), ("kiosk-panel", False)],
)
def test_live_picture_is_for_camera_and_screen_alone(machine: Machine, user: str, may_read: bool) -> None:
    groups = ["--supp-group", "kiosk-picture"] if may_read else []
    read = machine.run("runuser", "-u", user, "-g", "kiosk", *groups, "--", "head", "-c1", "/run/kiosk/preview")
    assert (read.status == 0) is may_read


def test_sync_reads_the_journal_and_cannot_change_it(machine: Machine) -> None:
    for change in (": >> /var/lib/kiosk/journal.db", "rm -f /var/lib/kiosk/journal.db"):
        assert machine.run("runuser", "-u", "kiosk-sync", "--", "sh", "-c", change).status != 0
    assert journal_rows(machine), machine.log_of("kiosk-screen.service")


def inspected(machine: Machine) -> list[Inspected]:
    """Return what was shown, in its order."""
    said = machine.run("runuser", "-u", "kiosk-sync", "--", PROGRAM, "journal", "--json")
    assert said.status == 0, said.err
    events = [from_json(line) for line in said.out.splitlines()]
    return [event for event in events if isinstance(event, Inspected)]


def verdicts(machine: Machine) -> dict[str, Headline]:
    """Return what was said last of each label of the clip, by its story; of all that were read."""
    said = {(row.family, row.identity): row.headline for row in inspected(machine)}
    labels = labels_of_clip(HERE / "assets/sample")
    return {one.story: said[one.family, one.identity] for one in labels if (one.family, one.identity) in said}


def test_each_label_of_the_clip_gives_its_verdict_in_the_journal(machine: Machine) -> None:
    machine.until(lambda: len(verdicts(machine)) == len(VERDICTS), "a verdict on each label", 60)
    assert verdicts(machine) == VERDICTS


def grabbed(machine: Machine, folder: Path) -> NDArray[np.uint8]:
    """Return what the compositor shows, as BGR, (height, width, 3); it stays in `folder` for people."""
    place = ("XDG_RUNTIME_DIR=/run/kiosk-screen", "WAYLAND_DISPLAY=wayland-0")
    said = machine.run("runuser", "-u", "kiosk-screen", "--", "env", *place, "grim", f"/var/tmp/{DISPLAY}")
    assert said.status == 0, said.err
    shutil.copy(machine.root / "var/tmp" / DISPLAY, folder / DISPLAY)
    picture = cv2.imread(str(folder / DISPLAY))
    assert picture is not None
    return picture.astype(np.uint8)


def share_of(colour: str, picture: NDArray[np.uint8]) -> float:
    """Return how much of a picture has a colour, as RRGGBB."""
    bgr = np.frombuffer(bytes.fromhex(colour), np.uint8)[::-1]
    return float((picture == bgr).all(axis=2).mean())


def test_verdict_stands_on_the_display(machine: Machine, tmp_path: Path) -> None:
    """Grabbed from the compositor: what shoppers would see, not what the screen says that it painted."""
    machine.until(lambda: share_of(UNKNOWN_GROUND, grabbed(machine, tmp_path)) > 0.1, "a verdict on the display", 60)
    print(f"what the display showed: {tmp_path / DISPLAY}")


def test_unit_is_paired_by_its_letters_and_its_verdicts_arrive(machine: Machine, centre: Centre) -> None:
    proxy = ("/usr/lib/systemd/systemd-socket-proxyd", f"{OURS}:{PORT}")
    listening = f"--socket-property=ListenStream=127.0.0.1:{PORT}"
    assert machine.run("systemd-run", "--unit=road", listening, *proxy).status == 0
    with machine.start("runuser", "-u", "kiosk-sync", "--", PROGRAM, "enrol", centre.road, "--json") as enrolling:
        assert enrolling.stdout is not None
        centre.pair(shown_by(enrolling.stdout.readline()))
        enrolled = json.loads(enrolling.stdout.readline())["enrolled"]
        assert enrolling.wait(60) == 0
    machine.run("systemctl", "restart", "kiosk-sync.service")
    took = machine.until(lambda: centre.rows() != [], "a row at the centre", ARRIVES_WITHIN_S)
    print(f"the first row stood at the centre {took:.1f} s after the start of sync")
    assert {(row.kiosk_id, row.market_id) for row in centre.rows()} == {(enrolled["device_id"], MARKET)}
    here = {(row["level"], row["headline"]) for row in journal_rows(machine)}
    assert {(row.level, row.headline) for row in centre.rows() if row.level} <= here
    by_the_centre = VERDICTS | {"recalled": Headline.RECALLED}
    machine.until(lambda: verdicts(machine) == by_the_centre, "the recall that the centre knows", 60)


def test_rows_arrive_after_the_screen_was_stopped_and_started_beside_another_users_sync(
    machine: Machine, centre: Centre
) -> None:
    """The screen writes the journal as one user, sync reads it as another, whoever of them is there."""
    assert machine.run("systemctl", "stop", "kiosk-screen.service").status == 0
    held = len(journal_rows(machine))
    send_journal(machine)
    assert len(centre.rows()) == held
    owners = machine.run("sh", "-c", "stat --format=%U /var/lib/kiosk/journal.db*").out.split()
    assert owners == ["kiosk-screen"] * 3
    assert machine.run("systemctl", "start", "kiosk-screen.service").status == 0
    machine.until(lambda: len(journal_rows(machine)) > held, "a verdict after the start", 60)
    send_journal(machine)
    assert len(centre.rows()) > held


def send_journal(machine: Machine) -> None:
    """Send what waits of the journal now, beside the sync that runs."""
    said = machine.run("runuser", "-u", "kiosk-sync", "--", PROGRAM, "sync", "--once", "--json", timeout_s=60)
    faults = {one["name"]: one["fault"] for one in map(json.loads, said.out.splitlines())}
    assert faults.get("journal", said.err) is None


def child_of(machine: Machine, process: str) -> str:
    """Return the id of a process's only child; "" where it has none."""
    return machine.run("pgrep", "--parent", process).out.strip()


@pytest.mark.parametrize("number", ["KILL", "STOP"])
def test_a_decoder_that_is_killed_or_stopped_is_replaced_and_labels_are_read_on(machine: Machine, number: str) -> None:
    camera = pid_of(machine, "camera")
    keeper = child_of(machine, camera)
    decoder = child_of(machine, keeper)
    assert machine.run("kill", f"-{number}", decoder).status == 0
    took = machine.until(lambda: child_of(machine, keeper) not in ("", decoder), "another decoder", REPLACED_WITHIN_S)
    print(f"the decoder was replaced after {took:.1f} s")
    rows = len(journal_rows(machine))
    machine.until(lambda: len(journal_rows(machine)) > rows, "a verdict by the next one", 60)
    assert (pid_of(machine, "camera"), child_of(machine, camera)) == (camera, keeper)


def test_brightness_that_sync_hands_over_is_taken_by_its_unit(machine: Machine) -> None:
    """There is no backlight here: that it was read, by a unit that may read little, is what can be seen."""
    handing = f"umask 027; echo 40 > {HANDED}.new && mv {HANDED}.new {HANDED}"
    assert machine.run("runuser", "-u", "kiosk-sync", "--", "sh", "-c", handing).status == 0
    machine.until(lambda: "40 %" in machine.log_of("kiosk-brightness.service"), "its unit has read it", 30)
    assert machine.shows("kiosk-brightness.service", "Result") == "success"


def stands(machine: Machine) -> dict[str, str]:
    """Return how the unit stands with its releases, as a technician asks it."""
    said = machine.run(PROGRAM, "update", "status", "--json")
    assert said.status == 0, said.err
    found: dict[str, str] = json.loads(said.out)
    return found


@pytest.mark.timeout(600)
def test_release_comes_by_its_signatures_and_one_that_cannot_decode_is_left_by_itself(
    machine: Machine, centre: Centre, tmp_path: Path
) -> None:
    good = wheel(tmp_path)
    centre.publish_release("0.2.0", good, PYTHON)
    centre.publish_release("0.3.0", blinded(good, tmp_path / "blind"), PYTHON)
    centre.close_market()

    centre.wave("0.2.0", 100)
    machine.run("runuser", "-u", "kiosk-sync", "--", PROGRAM, "sync", "--once", timeout_s=60)
    took = machine.until(lambda: stands(machine)["proven"] == "0.2.0", "the release is proven", 120)
    print(f"a release was unpacked, started and proven {took:.1f} s after it was fetched")
    assert stands(machine) | {"wanted": ""} == {
        "state": "settled", "current": "0.2.0", "proven": "0.2.0", "former": RELEASE, "wanted": "", "why": ""
    }  # fmt: skip

    centre.wave("0.3.0", 100)
    machine.run("runuser", "-u", "kiosk-sync", "--", PROGRAM, "sync", "--once", timeout_s=60)
    took = machine.until(lambda: stands(machine)["state"] == "barred", "the blind release is barred", 300)
    print(f"a release that cannot decode was left {took:.1f} s after it was fetched: {stands(machine)['why']}")
    machine.until(lambda: stands(machine)["current"] == "0.2.0", "the one before is started", 20)
    machine.until(lambda: all(is_up(machine, part) for part in PARTS), "all parts are up", UP_WITHIN_S)
    rows = len(journal_rows(machine))
    machine.until(lambda: len(journal_rows(machine)) > rows, "a verdict by the one before", 60)


def blinded(wheel: Path, folder: Path) -> Path:
    """Return the package with a decoder that fails at the first picture."""
    folder.mkdir()
    made = folder / wheel.name
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(made, "w") as target:
        for one in source.infolist():
            content = source.read(one)
            if one.filename == "kiosk/camera/decode.py":
                content += b"\n\ndef decode(*_, **__):\n    raise RuntimeError('blind')\n\n\nDecoder.read = decode\n"
            target.writestr(one, content)
    return made


@pytest.mark.parametrize("part", PARTS)
def test_stopped_process_is_replaced_within_ten_seconds(machine: Machine, part: str) -> None:
    stopped = pid_of(machine, part)
    assert machine.run("kill", "-STOP", stopped).status == 0

    def is_replaced() -> bool:
        now = pid_of(machine, part)
        return now not in ("", "0", stopped) and is_up(machine, part)

    took = machine.until(is_replaced, f"part {part} is replaced", REPLACED_WITHIN_S)
    print(f"part {part} was replaced after {took:.1f} s")


def test_compositor_that_hangs_is_replaced_with_its_screen_within_ten_seconds(machine: Machine) -> None:
    """What stands on the display is frozen then, though the loop behind it lives."""
    hung = machine.shows("kiosk-screen.service", "MainPID")
    assert machine.run("cat", f"/proc/{hung}/comm").out == "cage\n"
    assert machine.run("kill", "-STOP", hung).status == 0

    def is_replaced() -> bool:
        return machine.shows("kiosk-screen.service", "MainPID") not in ("0", hung) and is_up(machine, "screen")

    took = machine.until(is_replaced, "the compositor is replaced", REPLACED_WITHIN_S)
    print(f"the compositor was replaced after {took:.1f} s")


def test_a_screen_that_always_fails_reboots_the_unit_three_times_and_then_says_so(machine: Machine) -> None:
    etc = machine.root / "etc"
    drop_ins = etc / "systemd/system/kiosk-screen.service.d"
    (drop_ins / "last.conf").write_text("[Service]\nExecStart=\nExecStart=/bin/false\n")
    console = etc / "tmpfiles.d/console.conf"  # a container has no console of its own
    console.write_text("f /dev/tty1 0600 root root -\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", "kiosk-screen.service")

    for count in ("1", "2", "3"):
        machine.boot_again(within_s=90, is_whole=False)
        assert (machine.root / "var/lib/kiosk-outage/reboots").read_text("ascii") == count
    machine.until(lambda: "OUT OF ORDER" in machine.run("cat", "/dev/tty1").out, "the console says it", 45)
    machine.until(lambda: is_up(machine, "sync"), "the other parts work on", UP_WITHIN_S)
