"""How the TUF client gets files: by the roads that there are, bounded in size and time, on this unit's own disk."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import IO

from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient import FetcherInterface

from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.roads import Road, RoadError

METADATA_BASE, TARGETS_BASE = "metadata/", "targets/"
TIMESTAMP = f"{METADATA_BASE}timestamp.json"
FIRST_S = 20.0
"""A file may take this long, and besides as long as its road's least speed allows."""

_log = logging.getLogger(__name__)


class Fetcher(FetcherInterface):
    """Files by `centre`, or by `cache` where this market has a unit that keeps them.

    What may have been replaced since, the timestamp and the next root, is asked of the centre first; what is named
    by its version or its digest never changes, and comes from next door. `scratch` is a folder on the disk where
    the files are to stay. `stop` ends a download, `monotonic_s` counts its time.
    """

    def __init__(
        self, centre: Road, cache: Road | None, scratch: Path, stop: threading.Event, monotonic_s: Callable[[], float]
    ) -> None:
        self._centre = centre
        self._cache = cache
        self._scratch = scratch
        self._stop = stop
        self._monotonic_s = monotonic_s
        self.got_bytes = 0
        """All that came by any road."""
        self.missed: CentreFaultError | None = None
        """Why the timestamp came from elsewhere, and may not be the newest; None where the centre gave it."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        return self._centre.read(url)

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """Give the file at `url`, which has `max_length` bytes at most, in a file that vanishes afterwards.

        Raises DownloadError: the centre's word that there is none, else that of the last road. A cache that fails
        once is not asked again.
        """
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            *others, last = self._roads(url)
            for road in others:
                try:
                    self._read(road, url, max_length, file)
                except DownloadError as fault:
                    self._failed(road, url, fault)
                else:
                    break
            else:
                self._read(last, url, max_length, file)
            file.seek(0)
            yield file

    def _roads(self, url: str) -> Sequence[Road]:
        if self._cache is None:
            return (self._centre,)
        return (self._centre, self._cache) if is_of_the_moment(url) else (self._cache, self._centre)

    def _failed(self, road: Road, url: str, fault: DownloadError) -> None:
        """Go on by the next road, save where the centre itself says that there is no such file: that is its word."""
        is_missing = isinstance(fault, DownloadHTTPError) and fault.status_code == HTTPStatus.NOT_FOUND
        if road is self._centre and is_missing:
            raise fault
        if road is self._centre and url == TIMESTAMP:
            self.missed = _why(fault)
        if road is self._cache and not is_missing:
            _log.warning("%s fails and is left alone for now: %s", road.name, fault)
            self._cache = None

    def _read(self, road: Road, url: str, max_length: int, file: IO[bytes]) -> None:
        file.seek(0)
        file.truncate()
        size_bytes = 0
        until = self._monotonic_s() + FIRST_S + max_length / road.least_bytes_s
        with closing(road.read(url)) as chunks:
            for chunk in chunks:
                size_bytes += len(chunk)
                self.got_bytes += len(chunk)
                if size_bytes > max_length:
                    raise DownloadLengthMismatchError(f"{road.name}: {url} has over {max_length} bytes")
                if self._stop.is_set():
                    raise RoadError(CentreFaultError(Fault.BROKEN_OFF, "this unit stops"))
                if self._monotonic_s() > until:
                    raise RoadError(CentreFaultError(Fault.TOO_LATE, f"{road.name} is too slow for {url}"))
                file.write(chunk)


def is_of_the_moment(url: str) -> bool:
    """Return whether a file is what it is only now: the timestamp, and the root that there may be next."""
    return url == TIMESTAMP or url.endswith(".root.json")


def _why(fault: DownloadError) -> CentreFaultError:
    return fault.fault if isinstance(fault, RoadError) else CentreFaultError(Fault.NOT_UNDERSTOOD, str(fault))
