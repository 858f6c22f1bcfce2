"""The update's part: what sync fetched is verified again, and becomes packages that belong to root."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kiosk.durable import settle
from kiosk.errors import StoreError
from kiosk.messages.release import ReleaseManifest, Wheel
from kiosk.sync.bundle import FOLDER as TUF
from kiosk.sync.bundle import METADATA, SCRATCH, TARGETS, Bundle, locked_folder
from kiosk.sync.fetcher import Fetcher
from kiosk.sync.roads import FolderRoad, Road, RoadError
from kiosk.update.fetch import Source, lacking, manifest_of, system_of
from kiosk.update.handover import FOLDER
from kiosk.update.layout import Layout
from kiosk.update.steps import At, Step, on

_CHUNK = 1 << 20


class HandedOver:
    """What sync verified, as a road: its files by the names of the centre. No link is followed."""

    def __init__(self, state: Path) -> None:
        self._folder = FolderRoad(state / FOLDER / TUF)
        self.name = "what sync handed over"
        self.least_bytes_s = self._folder.least_bytes_s

    def read(self, path: str) -> Generator[bytes, None, None]:
        """Give the bytes of a file. Raises RoadError, DownloadHTTPError."""
        yield from self._folder.read(_as_kept(path))


def _as_kept(path: str) -> str:
    """Return under which name `kiosk.sync.bundle` keeps what the centre serves as `path`."""
    kind, _, name = path.partition("/")
    name = name.rpartition("/")[2]
    if kind == TARGETS:
        return f"{TARGETS}/{name.partition('.')[0]}"
    if name.endswith(".root.json"):
        return f"{METADATA}/root_history/{name}"
    return f"{METADATA}/{name.partition('.')[2]}" if name.split(".")[0].isdecimal() else f"{METADATA}/{name}"


def take(source: Source, road: Road, version: str, layout: Layout, at: At = on) -> ReleaseManifest:
    """Put what a release needs into the layout's folder of packages, and return its manifest.

    What `source` notes keeps anything older from being taken. Raises CentreFaultError where something is not there,
    CentreError TUF-01 to TUF-04, StoreError UPD-01, UPD-03 for a package that is not what was signed; OSError.
    """
    try:
        with locked_folder(source.state) as folder:
            fetcher = Fetcher(road, None, folder / SCRATCH, threading.Event(), source.monotonic_s)
            bundle = Bundle(folder, source.root, fetcher, source.floor())
            manifest = manifest_of(bundle, version)
            layout.wheels.mkdir(parents=True, exist_ok=True)
            for wheel in lacking(layout, system_of(manifest)):
                at(Step.JOIN)
                _join(bundle, wheel, layout.wheel(wheel.sha256))
            bundle.drop_all_but(())
            bundle.note()
            return manifest
    except RoadError as fault:
        raise fault.fault from fault


def packages(layout: Layout, wheels: Sequence[Wheel]) -> tuple[Path, ...]:
    """Return the files of packages, each as it was signed. Raises StoreError UPD-03, OSError.

    One that is not goes, so that it is fetched again.
    """
    found = tuple(layout.wheel(wheel.sha256) for wheel in wheels)
    for path, wheel in zip(found, wheels, strict=True):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != wheel.sha256:
            path.unlink()
            raise _damaged(wheel)
    return found


def _join(bundle: Bundle, wheel: Wheel, target: Path) -> None:
    with _whole(target) as file:
        digest = hashlib.sha256()
        for piece in wheel.pieces:
            path = bundle.target(piece)
            content = path.read_bytes()
            digest.update(content)
            file.write(content)
            path.unlink()
    if digest.hexdigest() != wheel.sha256:
        target.unlink()
        raise _damaged(wheel)


@contextmanager
def _whole(target: Path) -> Generator[IO[bytes], None, None]:
    """Give a file that takes the place of `target` when it is whole on the disk."""
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        yield file
    settle(fresh)
    fresh.chmod(0o644)
    fresh.replace(target)
    settle(target.parent)


def _damaged(wheel: Wheel) -> StoreError:
    return StoreError(
        "UPD-03",
        f"the package {wheel.name!r} is not what was signed.",
        "It is fetched again; if the number stays, the memory card is failing.",
    )
