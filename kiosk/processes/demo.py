"""The children of `kiosk run`, and what a demonstration tells them: samples, a central service, a fixed time."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kiosk.processes.child import Child
from kiosk.processes.manner import Manner
from kiosk.processes.vigil import Role

SAMPLES_LIVE_AT = "2026-11-23T09:00:00+07:00"
SAMPLE_MARKET_ID = "minh-khai"
SAMPLE_MARKET = "Chợ đầu mối Minh Khai"
LOOPBACK = "127.0.0.1"
STANDS = {
    "KIOSK_UNIT__NAME": "Kiosk 3",
    "KIOSK_UNIT__MARKET": SAMPLE_MARKET,
    "KIOSK_UNIT__MARKET_ID": SAMPLE_MARKET_ID,
    "KIOSK_UNIT__POSITION": "Cổng A",
    "KIOSK_PANEL__FACTORY": "mock",
    "KIOSK_CLOCK__AT": SAMPLES_LIVE_AT,
}
"""What a demonstration is told where its environment says nothing else."""


@contextmanager
def own_port() -> Iterator[int]:
    """Give a port of the loopback, kept for a child to listen at for as long as the context lasts.

    A socket is bound to it and never listens: the system gives the port to nobody who asks for any,
    a child that allows addresses to be used again (as servers do) may listen at it, and questions
    are refused at once while there is no such child.
    """
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind((LOOPBACK, 0))
        yield int(keeper.getsockname()[1])


def told_to_all(manner: Manner, runtime: Path, screenshots: Path | None) -> dict[str, str]:
    """Return the settings, as variables, that follow from how this machine runs."""
    told = {
        "KIOSK_PLACES__RUNTIME": str(runtime),
        "KIOSK_CAMERA__SOURCE": manner.source,
        "KIOSK_CAMERA__LOOP": _switch(manner.loop),
        "KIOSK_SCREEN__HEADLESS": _switch(manner.is_headless),
        "KIOSK_SCREEN__WINDOWED": _switch(manner.is_windowed),
    }
    if manner.speed != 1.0:
        told["KIOSK_CAMERA__SPEED"] = str(manner.speed)
    if screenshots is not None:
        told["KIOSK_SCREEN__SCREENSHOTS"] = str(screenshots)
    return told


def told_of_samples(state: Path, port: int, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of a demonstration whose databases stand in `state`."""
    return {
        **{name: value for name, value in STANDS.items() if name not in environ},
        "KIOSK_UNIT__DEMONSTRATION": "true",
        "KIOSK_CLOCK__SINCE": str(time.monotonic()),
        "KIOSK_PLACES__STATE": str(state),
        "KIOSK_CENTRAL__URL": f"http://{LOOPBACK}:{port}",
        "KIOSK_CENTRAL__DATABASE_URL": f"sqlite:///{state / 'central.db'}",
    }


def children(manner: Manner, told: Mapping[str, str], port: int) -> list[Child]:
    """Return the processes to run; `port` is the embedded central service's, used in a demonstration only.

    A demonstration's source begins when there is somebody to see it and to ask: else its first
    label would be judged before the central service is up.
    """
    central = [_central(told, port)] if manner.is_demonstration else []
    sync = _part("sync", told, after=tuple(child.name for child in central))
    panel = _part("panel", told)
    screen = _part("screen", told, *(("--ends-with-source",) if manner.ends else ()), role=Role.MAIN)
    seen_by = tuple(child.name for child in (*central, screen, sync)) if manner.is_demonstration else ()
    once = ("--once",) if manner.ends else ()
    camera = _part("camera", told, *once, role=Role.NEEDED if manner.ends else Role.PART, after=seen_by)
    return [*central, screen, sync, panel, camera]


def _part(
    name: str, told: Mapping[str, str], *flags: str, role: Role = Role.PART, after: tuple[str, ...] = ()
) -> Child:
    return Child(name, (sys.executable, "-m", "kiosk", "part", name, *flags), told, role, after=after)


def _central(told: Mapping[str, str], port: int) -> Child:
    command = (sys.executable, "-m", "kiosk", "central", "serve", "--sample", "--host", LOOPBACK, "--port", str(port))
    return Child("central", command, told, Role.NEEDED)


def _switch(value: bool) -> str:  # noqa: FBT001 - one value, no choice
    return "true" if value else "false"
