"""A market's units share one download of a release: its packages are left to the market's cache unit for a while.

All units of a wave look within five minutes of each other, and the cache unit needs longer than that.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.fetcher import TARGETS_BASE
from kiosk.sync.roads import Road, RoadError

PATIENCE_S = 3 * 3600.0
"""By then a line of 20 kB/s has brought the cache unit a whole release, or it is broken: the centre is asked."""
PACKAGES = f"{TARGETS_BASE}release/wheels/"


class Sparing:
    """The centre, by `road`, which is asked for everything but packages."""

    def __init__(self, road: Road) -> None:
        self.name = road.name
        self.least_bytes_s = road.least_bytes_s
        self.was_spared = False
        """Whether a package would have been asked for."""
        self._road = road

    def read(self, path: str) -> Generator[bytes, None, None]:
        """Give the bytes of a file. Raises RoadError, also for a package; DownloadHTTPError."""
        if path.startswith(PACKAGES):
            self.was_spared = True
            raise RoadError(CentreFaultError(Fault.BUSY, "the market's cache has not got all packages yet"))
        yield from self._road.read(path)


class Patience:
    """Whether the centre is still spared: for PATIENCE_S from the first time that a release was looked for."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s = monotonic_s
        self._version = ""
        self._ends_s = 0.0

    def lasts(self, version: str) -> bool:
        """Return whether `version` is waited for still. Another one begins anew."""
        if version != self._version:
            self._version, self._ends_s = version, self._monotonic_s() + PATIENCE_S
        return self._monotonic_s() < self._ends_s
