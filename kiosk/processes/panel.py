"""Part panel: the level on the screen to the lamps, the next button to the screen."""

from __future__ import annotations

import logging
import signal
import time
from pathlib import Path
from types import FrameType

from gpiozero.pins import Factory

from kiosk.errors import KioskError
from kiosk.messages.local import BeginAnew, Lit, Part, Pressed
from kiosk.panel.front import Front, Pins, make_factory
from kiosk.panel.lamps import Lamp
from kiosk.processes.link import SOCKET_NAME, Link
from kiosk.processes.notify import Notifier
from kiosk.processes.starts import note_start
from kiosk.settings import Panel

TURN_S = 0.04
IDLE_TURN_S = 0.2
"""Where there are no pins there is nothing to blink."""

_log = logging.getLogger(__name__)


def run_panel(runtime_dir: Path, panel: Panel) -> int:
    """Light the lamps and watch the button until SIGTERM or SIGINT, and return 0.

    A panel that is absent or cannot be reached is logged (PAN-01, PAN-02): the kiosk works without.
    """
    note_start(runtime_dir, Part.PANEL)
    part = PanelPart(runtime_dir, panel)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, part.on_signal)
    try:
        part.run()
    finally:
        part.close()
    return 0


class PanelPart:
    """The objects of the process and its one loop."""

    def __init__(self, runtime_dir: Path, panel: Panel, factory: Factory | None = None) -> None:
        """Open the pins that `panel` names, by `factory` if one is given; the screen is not called yet."""
        self._notifier = Notifier.from_environment()
        self._factory = factory or _factory(panel.factory, runtime_dir)
        self._front = Front(_pins(panel), self._factory)
        self._link = Link(runtime_dir / SOCKET_NAME, Part.PANEL)
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
            self.turn(TURN_S if self._factory is not None else IDLE_TURN_S)

    def turn(self, wait_s: float) -> None:
        """Take what the screen said within `wait_s`, move the lamps, pass the button on."""
        for message in self._link.turn(wait_s):
            if isinstance(message, Lit):
                self._front.show(message.level, time.monotonic())
                self._is_dark = message.level is None
            elif isinstance(message, BeginAnew):
                self._is_stopping = True
        if not self._link.is_connected and not self._is_dark:
            # nobody knows what the screen shows now: no lamp may speak for it
            self._front.show(None, time.monotonic())
            self._is_dark = True
        if self._front.turn(time.monotonic()):
            self._link.send(Pressed())

    def close(self) -> None:
        """Let go of everything, in reverse."""
        self._notifier.stopping()
        self._link.close()
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
