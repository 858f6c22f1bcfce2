"""The services that systemd keeps, and the release that they are of."""

from __future__ import annotations

import platform

from kiosk.doctor.row import Row, absent, failed, ok, warning
from kiosk.doctor.subject import Subject
from kiosk.sync.hardware import this_hardware

UNITS = ("kiosk-camera.service", "kiosk-screen.service", "kiosk-sync.service", "kiosk-panel.service")
_PROPERTIES = "Id,LoadState,ActiveState,SubState,NRestarts,Result"
OFTEN = 5
"""Restarts since the start of the machine that somebody should look into."""


def unit_rows(subject: Subject) -> tuple[Row, ...]:
    """Return a row a service, and the release's."""
    said = subject.told(("systemctl", "show", f"--property={_PROPERTIES}", *UNITS))
    return (*_services(said), _release(subject))


def _services(said: str | None) -> tuple[Row, ...]:
    blocks = [] if said is None else [_properties(block) for block in said.strip().split("\n\n")]
    known = {block.get("Id", ""): block for block in blocks}
    return tuple(_service(name, known.get(name)) for name in UNITS)


def _properties(block: str) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in block.splitlines())}


def _service(unit: str, told: dict[str, str] | None) -> Row:
    name = unit.removesuffix(".service")
    if told is None:
        return absent(name, "systemd does not answer here")
    if told.get("LoadState") == "not-found":
        return absent(name, "the service is not installed")
    state = f"{told.get('ActiveState', '?')} ({told.get('SubState', '?')})"
    look = f"Read its log: journalctl -u {name} -n 50"
    if told.get("ActiveState") != "active":
        return failed(name, f"{state}, result {told.get('Result', '?')}", look)
    restarts = int(told["NRestarts"]) if told.get("NRestarts", "").isdecimal() else 0
    if restarts >= OFTEN:
        return warning(name, f"{state}, starts again: {restarts}", look)
    return ok(name, f"{state}, starts again: {restarts}" if restarts else state)


def _release(subject: Subject) -> Row:
    machine = this_hardware(subject.root)
    parts = (f"kiosk {subject.release}", f"Python {platform.python_version()}", machine.system, machine.machine)
    return ok("release", ", ".join(part for part in parts if part))
