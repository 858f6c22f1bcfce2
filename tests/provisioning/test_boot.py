"""What nspawn cannot start is shown on its files: command line, config.txt, the overlay in the initramfs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from provisioning.inventory import Board
from provisioning.steps import steps_for
from provisioning.steps.storage import data, root
from provisioning.steps.system import add_words, boot, command_line, has_words, include
from provisioning.subject import Subject, rendered
from tests.provisioning.conftest import with_unit
from tests.provisioning.unit_root import FSTAB

WORDS = "quiet consoleblank=0 kiosk.ro=1"


def sh(script: str) -> int:
    return subprocess.run(["sh", "-c", script], check=False, capture_output=True).returncode


def test_words_come_into_the_command_line_once_and_nothing_else_goes(tmp_path: Path) -> None:
    file = tmp_path / "cmdline.txt"
    file.write_text("console=tty1 root=PARTUUID=1a-02 kiosk.ro=0 rootwait cfg80211.ieee80211_regdom=VN\n")
    assert sh(has_words(WORDS, str(file))) == 1
    for _ in range(2):
        assert sh(add_words(WORDS, str(file))) == 0
    assert file.read_text() == f"console=tty1 root=PARTUUID=1a-02 rootwait cfg80211.ieee80211_regdom=VN {WORDS}\n"
    assert sh(has_words(WORDS, str(file))) == 0


def test_config_includes_ours_for_all_boards_once(tmp_path: Path) -> None:
    file = tmp_path / "config.txt"
    file.write_text("[pi5]\narm_boost=1\n")
    for _ in range(2):
        assert sh(include("kiosk.txt", str(file))) == 0
    assert file.read_text() == "[pi5]\narm_boost=1\n\n[all]\ninclude kiosk.txt\n"


def test_pi_5_charges_its_battery_clock_and_starts_read_only(subject: Subject) -> None:
    step = boot(subject)
    [config] = [file for file in step.files if file.path.endswith("kiosk.txt")]
    assert not config.has_modes, "it lies on FAT"
    assert b"rtc_bbat_vchg" in config.content
    assert any("kiosk.ro=1" in command for command in step.commands)
    flashes = [
        step.name
        for step in steps_for(subject, offline=False, switch=False)
        for command in step.commands
        if "update-initramfs" in command
    ]
    assert flashes == ["boot"], "it takes minutes: once, behind the files that it brings in"
    assert root(subject).wakes == ("boot",)
    later = [test.title for test in root(subject).tests if test.is_settled_later]
    assert later == ["the root is an overlay", "the root below is read-only"], "read back after the new start"


def test_command_line_of_a_raspberry_pi_counts_memory_and_shows_the_splash(subject: Subject) -> None:
    words = command_line(subject).split()
    assert {"plymouth.ignore-serial-consoles", "cgroup_enable=memory", "vc4.force_hotplug=1", "kiosk.ro=1"} <= set(
        words
    )
    other = with_unit(subject, board=Board.PC, output="DP-1", read_only=False)
    assert not [word for word in command_line(other).split() if word.startswith(("cgroup", "vc4"))]
    second = with_unit(subject, output="HDMI-A-2")
    assert "vc4.force_hotplug=2" in command_line(second).split()


@pytest.mark.parametrize("device", ["LABEL=kiosk-data", "PARTUUID=1a-03", "/dev/mmcblk0p3"])
def test_data_partition_is_checked_before_it_is_mounted(subject: Subject, device: str) -> None:
    [mount] = [one for one in data(with_unit(subject, data=device)).files if one.path.endswith("/data.mount")]
    text = mount.content.decode()
    [what] = re.findall(r"^What=(.*)$", text, re.MULTILINE)
    escaped = subprocess.run(["systemd-escape", "--path", what], check=True, capture_output=True, text=True).stdout
    for key in ("Requires", "After"):
        assert re.findall(rf"^{key}=(.*)$", text, re.MULTILINE) == [f"systemd-fsck@{escaped.strip()}.service"]


def test_releases_state_and_outages_outlast_a_cut(subject: Subject) -> None:
    units = {file.path.rpartition("/")[2]: file.content.decode() for file in data(subject).files}
    assert set(units) == {
        "data.mount",
        "opt-kiosk.mount",
        "var-lib-kiosk.mount",
        r"var-lib-kiosk\x2doutage.mount",
        r"var-lib-kiosk\x2dupdate.mount",
        "var-lib-chrony.mount",
    }
    assert "What=/dev/disk/by-label/kiosk-data" in units["data.mount"]
    assert all("RequiredBy=kiosk.target" in text for text in units.values()), "nothing starts on what is not there"


SCENE = """
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs {folder}
mkdir -p {folder}/real/etc {folder}/root {folder}/bin
cat > {folder}/real/etc/fstab <<'END'
{fstab}
END
{spoil}
mount --bind {folder}/real {folder}/root
echo "quiet {word}" > {folder}/cmdline
mount --bind {folder}/cmdline /proc/cmdline
printf '#!/bin/sh\\nexit 0\\n' > {folder}/bin/modprobe
printf '%s\\n' '#!/bin/sh' '{reboot}' > {folder}/bin/reboot
printf '#!/bin/sh\\nexit 0\\n' > {folder}/bin/sleep
chmod +x {folder}/bin/*
PATH={folder}/bin:$PATH rootmnt={folder}/root sh {script}
findmnt -no FSTYPE {folder}/root
touch {folder}/root/written
[ ! -e {folder}/real/written ] && echo kept
cat {folder}/root/etc/fstab
"""


def scene(
    tmp_path: Path, word: str, spoil: str = "", reboot: str = "echo rebooted >&2; kill $PPID"
) -> subprocess.CompletedProcess[str]:
    """Run the initramfs script where mounts are ours alone."""
    script = tmp_path / "kiosk-ro"
    script.write_bytes(rendered("etc/initramfs-tools/scripts/init-bottom/kiosk-ro").content)
    folder = tmp_path / "scene"
    folder.mkdir()
    text = SCENE.format(folder=folder, script=script, word=word, spoil=spoil, fstab=FSTAB, reboot=reboot)
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", text], check=False, capture_output=True, text=True, timeout=30
    )


@pytest.mark.usefixtures("may_mount")
def test_root_under_the_overlay_is_not_written(tmp_path: Path) -> None:
    said = scene(tmp_path, "kiosk.ro=1")
    assert said.stdout.splitlines()[:2] == ["overlay", "kept"], said.stderr


@pytest.mark.usefixtures("may_mount")
def test_what_the_boot_loader_reads_stays_in_reach_and_is_not_written(tmp_path: Path) -> None:
    """What a run reads back stands there: config.txt, cmdline.txt."""
    said = scene(tmp_path, "kiosk.ro=1")
    assert said.stdout.splitlines()[2:] == [
        "# The root is an overlay.",
        "PARTUUID=1a-01 /boot/firmware vfat defaults,ro,nofail 0 0",
    ], said.stderr


@pytest.mark.usefixtures("may_mount")
def test_root_stays_writable_where_provisioning_asked_for_it(tmp_path: Path) -> None:
    said = scene(tmp_path, "kiosk.ro=1", spoil=f"touch {tmp_path}/scene/real/etc/kiosk-writable")
    assert "kept" not in said.stdout, said.stderr


@pytest.mark.usefixtures("may_mount")
def test_root_without_an_overlay_is_never_used(tmp_path: Path) -> None:
    failing = f"{tmp_path}/scene/bin/mkdir"
    said = scene(tmp_path, "kiosk.ro=1", spoil=f"printf '#!/bin/sh\\nexit 1\\n' > {failing}; chmod +x {failing}")
    assert "rebooted" in said.stderr
    assert "kept" not in said.stdout


@pytest.mark.usefixtures("may_mount")
def test_root_is_not_used_after_a_reboot_that_did_not_come_either(tmp_path: Path) -> None:
    folder = tmp_path / "scene"
    once = f'#!/bin/sh\n/bin/mkdir "$@"; [ -e {folder}/failed ] || {{ touch {folder}/failed; exit 1; }}\n'
    away = f"printf '%s' '{once}' > {folder}/bin/mkdir; chmod +x {folder}/bin/mkdir"
    late = f"[ -e {folder}/asked ] && kill $PPID; touch {folder}/asked; echo rebooted >&2"
    said = scene(tmp_path, "kiosk.ro=1", spoil=away, reboot=late)
    assert "rebooted" in said.stderr
    assert "overlay" not in said.stdout
