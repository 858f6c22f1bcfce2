"""`kiosk check` on a unit: the centre where it answers, else a copy of this unit's own data. Nothing is written."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.codes.code import Identity
from kiosk.errors import StoreError
from kiosk.journal.event import uuid7
from kiosk.lookup.cache import FindingCache
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.own import KeptRecords
from kiosk.messages.local import ANSWER_WITHIN_S, Ask
from kiosk.moment import Moment
from kiosk.processes.check import Checker
from kiosk.records.finding import Finding, Source
from kiosk.sync.centre import Centre, CentreFaultError
from kiosk.sync.identity import centre_url, read_identity
from kiosk.trust.digest import is_newest
from kiosk.trust.lists import Lists
from kiosk.verdicts.gather import Place

CACHE_FILE = "cache.db"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnitSetup:
    """What is known of this unit. `central_url` None: the centre is not asked."""

    state: Path
    lists: Lists
    place: Place
    place_name: str
    now: Moment
    central_url: str | None


class UnitRecords:
    """The centre in the time that a shopper would wait, else what this unit keeps. Use as a context."""

    def __init__(self, own: KeptRecords, setup: UnitSetup) -> None:
        """`own` is read only."""
        self._own = own
        self._setup = setup
        self._runner = asyncio.Runner()
        # A check by hand is nobody's scan: without its id the centre records none.
        url, market_id = setup.central_url, setup.place.market_id
        self._centre = Centre(url, market_id) if url else None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if self._centre is not None:
            self._runner.run(self._centre.__aexit__(kind, error, trace))
        self._runner.close()

    def find(self, identity: Identity) -> Finding:
        """Return what the centre says now, or what this unit was told before."""
        if self._centre is None or identity == Identity():
            return self._own.find(identity)
        now = self._setup.now
        check_id = uuid7(int(now.at.timestamp() * 1000), secrets.token_bytes(10))
        ask = Ask(
            check_id=check_id, identity=identity, asked_at=now.at, is_clock_trusted=now.is_trusted, is_counted=False
        )
        try:
            answer = self._runner.run(asyncio.wait_for(self._centre.ask(ask), ANSWER_WITHIN_S))
        except (CentreFaultError, TimeoutError) as fault:
            _log.warning("the centre does not answer: %s", fault)
            return self._own.find(identity)
        return replace(answer.finding, source=Source.CENTRAL, as_of=answer.answered_at)

    def confirmed(self, lists: Lists) -> Lists:
        """Return `lists` with the time at which the centre says, now, that they are its newest."""
        if self._centre is None:
            return lists
        try:
            ready = self._runner.run(asyncio.wait_for(self._centre.is_ready(), ANSWER_WITHIN_S))
        except (CentreFaultError, TimeoutError) as fault:
            _log.warning("the centre does not answer: %s", fault)
            return lists
        is_ours = is_newest(lists.trust, ready.versions.trust, ready.versions.trust_digest)
        return replace(lists, confirmed_at=ready.answered_at) if is_ours else lists


def centre_of(told: str, state: Path) -> str:
    """Return where the centre of the unit is whose state is there; what settings tell (`told`) comes first.

    Its papers are sync's alone: whoever may not read them goes by the settings.
    """
    try:
        return centre_url(told, read_identity(state))
    except (StoreError, OSError) as fault:
        _log.warning("with which centre this unit is paired cannot be read: %s", fault)
        return told


@contextmanager
def unit_checker(setup: UnitSetup) -> Iterator[Checker]:
    """Give a checker with this unit's own data, and the centre's where it may be asked."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-check-")))
        cache = FindingCache(_copy(setup.state / CACHE_FILE, folder), lambda: setup.now.at)
        stack.enter_context(closing(cache))
        registry = stack.enter_context(closing(OfflineRecords(setup.state)))
        records = stack.enter_context(UnitRecords(KeptRecords(cache, registry), setup))
        lists = records.confirmed(setup.lists)
        yield Checker(records, lists, setup.place, setup.place_name, setup.now)


def _copy(cache: Path, folder: Path) -> Path:
    """Return a copy of the cache that nobody else writes; an empty one where it cannot be read."""
    copy = folder / CACHE_FILE
    if cache.is_file():
        try:
            with (
                closing(sqlite3.connect(f"{cache.absolute().as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as fault:
            _log.warning("the cache %s cannot be read: %s", cache, fault)
            copy.unlink(missing_ok=True)
    return copy
