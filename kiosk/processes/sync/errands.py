"""What sync of this unit works with, and its errands with the centre: one line each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from kiosk.clock import Clock, Linux
from kiosk.errors import SettingsError
from kiosk.lookup.apply import UnitRegistry
from kiosk.lookup.registry_file import current_stand
from kiosk.messages.http import Versions
from kiosk.messages.local import Fares, Message, Part, PictureTaken
from kiosk.messages.unit_settings import OpeningHours, SettingsAnswer
from kiosk.processes.screen.told import told_of
from kiosk.processes.starts import restarts_of, starts_of
from kiosk.processes.sync.came import Held
from kiosk.processes.sync.orders import Orders
from kiosk.processes.sync.outbox import KeptJournal
from kiosk.sync.admission import AdmissionBook
from kiosk.sync.announcements import AnnouncementsErrand
from kiosk.sync.brightness import hand_over
from kiosk.sync.cache_server import CacheServer, Served
from kiosk.sync.centre import Centre
from kiosk.sync.centre_time import CentreTime
from kiosk.sync.damaged import lately_damaged
from kiosk.sync.exchange import Setup
from kiosk.sync.heartbeats import Gauges, HeartbeatErrand, free_mb, hottest_c
from kiosk.sync.identity import Identity
from kiosk.sync.kept import FILE_NAME, Kept
from kiosk.sync.notices import NoticesErrand
from kiosk.sync.orders import OrdersErrand
from kiosk.sync.published import PublishedErrand, Roads, trust_version
from kiosk.sync.reports import ReportsErrand
from kiosk.sync.rhythm import Pace
from kiosk.sync.schedule import Errand
from kiosk.sync.settings import SettingsErrand
from kiosk.update.fetch import ReleaseErrand, Source
from kiosk.update.handover import FOLDER as RELEASE_FOLDER
from kiosk.update.layout import Layout
from kiosk.update.links import current

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """How a unit fetches what is published: verified from `root` on; the lists of the release complete the centre's.

    `cache_url` is the unit that keeps it for this market; `cache_listen` where this one does, as ADDRESS:PORT.
    """

    root: bytes
    release_lists: Path
    cache_url: str = ""
    cache_listen: str = ""

    def setup(self, state: Path, clock: Clock) -> Setup:
        """Return what an exchange of the unit whose state is there works with."""
        return Setup(
            state=state,
            root=self.root,
            release_lists=self.release_lists,
            registry=UnitRegistry(state, lambda: clock.now().at),
            monotonic_s=monotonic,
            floor=lambda: clock.now().floor,
            keeps_all=bool(self.cache_listen),
        )


@dataclass(frozen=True, slots=True)
class Work:
    """All that the process is told.

    `centre` is None where there is none to ask, `identity` where this unit is not paired, or shows a
    demonstration; `market_id` is "" where no check is to be noted as this market's.
    """

    socket_path: Path
    state_dir: Path
    clock: Clock
    pace: Pace
    market_id: str
    centre: Centre | None
    identity: Identity | None
    admission: AdmissionBook = field(default_factory=AdmissionBook)
    published: Published | None = None
    releases: Layout = field(default_factory=Layout)
    waits_for_centre: bool = False
    """It is ready once the centre has answered a question."""

    def now(self) -> datetime:
        """Return the time by this unit's clock."""
        return self.clock.now().at


class Upkeep:
    """What a paired unit does with its centre besides asking. `send` reaches the screen, `moved` hears of a new market.

    `heard` is told the newest versions that come by the way.
    """

    def __init__(
        self,
        work: Work,
        centre: Centre,
        identity: Identity,
        send: Callable[[Message], None],
        heard: Callable[[Versions], None],
        moved: Callable[[str], None],
    ) -> None:
        device_id = identity.device_id
        self.time = CentreTime(work.clock, monotonic)
        self._state = work.state_dir
        self._send = send
        self._moved = moved
        self._heard = heard
        self._admission = work.admission
        self._fares: Fares | None = None
        self._kept = Kept(work.state_dir / FILE_NAME, device_id, work.clock.now())
        self._settings = SettingsErrand(centre, self._kept, device_id, self._tell_settings)
        self._notices = NoticesErrand(centre, self._kept, device_id, send, self.time.now)
        self._announcements = AnnouncementsErrand(centre, self._kept, device_id, send)
        runtime_dir = work.socket_path.parent
        self._orders = Orders(send, lambda: starts_of(runtime_dir, Part.SCREEN), self._may_picture)
        self._order_errand = OrdersErrand(centre, self._kept, self._orders.doers, self.time.now)
        self._kept_journal = KeptJournal(work.state_dir, centre, identity, work.clock, send)
        self._reports = ReportsErrand(work.state_dir, centre, send)
        self._published = self._published_of(work, identity)
        self._release = self._release_of(work, identity)
        self._cache_server: CacheServer | None = None
        if work.published is not None and work.published.cache_listen:
            served = Served((work.state_dir, work.state_dir / RELEASE_FOLDER), work.releases.wheels)
            self._cache_server = CacheServer(served, work.published.cache_listen)
        self._heartbeat = HeartbeatErrand(centre, self._gauges(work), heard)
        self._rootless = rootless() if work.published is None else None
        if self._rootless is not None:
            _log.error("%s", self._rootless)
        if (holds := self._settings.holds) is not None:
            moved(holds.market_id)
            self._hand_over_brightness(holds)

    @property
    def errands(self) -> Sequence[Errand]:
        """All of them, in the order of `kiosk sync --once`."""
        published = () if self._published is None else (self._published,)
        release = () if self._release is None else (self._release,)
        told = (self._settings, self._notices, self._announcements)
        sent = (self._kept_journal.outbox, self._reports)
        return (*told, *published, *sent, *release, self._order_errand, self._heartbeat)

    @property
    def exchanges(self) -> Sequence[Errand]:
        """All but the heartbeat and orders, for who does it by hand: both are nothing without the screen."""
        needs_screen = (self._order_errand, self._heartbeat)
        return tuple(errand for errand in self.errands if errand not in needs_screen)

    @property
    def uploaded(self) -> int:
        """How many rows of the journal went since this process began."""
        return self._kept_journal.outbox.uploaded

    @property
    def opening_hours(self) -> tuple[OpeningHours, ...] | None:
        """When the market is open; None where nobody set it."""
        return self._settings.opening_hours

    def held(self) -> Held:
        """Return what this unit holds of the centre's now, for who does an exchange by hand. Blocks: files are read."""
        holds, registry = self._settings.holds, _registry_as_of(self._state)
        announced = self._announcements.holds
        return Held(
            settings=None if holds is None else (holds.version, holds.name, holds.market_name),
            notices=self._notices.ids,
            announced=None if announced is None else (announced.day, len(announced.lots), announced.version),
            trust_version=trust_version(self._state),
            registry_as_of=registry,
            unsent=self._kept_journal.outbox.pending,
            reports_sent=self._reports.sent,
        )

    async def watch(self) -> None:
        """Tell the screen when notices begin and end, and what came from a stick, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._notices.watch())
            if self._published is not None:
                group.create_task(self._published.watch())
            if self._cache_server is not None:
                group.create_task(self._cache_server.run())

    def greeting(self) -> Sequence[Message]:
        """Return what a screen that starts anew must know."""
        holds = self._settings.holds
        settings = () if holds is None else (told_of(holds),)
        lists = () if self._published is None else self._published.greeting()
        return (self._admission.message(), *settings, self._notices.told(), *self._announcements.told(), *lists)

    def hear(self, message: Fares | PictureTaken) -> None:
        """Take note of how the unit fares, as the screen sees it, and of the picture that it was asked for."""
        if isinstance(message, PictureTaken):
            self._orders.hear(message)
        else:
            self._fares = message

    def close(self) -> None:
        """Let go of what is kept."""
        self._kept_journal.close()
        self._kept.close()

    def _published_of(self, work: Work, identity: Identity) -> PublishedErrand | None:
        told = work.published
        if told is None or work.centre is None:
            return None
        setup = told.setup(work.state_dir, work.clock)
        roads = Roads(work.centre.url, told.cache_url)
        told_of = (self._send, work.clock.saw, self._arrived)
        return PublishedErrand(setup, roads, self._kept, identity.device_id, *told_of)

    def _release_of(self, work: Work, identity: Identity) -> ReleaseErrand | None:
        told = work.published
        if told is None or work.centre is None or current(work.releases) is None:
            return None  # a developer's machine, or one that was set up by hand
        source = Source(work.state_dir, told.root, monotonic, lambda: work.clock.now().floor)
        roads = Roads(work.centre.url, told.cache_url)
        holds, keeps_all = (lambda: self._settings.holds), bool(told.cache_listen)
        return ReleaseErrand(source, roads, identity.device_id, holds, work.releases, work.now, keeps_all=keeps_all)

    def _may_picture(self) -> bool:
        holds = self._settings.holds
        return holds is not None and holds.settings.screen_pictures is True

    def _tell_settings(self, answer: SettingsAnswer) -> None:
        self._moved(answer.market_id)
        self._hand_over_brightness(answer)
        self._send(told_of(answer))

    def _hand_over_brightness(self, answer: SettingsAnswer) -> None:
        try:
            hand_over(self._state, answer.settings.brightness)
        except OSError as fault:
            _log.warning("the brightness of the display cannot be handed over: %s", fault)

    def _gauges(self, work: Work) -> Gauges:
        return Gauges(
            release=version("kiosk"),
            clock=work.clock,
            is_synchronised=Linux().is_synchronised,
            temperature_c=hottest_c,
            disk_free_mb=lambda: free_mb(work.state_dir),
            fares=lambda: self._fares,
            faults=lambda: (*self._faults(), *lately_damaged(work.state_dir, work.now())),
            settings_version=lambda: self._settings.version,
            data_as_of=lambda: _registry_as_of(work.state_dir),
            unsent=lambda: self._kept_journal.outbox.pending,
            last_read_at=lambda: self._kept_journal.outbox.last_read_at,
            restarts=lambda: restarts_of(work.socket_path.parent),
        )

    def _arrived(self, newest: Versions) -> None:
        """Tell the centre at once that what it called for is here: it counts how fast a recall travels."""
        self._heartbeat.has_news()
        self._heard(newest)

    def _faults(self) -> tuple[str, ...]:
        published = "" if self._published is None else self._published.fault
        root = "" if self._rootless is None else self._rootless.number
        serving = "" if self._cache_server is None else self._cache_server.fault
        release = "" if self._release is None else self._release.fault
        every = (self._kept.fault, self._kept_journal.fault, self._admission.number, root, published, serving, release)
        return tuple(number for number in every if number)


def rootless() -> SettingsError:
    """Return the error of a unit that can verify nothing of what is published."""
    return SettingsError(
        "TUF-07", "this unit has no root of trust, and can verify nothing.", "Set offline.root, or a newer release."
    )


def _registry_as_of(state: Path) -> datetime | None:
    """Return of when the registry on this unit is; None where there is none."""
    used = current_stand(state)
    return None if used is None else used[1].as_of
