"""The roads by which published files come: the centre, the market's cache unit, a stick. None of them is trusted.

A file is named as the centre serves it below /v1/tuf/: `metadata/timestamp.json`, `targets/registry/HASH.name`.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote

import httpx
from tuf.api.exceptions import DownloadError, DownloadHTTPError

from kiosk.messages.published import TUF_PATH
from kiosk.sync.centre import CentreFaultError, Fault, fault_of, refused
from kiosk.sync.roots import web_roots

CONNECT_S = 5.0
SILENCE_S = 15.0
"""Longer than this without a byte is a road that broke."""
CHUNK_BYTES = 65_536
_GZIP = 16 + zlib.MAX_WBITS
CENTRE_BYTES_S = 4_000
CACHE_BYTES_S = 100_000
"""What is next door is quick, or of no use."""


class RoadError(DownloadError):
    """A file did not come; `fault` says why, as of any question to the centre."""

    def __init__(self, fault: CentreFaultError) -> None:
        super().__init__(fault.what)
        self.fault = fault


class Road(Protocol):
    """Where files come from. `name` is said in the log; `least_bytes_s` is how fast a road must be to be one."""

    @property
    def name(self) -> str:
        """What this is, in a word or two."""
        ...

    @property
    def least_bytes_s(self) -> int:
        """Slower than this on average it is given up."""
        ...

    def read(self, path: str) -> Generator[bytes, None, None]:
        """Give the bytes of a file. Raises RoadError; DownloadHTTPError with status 404 where there is none."""
        ...


class HttpRoad:
    """The files below `url`: of the centre, or of the unit that keeps them for its market. Use as a context."""

    def __init__(self, url: str, name: str = "the centre", least_bytes_s: int = CENTRE_BYTES_S) -> None:
        self.name = name
        self.least_bytes_s = least_bytes_s
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=1),
            verify=web_roots(),
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": "kiosk"},
        )

    def __enter__(self) -> Self:
        """Return the road."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._client.close()

    def read(self, path: str) -> Generator[bytes, None, None]:
        """Give the bytes of a file, as they come. Raises RoadError, DownloadHTTPError."""
        try:
            with self._client.stream("GET", TUF_PATH + quote(path, safe="/")) as response:
                if response.status_code == HTTPStatus.NOT_FOUND:
                    raise DownloadHTTPError(f"{self.name} has no {path}", HTTPStatus.NOT_FOUND)
                if response.status_code != HTTPStatus.OK:
                    raise RoadError(refused(response))
                yield from _unpacked(response)
        except zlib.error as error:
            raise RoadError(CentreFaultError(Fault.BROKEN_OFF, f"{path} is packed wrongly: {error}")) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RoadError(fault_of(error)) from error


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """Give what was packed for the road, in pieces of CHUNK_BYTES: few bytes cannot become many at once.

    Whoever reads them knows how many there may be, and stops there.
    """
    coding = response.headers.get("content-encoding", "identity")
    if coding == "identity":
        yield from response.iter_raw(CHUNK_BYTES)
        return
    if coding != "gzip":
        raise RoadError(CentreFaultError(Fault.NOT_UNDERSTOOD, f"an answer that is packed as {coding!r}"))
    unpacker = zlib.decompressobj(_GZIP)
    for piece in response.iter_raw(CHUNK_BYTES):
        left = piece
        while left and not unpacker.eof:
            yield unpacker.decompress(left, CHUNK_BYTES)
            left = unpacker.unconsumed_tail
    yield unpacker.flush()
    if not unpacker.eof:
        raise RoadError(CentreFaultError(Fault.BROKEN_OFF, "a packed answer ends too early"))


class FolderRoad:
    """A folder with `metadata/` and `targets/`, such as a stick: read without following a link, or waiting."""

    least_bytes_s = CENTRE_BYTES_S

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def read(self, path: str) -> Generator[bytes, None, None]:
        """Give the bytes of a file. Raises RoadError for what is no plain file or cannot be read, DownloadHTTPError."""
        try:
            descriptor = self._open(path)
            with closing(os.fdopen(descriptor, "rb")) as file:
                while chunk := file.read(CHUNK_BYTES):
                    yield chunk
        except FileNotFoundError:
            raise DownloadHTTPError(f"{self.name} has no {path}", HTTPStatus.NOT_FOUND) from None
        except OSError as fault:
            why = f"{path} cannot be read from {self.name}: {fault.strerror}"
            raise RoadError(CentreFaultError(Fault.BROKEN_OFF, why)) from fault

    def _open(self, path: str) -> int:
        *folders, name = path.split("/")
        if any(part in ("", ".", "..") or "\0" in part for part in (*folders, name)):
            raise FileNotFoundError(path)
        at = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for folder in folders:
                inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)
                os.close(at)
                at = inner
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=at)
        finally:
            os.close(at)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise RoadError(CentreFaultError(Fault.BROKEN_OFF, f"{path} on {self.name} is no plain file"))
        return file
