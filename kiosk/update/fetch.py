"""Sync's part: fetch the release that this unit is to run, piece by piece, and hand it over."""

from __future__ import annotations

import asyncio
import logging
import platform
import shutil
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from kiosk.errors import CentreError, KioskError, StoreError
from kiosk.messages.http import Versions
from kiosk.messages.release import ReleaseManifest, ReleaseSystem, Wheel, manifest_target
from kiosk.messages.unit_settings import SettingsAnswer
from kiosk.messages.wave import WantedRelease
from kiosk.sync.bundle import SCRATCH, Bundle, locked_folder, unusable
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.fetcher import Fetcher
from kiosk.sync.published import Roads
from kiosk.sync.rhythm import Every, Rhythm
from kiosk.sync.roads import CACHE_BYTES_S, HttpRoad, Road, RoadError
from kiosk.update.handover import FOLDER, Wanted, hand_over, read_wanted, take_back, withdraw
from kiosk.update.layout import Layout
from kiosk.update.links import current
from kiosk.update.market import Patience, Sparing
from kiosk.update.standing import State, standing
from kiosk.update.unpack import this_interpreter

LOOK_EVERY_S = 300.0
"""Without a network, unless another release is wanted."""
SPARE_BYTES = 200_000_000
"""What a disk must have left: journal and registry live on it too."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """What a release is verified with: `root` of trust, the clock's `floor`, and `state`, where it is kept."""

    state: Path
    root: bytes
    monotonic_s: Callable[[], float]
    floor: Callable[[], datetime]


class ReleaseErrand:
    """Fetches by `roads` what `holds`, the settings of this unit, want of it.

    `keeps_all`: this unit keeps what they want of any unit of its market.
    """

    name = "release"
    rhythm: Rhythm = Every(LOOK_EVERY_S)

    def __init__(
        self,
        source: Source,
        roads: Roads,
        device_id: str,
        holds: Callable[[], SettingsAnswer | None],
        layout: Layout,
        now: Callable[[], datetime],
        *,
        keeps_all: bool = False,
    ) -> None:
        self.fault = ""
        """The number of what went wrong last; "" where nothing did."""
        self._source = source
        self._roads = roads
        self._device_id = device_id
        self._holds = holds
        self._layout = layout
        self._now = now
        self._keeps_all = keeps_all
        self._kept = ""
        """The release that was fetched for the others alone."""
        self._patience = Patience(source.monotonic_s)

    def is_wanted(self, newest: Versions) -> bool:  # noqa: ARG002 - the Protocol's
        """Never: it is looked for often enough."""
        return False

    async def run(self) -> None:
        """Fetch and hand over where another release is wanted. Raises CentreFaultError and KioskError.

        Where none is wanted any more, as a wave was stopped, nothing is handed over any more.
        """
        release = self._named()
        wanted = self._wanted(release)
        stands = standing(self._layout, wanted, self._now())
        self.fault = stands.fault
        if wanted is None or wanted.version == current(self._layout):
            await self._serve_others(release)
            return
        if stands.state is State.OLDER:
            wanted = wanted.model_copy(update={"is_fetched": False})
        elif not _is_fetched(read_wanted(self._source.state), wanted.version):
            await self._write(lambda: withdraw(self._source.state))
            if not await self._in_thread(wanted.version):
                return
        await self._write(lambda: hand_over(self._source.state, wanted))

    async def _serve_others(self, release: WantedRelease | None) -> None:
        """Want nothing of this unit; keep what others of its market may want, where it keeps that for them.

        What runs here they get from its packages.
        """
        if not self._keeps_all or release is None or not release.percent or release.version == current(self._layout):
            self._kept = ""
            await self._write(lambda: take_back(self._source.state))
            return
        await self._write(lambda: withdraw(self._source.state))
        if self._kept != release.version:
            await self._in_thread(release.version)
            self._kept = release.version

    def _named(self) -> WantedRelease | None:
        holds = self._holds()
        return None if holds is None else holds.settings.release

    def _wanted(self, release: WantedRelease | None) -> Wanted | None:
        holds = self._holds()
        if holds is None or release is None or not release.is_for(self._device_id):
            return None
        return Wanted(version=release.version, opening_hours=holds.settings.opening_hours)

    async def _write(self, deed: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(deed)
        except OSError as fault:
            raise unusable(self._source.state / FOLDER, fault) from fault

    async def _in_thread(self, version: str) -> bool:
        """Fetch a release; return False where the market's cache is waited for. Raises as `fetch_release`."""
        stop = threading.Event()
        working = asyncio.ensure_future(asyncio.to_thread(self._fetch, version, stop))
        working.add_done_callback(lambda done: None if done.cancelled() else done.exception() and None)
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            stop.set()
            raise
        except KioskError as fault:
            self.fault = fault.number
            raise

    def _fetch(self, version: str, stop: threading.Event) -> bool:
        with ExitStack() as stack:
            centre = stack.enter_context(HttpRoad(self._roads.url))
            if not self._roads.cache_url:
                fetch_release(self._source, version, self._layout, centre, None, stop)
                return True
            cache = stack.enter_context(HttpRoad(self._roads.cache_url, "the market's cache", CACHE_BYTES_S))
            spared = Sparing(centre)
            asked = spared if self._patience.lasts(version) else centre
            try:
                fetch_release(self._source, version, self._layout, asked, cache, stop)
            except CentreFaultError as fault:
                if not spared.was_spared:
                    raise
                _log.info("the release %s: %s", version, fault)
                return False
            return True


def fetch_release(
    source: Source, version: str, layout: Layout, centre: Road, cache: Road | None, stop: threading.Event
) -> None:
    """Fetch what this unit lacks of a release, verified, below its state folder. Blocks; goes on where it broke off.

    Where what the cache serves does not verify, it is done anew by the centre alone. Raises CentreFaultError;
    CentreError TUF-01 to TUF-04; StoreError UPD-01 where the release is none of this unit's, UPD-02 without room,
    STO-01.
    """
    try:
        with locked_folder(source.state / FOLDER) as folder:
            fetcher = Fetcher(centre, cache, folder / SCRATCH, stop, source.monotonic_s)
            try:
                count = _fetch_by(fetcher, source, version, layout, folder)
            except CentreError as fault:
                if cache is None:
                    raise
                _log.warning("by way of %s: %s The centre alone is asked.", cache.name, fault)
                fetcher = Fetcher(centre, None, folder / SCRATCH, stop, source.monotonic_s)
                count = _fetch_by(fetcher, source, version, layout, folder)
    except RoadError as fault:
        raise fault.fault from fault
    except OSError as fault:
        raise unusable(source.state / FOLDER, fault) from fault
    _log.info("the release %s is fetched: %d packages", version, count)


def _fetch_by(fetcher: Fetcher, source: Source, version: str, layout: Layout, folder: Path) -> int:
    """Return how many packages were lacking."""
    bundle = Bundle(folder, source.root, fetcher, source.floor())
    wheels = lacking(layout, system_of(manifest_of(bundle, version)))
    refuse_without_room(folder, sum(wheel.size_bytes for wheel in wheels))
    pieces = [piece for wheel in wheels for piece in wheel.pieces]
    bundle.drop_all_but((manifest_target(version), *pieces))
    for piece in pieces:
        bundle.target(piece)
    bundle.note()
    return len(wheels)


def manifest_of(bundle: Bundle, version: str) -> ReleaseManifest:
    """Return a release's manifest. Raises StoreError UPD-01 where it is not understood; as `Bundle.target`."""
    target = bundle.target(manifest_target(version))
    try:
        manifest = ReleaseManifest.model_validate_json(target.read_bytes())
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_context=False)[0]
        raise _none_of_ours(version, f"its manifest is not understood: {first['loc']}: {first['msg']}") from fault
    if manifest.version != version:
        raise CentreError("TUF-04", f"the manifest of {version} is of {manifest.version}.", "Tell the central service.")
    return manifest


def system_of(manifest: ReleaseManifest) -> ReleaseSystem:
    """Return what this unit needs of a release. Raises StoreError UPD-01 where it is not made for such a unit."""
    python, machine = this_interpreter().version, platform.machine()
    system = manifest.system(python, machine)
    if system is None:
        raise _none_of_ours(manifest.version, f"it is not made for Python {python} on {machine}")
    return system


def lacking(layout: Layout, system: ReleaseSystem) -> tuple[Wheel, ...]:
    """Return the packages that do not lie in the layout's folder yet."""
    return tuple(wheel for wheel in system.wheels if not _lies_there(layout.wheel(wheel.sha256), wheel.size_bytes))


def refuse_without_room(folder: Path, needed_bytes: int) -> None:
    """Raise StoreError UPD-02 where the disk of `folder` would have less than SPARE_BYTES left. Raises OSError."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + SPARE_BYTES:
        raise StoreError(
            "UPD-02",
            f"there is no room for the release: {needed_bytes // 1_000_000} MB are needed, and {free // 1_000_000} MB"
            f" are free, of which {SPARE_BYTES // 1_000_000} MB stay so.",
            "Free some, or use a larger card: docs/technician.md.",
        )


def _is_fetched(handed: Wanted | None, version: str) -> bool:
    return handed is not None and handed.version == version and handed.is_fetched


def _lies_there(path: Path, size_bytes: int) -> bool:
    try:
        return path.stat().st_size == size_bytes
    except OSError:
        return False


def _none_of_ours(version: str, why: str) -> StoreError:
    return StoreError("UPD-01", f"the release {version!r} is none for this unit: {why}.", "Tell the central service.")
