"""Part panel before a plain socket in the screen's place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from kiosk.messages.local import Beat, Hello, Lit, Message, Near, Part, Pressed, Say
from kiosk.processes.link import SOCKET_NAME
from kiosk.processes.panel import PanelPart
from kiosk.settings import Panel, assets_dir
from kiosk.verdicts.verdict import Level
from tests.camera.fake_screen import FakeScreen
from tests.repeated import repeated

GREEN, NEXT, PRESENCE = 17, 24, 25
SOUNDS = assets_dir() / "sounds"
PROGRAM = """
import logging, sys
from pathlib import Path
from kiosk.processes.panel import run_panel
from kiosk.settings import Panel
logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(message)s")
sys.exit(run_panel(Path(sys.argv[1]), Panel(factory=sys.argv[2]), Path(".")))
"""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[FakeScreen]:
    screen = FakeScreen(tmp_path / SOCKET_NAME)
    yield screen
    screen.close()


@pytest.fixture
def factory() -> MockFactory:
    return MockFactory()


@pytest.fixture
def part(tmp_path: Path, factory: MockFactory, screen: FakeScreen) -> Iterator[PanelPart]:
    part = PanelPart(tmp_path, Panel(factory="mock", sound_device="null"), SOUNDS, factory)
    part.turn(0.0)
    screen.until(lambda messages: Hello(part=Part.PANEL) in messages)
    yield part
    part.close()


def turn_until_green(part: PanelPart, factory: MockFactory, *, is_on: bool) -> None:
    end_s = time.monotonic() + 5
    while bool(factory.pin(GREEN).state) is not is_on:
        assert time.monotonic() < end_s
        part.turn(0.05)


def test_level_of_the_screen_is_lit(part: PanelPart, screen: FakeScreen, factory: MockFactory) -> None:
    screen.say(Lit(level=Level.GOOD))
    turn_until_green(part, factory, is_on=True)
    screen.say(Lit(level=None))
    turn_until_green(part, factory, is_on=False)


def test_no_green_stays_when_the_screen_goes_away(part: PanelPart, screen: FakeScreen, factory: MockFactory) -> None:
    screen.say(Lit(level=Level.GOOD))
    turn_until_green(part, factory, is_on=True)
    screen.hang_up()
    turn_until_green(part, factory, is_on=False)


def test_screen_that_came_back_is_lit_again(part: PanelPart, screen: FakeScreen, factory: MockFactory) -> None:
    screen.hang_up()
    end_s = time.monotonic() + 5
    while screen.messages.count(Hello(part=Part.PANEL)) < 2:
        assert time.monotonic() < end_s
        part.turn(0.05)
        screen.take()
    screen.say(Lit(level=Level.GOOD))
    turn_until_green(part, factory, is_on=True)


def test_button_is_told_to_the_screen(part: PanelPart, screen: FakeScreen, factory: MockFactory) -> None:
    part.turn(0.0)
    part.turn(0.05)
    factory.pin(NEXT).drive_low()
    part.turn(0.0)
    part.turn(0.05)
    factory.pin(NEXT).drive_high()
    end_s = time.monotonic() + 5
    while Pressed() not in screen.take():
        assert time.monotonic() < end_s
        part.turn(0.05)


def test_held_button_is_told_while_it_is_held(part: PanelPart, screen: FakeScreen, factory: MockFactory) -> None:
    part.turn(0.0)
    part.turn(0.05)
    factory.pin(NEXT).drive_low()
    end_s = time.monotonic() + 5
    while Pressed(is_held=True) not in screen.take():
        assert time.monotonic() < end_s
        part.turn(0.05)


def test_who_comes_and_goes_is_told_to_the_screen_and_to_one_that_starts_anew(
    tmp_path: Path, screen: FakeScreen, factory: MockFactory
) -> None:
    part = PanelPart(tmp_path, Panel(factory="mock", sound_device="null", presence=PRESENCE), SOUNDS, factory)

    def turn_until_said(message: Message, times: int) -> None:
        end_s = time.monotonic() + 5
        while screen.take().count(message) < times:
            assert time.monotonic() < end_s
            part.turn(0.05)

    turn_until_said(Hello(part=Part.PANEL), 1)
    factory.pin(PRESENCE).drive_high()
    turn_until_said(Near(is_near=True), 1)
    screen.hang_up()
    turn_until_said(Near(is_near=True), 2)
    factory.pin(PRESENCE).drive_low()
    turn_until_said(Near(is_near=False), 1)
    part.close()


def test_screen_has_its_words_read_aloud_and_ended(part: PanelPart, screen: FakeScreen) -> None:
    words = Say(level=Level.STOP, language="vi", lines=("Đừng mua",) * 6, volume=60)
    screen.say(Lit(level=Level.STOP))
    screen.say(words)
    end_s = time.monotonic() + 5
    while not part.is_speaking:
        assert time.monotonic() < end_s
        part.turn(0.05)
    screen.say(Lit(level=None))
    while part.is_speaking:
        assert time.monotonic() < end_s
        part.turn(0.05)


@pytest.mark.parametrize("factory", repeated(["mock", "none", "lgpio"], ["mock", "lgpio"]))
def test_process_beats_and_ends_at_once_when_asked(factory: str, tmp_path: Path, screen: FakeScreen) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), factory]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:

        def has_beaten(messages: list[Message]) -> bool:
            return messages.count(Beat()) >= 3

        screen.until(has_beaten)
        screen.say(Lit(level=Level.GOOD))
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(30) == 0
        assert process.stderr is not None
        said = process.stderr.read()
    assert "Traceback" not in said
    assert ("PAN-01" in said) is (factory == "lgpio")
