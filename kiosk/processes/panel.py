"""Part panel: the level on the screen to the lamps, its words to the loudspeaker, the next button to the screen."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from gpiozero.pins import Factory

from kiosk.errors import KioskError
from kiosk.messages.local import BeginAnew, Lit, Message, Near, Part, Pressed, Say
from kiosk.panel.button import Press
from kiosk.panel.front import Front, Pins, make_factory
from kiosk.panel.lamps import Lamp
from kiosk.panel.sounds import Sounds
from kiosk.panel.voice import Voice, device_of
from kiosk.processes.link import SOCKET_NAME, Link
from kiosk.processes.notify import Notifier
from kiosk.processes.starts import note_start
from kiosk.settings import Panel

TURN_S = 0.04
IDLE_TURN_S = 0.2
"""Where there are no pins there is nothing to blink."""

_log = logging.getLogger(__name__)


def run_panel(runtime_dir: Path, panel: Panel, sounds: Path) -> int:
    """Light the lamps, read aloud and watch the button until SIGTERM or SIGINT, and return 0.

    What is absent or cannot be reached is logged (PAN-01 to PAN-03): the kiosk works without.
    """
    note_start(runtime_dir, Part.PANEL)
    part = PanelPart(runtime_dir, panel, sounds)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, part.on_signal)
    try:
        part.run()
    finally:
        part.close()
    return 0


class PanelPart:
    """The objects of the process and its one loop."""

    def __init__(self, runtime_dir: Path, panel: Panel, sounds: Path, factory: Factory | None = None) -> None:
        """Open the pins that `panel` names, by `factory` if one is given; the screen is not called yet.

        `sounds` is the folder of sound files.
        """
        self._notifier = Notifier.from_environment()
        self._factory = factory or _factory(panel.factory, runtime_dir)
        self._front = Front(_pins(panel), self._factory)
        self._voice = Voice(Sounds(sounds), device_of(panel.sound_device))
        self._told_near = False
        self._link = Link(runtime_dir / SOCKET_NAME, Part.PANEL, self._greeting)
        self._is_dark = True
        self._is_stopping = False

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """End the loop after the turn that is running."""
        self._is_stopping = True

    def run(self) -> None:
        """Go round until a signal comes."""
        self._notifier.ready()
        self._notifier.status("the panel works" if self._factory is not None else "there is no panel")
        while not self._is_stopping:
            self._notifier.alive()
            is_busy = self._factory is not None or self.is_speaking
            self.turn(TURN_S if is_busy else IDLE_TURN_S)

    def turn(self, wait_s: float) -> None:
        """Take what the screen said within `wait_s`, move the lamps, go on speaking, pass the button on."""
        for message in self._link.turn(wait_s):
            self._take(message)
        if not self._link.is_connected and not self._is_dark:
            # nobody knows what the screen shows now: no lamp may speak for it
            self._take(Lit(level=None))
        self._voice.turn(time.monotonic())
        if (press := self._front.turn(time.monotonic())) is not None:
            self._link.send(Pressed(is_held=press is Press.HELD))
        if self._front.is_near is not self._told_near:
            self._told_near = self._front.is_near
            self._link.send(Near(is_near=self._told_near))

    def _greeting(self) -> Sequence[Message]:
        return (Near(is_near=True),) if self._told_near else ()

    @property
    def is_speaking(self) -> bool:
        """Whether something is being read aloud."""
        return self._voice.is_speaking

    def _take(self, message: Message) -> None:
        now_s = time.monotonic()
        match message:
            case Lit():
                self._front.show(message.level, now_s)
                self._is_dark = message.level is None
                if self._is_dark:
                    self._voice.hush()
            case Say():
                self._voice.say(message, now_s)
            case BeginAnew():
                self._is_stopping = True
            case _:
                _log.warning("the screen said %r, which is nothing for the panel", message.kind)

    def close(self) -> None:
        """Let go of everything, in reverse."""
        self._notifier.stopping()
        self._link.close()
        self._voice.close()
        self._front.close()


def _factory(name: str, folder: Path) -> Factory | None:
    try:
        return make_factory(name, folder)
    except KioskError as fault:
        _log.error("%s The kiosk works without its panel.", fault)
        return None


def _pins(panel: Panel) -> Pins:
    return Pins(
        lamps={Lamp.RED: panel.red, Lamp.AMBER: panel.amber, Lamp.GREEN: panel.green},
        buzzer=panel.buzzer,
        next_button=panel.next_button,
        presence=panel.presence,
        fan=panel.fan,
    )
