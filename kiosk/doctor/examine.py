"""All checks, by part: whatever breaks in one is its own row, and the others go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.doctor.camera import camera_rows
from kiosk.doctor.centre import centre_rows
from kiosk.doctor.fittings import fitting_rows
from kiosk.doctor.lens import lens_row
from kiosk.doctor.mounts import root_row
from kiosk.doctor.power import power_rows
from kiosk.doctor.releases import release_rows
from kiosk.doctor.row import Row, failed
from kiosk.doctor.stores import store_rows
from kiosk.doctor.subject import Subject
from kiosk.doctor.timekeeping import time_rows
from kiosk.doctor.units import unit_rows

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """What a technician asks for by name, and the checks of it."""

    name: str
    says: str
    checks: tuple[Callable[[Subject], tuple[Row, ...]], ...]


PARTS = (
    Part(
        "camera",
        "pictures, frame rate, light, sharpness, which way up, lens",
        (camera_rows, lambda subject: (lens_row(subject),)),
    ),
    Part("fittings", "screen, touch, sound, GPIO", (fitting_rows,)),
    Part("clock", "the time, who vouches for it, the battery clock", (time_rows,)),
    Part("power", "voltage, throttling, temperature, the card's wear and errors", (power_rows,)),
    Part(
        "disk",
        "room, the read-only root, databases, the journal's chain, the outbox",
        (store_rows, lambda subject: (root_row(subject),)),
    ),
    Part("network", "network, centre, certificate, trust list, age of what was fetched", (centre_rows,)),
    Part("services", "the services of the kiosk, and its release", (unit_rows, release_rows)),
)


def examine(subject: Subject, parts: Sequence[Part] = PARTS) -> Iterator[Row]:
    """Give the rows of `parts`, in their order."""
    for part in parts:
        for check in part.checks:
            try:
                yield from check(subject)
            except Exception as fault:  # noqa: BLE001 - one broken check must not hide the others
                _log.debug("where it happened:", exc_info=True)
                yield failed(part.name, f"BUG-01: the check itself broke: {fault!r}", "Report it, with a support file.")
