"""The brightness that the board set reaches the display's light, by a number in a file and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.processes.backlight import main
from kiosk.sync.brightness import FILE, hand_over, wanted


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


@pytest.fixture
def lights(tmp_path: Path) -> Path:
    """A folder as /sys/class/backlight: a Raspberry Pi's screen of 255 steps, links as the kernel makes them."""
    device = tmp_path / "devices/10-0045"
    device.mkdir(parents=True)
    (device / "max_brightness").write_text("255\n")
    (device / "brightness").write_text("255\n")
    (tmp_path / "backlight").mkdir()
    (tmp_path / "backlight/10-0045").symlink_to(device)
    return tmp_path / "backlight"


def level(lights: Path) -> int:
    return int((lights / "10-0045/brightness").read_text())


@pytest.mark.parametrize(("percent", "steps"), [(10, 26), (60, 153), (100, 255)])
def test_what_was_handed_over_is_put_to_the_display(state: Path, lights: Path, percent: int, steps: int) -> None:
    hand_over(state, percent)
    assert main(state, lights) == 0
    assert level(lights) == steps


def test_a_display_of_few_steps_is_never_dark(state: Path, lights: Path) -> None:
    (lights / "10-0045/max_brightness").write_text("4\n")
    hand_over(state, 10)
    main(state, lights)
    assert level(lights) == 1


@pytest.mark.parametrize(
    "content", [b"", b"9", b"0", b"101", b"060", b"-50", b"50 ", b"5e1", b"50\n\n", b"\xd9\xa5\xd9\xa0", b"1" * 99]
)
def test_what_is_no_number_from_ten_to_a_hundred_changes_nothing(state: Path, lights: Path, content: bytes) -> None:
    (state / FILE).write_bytes(content)
    assert wanted(state) is None
    assert main(state, lights) == 0
    assert level(lights) == 255


def test_what_is_no_file_is_not_followed(state: Path, lights: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("50\n")
    (state / FILE).symlink_to(tmp_path / "elsewhere")
    assert wanted(state) is None
    (state / FILE).unlink()
    os.mkfifo(state / FILE)
    assert main(state, lights) == 0
    assert level(lights) == 255


def test_where_no_display_has_a_light_nothing_happens_and_it_says_so(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_over(state, 50)
    assert main(state, tmp_path / "none") == 0
    assert "no display here has a light that can be set" in capsys.readouterr().out


def test_a_light_that_cannot_be_written_is_told(state: Path, lights: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lights / "10-0045/max_brightness").write_text("none\n")
    hand_over(state, 50)
    assert main(state, lights) == 1
    assert "cannot be set" in capsys.readouterr().err


def test_a_setting_that_is_taken_back_is_full_light_and_one_that_never_was_is_nothing(state: Path) -> None:
    hand_over(state, None)
    assert not (state / FILE).exists()
    hand_over(state, 40)
    hand_over(state, None)
    assert wanted(state) == 100


def test_what_is_there_already_is_not_written_again(state: Path) -> None:
    hand_over(state, 40)
    before = (state / FILE).stat().st_ino
    hand_over(state, 40)
    assert (state / FILE).stat().st_ino == before
