"""The units of systemd/ by systemd's own tools: understood, and as closed as they were."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.processes import backlight
from kiosk.processes.backlight import STATE
from kiosk.processes.screen.part import PAINT_MS
from kiosk.sync.brightness import FILE
from provisioning.steps.software import OUTAGE, ROOTS_OWN

FOLDER = Path(__file__).parents[2] / "systemd"
PROGRAMS = (
    "/opt/kiosk/current/.venv/bin/kiosk",
    "/opt/kiosk/current/.venv/bin/python3",
    "/opt/kiosk/proven/.venv/bin/kiosk",
    "/opt/kiosk/proven/.venv/bin/python3",
    "/opt/kiosk/.venv/bin/kiosk",
    "/usr/bin/cage",
    "/usr/bin/python3",
    "/usr/bin/plymouth",
)
PARTS = ("camera", "screen", "sync", "panel")
MOST_EXPOSED = {
    "camera": 6,
    "screen": 8,
    "sync": 12,
    "panel": 6,
    "settle": 10,
    "update": 16,
    "splash": 12,
    "brightness": 12,
}
"""`systemd-analyze security` in tenths; 0.4, 0.7, 1.1 and 0.4 were reached."""
REPLACED_WITHIN_S = 10.0

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


def text_of(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def of_part(part: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", text_of(f"kiosk-{part}.service"), flags=re.MULTILINE)


def seconds(span: str) -> float:
    return float(span.removesuffix("ms")) / 1000 if span.endswith("ms") else float(span)


@needs_systemd
def test_units_are_ones_that_systemd_understands(tmp_path: Path) -> None:
    command = shutil.which("true")
    assert command is not None
    names = [path.name for pattern in ("*.service", "*.target", "*.timer", "*.path") for path in FOLDER.glob(pattern)]
    for name in names:
        text = text_of(name)
        for program in PROGRAMS:
            text = text.replace(program, command)  # it must exist
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "seatd.service").write_text(f"[Service]\nExecStart={command}\n", "utf-8")
    asked = [
        tmp_path / name.replace("@.", "@screen.")
        for name in names
        if name.startswith("kiosk-outage") or "@" not in name
    ]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *asked], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    complaints = [line for line in said.stderr.splitlines() if "kiosk" in line or str(tmp_path) in line]
    assert complaints == []


@needs_systemd
@pytest.mark.parametrize("part", MOST_EXPOSED)
def test_part_is_as_closed_as_it_was(part: str) -> None:
    unit = FOLDER / f"kiosk-{part}.service"
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED[part]}", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout[-300:]


@pytest.mark.parametrize("part", PARTS)
def test_part_says_what_it_is_for_and_what_it_does_without(part: str) -> None:
    header = text_of(f"kiosk-{part}.service").partition("[Unit]")[0]
    assert header.startswith(f"# Part {part}: ")
    assert "Lines of hardening that are absent:" in header


@pytest.mark.parametrize("part", PARTS)
def test_part_starts_the_command_of_its_name_where_the_unit_is_set_up(part: str) -> None:
    [command] = of_part(part, "ExecStart")
    assert command.endswith(f"/kiosk part {part}")
    assert of_part(part, "ConditionPathExists") == ["/etc/kiosk/kiosk.toml"]


STARTS_WITHIN_S = 30.0
"""A Raspberry Pi that has just been switched on needs a while."""


@pytest.mark.parametrize("part", PARTS)
def test_part_is_watched_and_always_started_again(part: str) -> None:
    assert of_part(part, "Type") == ["notify"]
    assert of_part(part, "Restart") == ["always"]
    [silent], [rest], [start] = (of_part(part, key) for key in ("WatchdogSec", "RestartSec", "TimeoutStartSec"))
    assert seconds(silent) > PAINT_MS / 1000 * 2, "the watchdog is fed twice in its time at least"
    assert seconds(silent) + seconds(rest) < REPLACED_WITHIN_S - 2, "two seconds are left for the start"
    assert seconds(start) >= STARTS_WITHIN_S


@pytest.mark.parametrize("part", PARTS)
def test_only_sync_has_a_network(part: str) -> None:
    has_network = part == "sync"
    assert ("AF_INET" in of_part(part, "RestrictAddressFamilies")[0]) is has_network
    assert of_part(part, "PrivateNetwork") == ([] if has_network else ["yes"])


@pytest.mark.parametrize("part", PARTS)
def test_only_sync_sees_the_identity(part: str) -> None:
    hidden = of_part(part, "InaccessiblePaths")[0].split()
    assert part == "sync" or {"-/var/lib/kiosk", "-/var/lib/kiosk/identity"} & set(hidden)


def test_only_camera_and_screen_may_see_the_live_picture() -> None:
    inside = [
        part
        for part in PARTS
        if "kiosk-picture" in " ".join(of_part(part, "Group") + of_part(part, "SupplementaryGroups"))
    ]
    assert inside == ["camera", "screen"]


@pytest.mark.parametrize("part", PARTS)
def test_every_user_and_group_of_a_part_is_made_beforehand(part: str) -> None:
    made = set(re.findall(r"^[gu] (\S+)", text_of("kiosk.sysusers"), flags=re.MULTILINE))
    wanted = {*of_part(part, "User"), *of_part(part, "Group"), *" ".join(of_part(part, "SupplementaryGroups")).split()}
    assert wanted <= made, "a group that is absent keeps a service from starting"


def test_target_wants_every_part() -> None:
    wanted = " ".join(re.findall(r"^Wants=(.*)$", text_of("kiosk.target"), flags=re.MULTILINE)).split()
    assert {f"kiosk-{part}.service" for part in PARTS} <= set(wanted)
    assert {"kiosk-settle.service", "kiosk-update.path", "kiosk-update.timer"} <= set(wanted)


def test_brightness_is_set_at_each_start_and_at_each_change_of_what_sync_hands_over() -> None:
    wanted = " ".join(re.findall(r"^Wants=(.*)$", text_of("kiosk.target"), flags=re.MULTILINE)).split()
    assert {"kiosk-brightness.path", "kiosk-brightness.service"} <= set(wanted)
    handed = str(STATE / FILE)
    assert re.findall(r"^PathChanged=(.*)$", text_of("kiosk-brightness.path"), flags=re.MULTILINE) == [handed]
    assert handed in of_part("brightness", "ConditionPathExists")
    assert of_part("brightness", "CapabilityBoundingSet") == [""]
    [command] = of_part("brightness", "ExecStart")
    assert command.endswith(f"-m {backlight.__name__}")


def test_screen_waits_until_the_splash_has_let_go_of_the_display_and_not_for_ever() -> None:
    for key in ("Wants", "After"):
        assert "kiosk-splash.service" in of_part("screen", key)[0].split()
    assert [command.split()[1] for command in of_part("splash", "ExecStart")] == ["quit", "--wait"]
    assert 0 < seconds(of_part("splash", "TimeoutStartSec")[0]) <= 20
    assert of_part("splash", "After") == [], "what plymouth's own services wait for may be the network"


def test_every_part_starts_from_the_current_release_once_the_releases_are_settled() -> None:
    for part in PARTS:
        assert "/opt/kiosk/current/.venv/bin/kiosk " in of_part(part, "ExecStart")[0]
    [before] = of_part("settle", "Before")
    assert {f"kiosk-{part}.service" for part in PARTS} == set(before.split())
    assert of_part("settle", "RemainAfterExit") == ["yes"], "each start of the machine is counted once"


@pytest.mark.parametrize("service", ["settle", "update"])
def test_what_mends_a_release_runs_from_the_proven_one(service: str) -> None:
    [command] = of_part(service, "ExecStart")
    assert "/opt/kiosk/proven/" in command
    assert of_part(service, "PrivateNetwork") == ["yes"]
    assert of_part(service, "PartOf") == [], "restarting the parts must not end it"


def test_outage_is_shown_from_the_root_wherever_the_releases_are() -> None:
    [command] = of_part("outage@", "ExecStart")
    assert command == f"/usr/bin/python3 {ROOTS_OWN}/{OUTAGE[0]} %i"
    assert of_part("outage@", "PrivateNetwork") == ["yes"]
    assert of_part("outage@", "PartOf") == [], "restarting the parts must not end it"


@pytest.mark.parametrize(("part", "instance"), [("screen", "screen"), ("camera", "camera")])
def test_part_that_fails_again_and_again_is_an_outage(part: str, instance: str) -> None:
    assert of_part(part, "OnFailure") == [f"kiosk-outage@{instance}.service"]
    [within], [burst] = of_part(part, "StartLimitIntervalSec"), of_part(part, "StartLimitBurst")
    [silent], [rest] = of_part(part, "WatchdogSec"), of_part(part, "RestartSec")
    slowest = seconds(silent) + seconds(rest) + 5.0
    assert int(burst) * slowest < seconds(within), "silent each time, it reaches the limit too"


@pytest.mark.parametrize("part", ["sync", "panel"])
def test_part_that_shoppers_can_do_without_never_gives_up(part: str) -> None:
    assert of_part(part, "StartLimitIntervalSec") == ["0"]
    assert of_part(part, "OnFailure") == []


def test_hardware_watchdog_asks_for_no_more_than_a_raspberry_pi_can_count() -> None:
    settings = dict(re.findall(r"^(\w+)=(\d+)$", text_of("watchdog.conf"), flags=re.MULTILINE))
    assert settings.keys() == {"RuntimeWatchdogSec", "RebootWatchdogSec"}
    assert all(0 < int(value) <= 15 for value in settings.values())
