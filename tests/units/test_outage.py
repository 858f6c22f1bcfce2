"""The script for outages, run as systemd runs it, on a root of its own and with a systemctl that only writes down."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bench.out_of_order import TARGET, draw

SCRIPT = Path(__file__).parents[2] / "systemd" / "outage.py"
COUNT = "var/lib/kiosk-outage/reboots"
WIDTH, HEIGHT = 320, 180
INK_IS_BELOW = 128


@dataclass(frozen=True, slots=True)
class Machine:
    """A root with a console and a framebuffer of 32 bits a pixel, and what systemd was asked."""

    root: Path

    def fails(self, part: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", SCRIPT, part, "--root", self.root],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": f"{self.root / 'bin'}:/usr/bin:/bin", "ASKED": str(self.root / "asked")},
            timeout=30,
        )

    @property
    def asked(self) -> list[str]:
        file = self.root / "asked"
        return file.read_text("utf-8").splitlines() if file.exists() else []

    def rebooted(self, times: int) -> None:
        (self.root / COUNT).parent.mkdir(parents=True)
        (self.root / COUNT).write_text(str(times), "ascii")

    def framebuffer(self, bits: int) -> Path:
        about = self.root / "sys/class/graphics/fb0"
        about.mkdir(parents=True, exist_ok=True)
        (about / "virtual_size").write_text(f"{WIDTH},{HEIGHT}\n", "ascii")
        (about / "bits_per_pixel").write_text(f"{bits}\n", "ascii")
        (about / "stride").write_text(f"{WIDTH * bits // 8}\n", "ascii")
        memory = self.root / "dev/fb0"
        memory.write_bytes(bytes(WIDTH * HEIGHT * bits // 8))
        return memory


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for folder in ("bin", "dev"):
        (tmp_path / folder).mkdir()
    (tmp_path / "dev/tty1").write_bytes(b"")
    fake = tmp_path / "bin/systemctl"
    fake.write_text('#!/bin/sh\n[ "$1" = is-failed ] || echo "$*" >> "$ASKED"\n', "ascii")
    fake.chmod(0o755)
    made = Machine(tmp_path)
    made.framebuffer(32)
    return made


@pytest.mark.parametrize("part", ["screen", "camera"])
def test_first_outage_is_a_reboot_that_is_counted(machine: Machine, part: str) -> None:
    assert machine.fails(part).returncode == 0
    assert machine.asked == ["reboot --no-block"]
    assert (machine.root / COUNT).read_text("ascii") == "1"


def test_part_that_ends_badly_as_it_is_restarted_is_no_outage(machine: Machine) -> None:
    (machine.root / "bin/systemctl").write_text('#!/bin/sh\n[ "$1" = is-failed ] && exit 1\necho "$*" >> "$ASKED"\n')
    assert machine.fails("screen").returncode == 0
    assert machine.asked == []
    assert not (machine.root / COUNT).exists()


def test_reboots_are_three_at_most(machine: Machine) -> None:
    for _ in range(5):
        assert machine.fails("screen").returncode == 0
    assert machine.asked == ["reboot --no-block"] * 3


def test_after_the_last_reboot_the_picture_is_painted(machine: Machine) -> None:
    machine.rebooted(3)
    machine.fails("screen")
    painted = (machine.root / "dev/fb0").read_bytes()
    dark = [row for row in range(HEIGHT) if min(painted[row * WIDTH * 4 : (row + 1) * WIDTH * 4 : 4]) < INK_IS_BELOW]
    assert machine.asked == []
    assert painted[:4] == b"\xff\xff\xff\xff"
    assert 40 <= min(dark) < max(dark) <= 140, "words stand in the middle, paper around them"


def test_picture_is_painted_on_a_framebuffer_of_sixteen_bits_too(machine: Machine) -> None:
    memory = machine.framebuffer(16)
    machine.rebooted(3)
    machine.fails("screen")
    painted = memory.read_bytes()
    assert painted[:2] == b"\xff\xff"
    assert len(painted) == WIDTH * HEIGHT * 2
    assert any(pair < 0x40 for pair in painted[1::2])


def test_without_a_framebuffer_the_console_says_it_in_letters(machine: Machine) -> None:
    (machine.root / "dev/fb0").unlink()
    machine.rebooted(3)
    assert machine.fails("screen").returncode == 0
    assert b"OUT OF ORDER" in (machine.root / "dev/tty1").read_bytes()


def test_camera_is_tried_on_after_the_last_reboot(machine: Machine) -> None:
    machine.rebooted(3)
    machine.fails("camera")
    assert machine.asked == ["reset-failed kiosk-camera.service", "start --no-block kiosk-camera.service"]


@pytest.mark.parametrize("broken", ["", "many", "\x00"])
def test_a_broken_count_never_leads_to_a_reboot(machine: Machine, broken: str) -> None:
    machine.rebooted(0)
    (machine.root / COUNT).write_text(broken, "ascii")
    machine.fails("screen")
    assert machine.asked == []


def test_a_count_that_cannot_be_kept_never_leads_to_a_reboot(machine: Machine) -> None:
    (machine.root / "var").write_text("no folder", "ascii")
    machine.fails("screen")
    assert machine.asked == []
    assert any((machine.root / "dev/fb0").read_bytes())


def test_a_read_only_unit_without_its_data_partition_shows_the_picture_at_once(machine: Machine) -> None:
    """What is counted there lies in memory: it would reboot for ever."""
    (machine.root / ".ro/usr").mkdir(parents=True)
    machine.fails("screen")
    assert machine.asked == []
    assert any((machine.root / "dev/fb0").read_bytes())


def test_a_read_only_unit_counts_on_its_data_partition(machine: Machine) -> None:
    (machine.root / ".ro/usr").mkdir(parents=True)
    disk = machine.root.stat().st_dev
    other = next(path for path in ("/dev/shm", "/tmp") if Path(path).stat().st_dev != disk)
    with TemporaryDirectory(dir=other) as data:
        (machine.root / COUNT).parent.parent.mkdir(parents=True)
        (machine.root / COUNT).parent.symlink_to(data)
        machine.fails("screen")
        assert machine.asked == ["reboot --no-block"]


def test_what_cannot_be_done_is_one_line(machine: Machine) -> None:
    (machine.root / "bin/systemctl").write_text('#!/bin/sh\n[ "$1" = is-failed ]\n', "ascii")
    said = machine.fails("camera")
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert os.linesep.join(said.stderr.splitlines()[-1:]).startswith("nothing more can be done: ")


def test_picture_that_is_shipped_is_the_one_that_is_drawn() -> None:
    shipped, drawn = gzip.decompress(TARGET.read_bytes()), gzip.decompress(draw())
    assert len(shipped) == len(drawn)
    differing = sum(abs(one - other) > 24 for one, other in zip(shipped, drawn, strict=True))
    assert differing < len(drawn) * 0.002
