"""One exchange: verify what the centre publishes, put its trust list into place, hand its registry on.

Whatever breaks on the way, what the unit had stays in use, and what has come is there for the next time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from kiosk.codes.schemes import Scheme
from kiosk.errors import CentreError, ListError, StoreError
from kiosk.lookup.apply import Applied
from kiosk.messages.published import INDEX_TARGET, TRUST_TARGET, PublishedIndex
from kiosk.sync.bundle import FOLDER, SCRATCH, Bundle, Verified, locked_folder, unusable
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.fetcher import Fetcher
from kiosk.sync.lists import place_trust_list
from kiosk.sync.roads import Road, RoadError
from kiosk.trust.lists import TrustList

_log = logging.getLogger(__name__)


class Registry(Protocol):
    """Who makes this unit's registry of what was verified."""

    def needed(self, index: PublishedIndex) -> Sequence[str]:
        """Return the names of targets that `apply` opens, if nothing is wrong with what is here."""
        ...

    def apply(self, index: PublishedIndex, open_target: Callable[[str], Path]) -> Applied:
        """Make the registry what `index` says; `open_target` gives a verified file. Raises StoreError, and its own."""
        ...

    def schemes(self) -> Sequence[Scheme]:
        """Return the label schemes of others in the registry in use."""
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """The trust list that is in place now, and when the centre signed that it is its newest.

    `is_new`: it, or the schemes beside it, are others than before.
    """

    trust: TrustList
    confirmed_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """What an exchange works with.

    `root` is the root of trust that came with the package, `release_lists` the release's lists, whose schemes of
    other labels complete those of the registry. `floor` gives the latest time that has certainly passed.
    `keeps_all`: this unit keeps everything for the others of its market.
    """

    state: Path
    root: bytes
    release_lists: Path
    registry: Registry
    monotonic_s: Callable[[], float]
    floor: Callable[[], datetime]
    keeps_all: bool = False


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What is in place after an exchange.

    `lists` is None where no trust list is published, `applied` where no registry is. `got_bytes` came over the roads.
    `missed` is why the centre did not say what is newest: what the cache had, signed as well, may be older.
    """

    verified: Verified
    lists: Placed | None
    applied: Applied | None
    got_bytes: int
    missed: CentreFaultError | None = None


def exchange(
    setup: Setup, centre: Road, cache: Road | None, stop: threading.Event, placed: Callable[[Placed], None]
) -> Exchanged:
    """Do it once, by `centre` and, where the market has one, `cache`. Blocks; `stop` ends it soon.

    `placed` is told of the trust list before the registry comes, which takes longer and may fail; and again where
    the registry brought other schemes. Raises
    CentreFaultError where the road is bad; CentreError TUF-01 to TUF-04 where what came is not what the city
    signed; ListError or StoreError where this release, this unit's disk or its registry does not take it.
    """
    try:
        with locked_folder(setup.state) as folder:
            if cache is not None:
                fetcher = Fetcher(centre, cache, folder / SCRATCH, stop, setup.monotonic_s)
                try:
                    return _exchanged(setup, folder, fetcher, placed)
                except CentreError as fault:
                    _log.warning("by way of %s: %s The centre alone is asked.", cache.name, fault)
            fetcher = Fetcher(centre, None, folder / SCRATCH, stop, setup.monotonic_s)
            return _exchanged(setup, folder, fetcher, placed)
    except RoadError as fault:
        raise fault.fault from fault
    except OSError as fault:
        raise unusable(setup.state / FOLDER, fault) from fault


def _exchanged(setup: Setup, folder: Path, fetcher: Fetcher, placed: Callable[[Placed], None]) -> Exchanged:
    bundle = Bundle(folder, setup.root, fetcher, setup.floor())
    lists, fault = None, None
    if bundle.has(TRUST_TARGET):
        try:
            lists = _placed(setup, bundle)
        except ListError as not_understood:  # no reason to do without the registry
            fault = not_understood
        else:
            bundle.note()
            placed(lists)
    applied = _applied(setup, bundle) if bundle.has(INDEX_TARGET) else None
    bundle.note()
    if lists is not None and (again := _placed(setup, bundle)).is_new:
        lists = again
        placed(lists)
    if fault is not None:
        raise fault
    return Exchanged(bundle.verified, lists, applied, fetcher.got_bytes, fetcher.missed)


def _placed(setup: Setup, bundle: Bundle) -> Placed:
    document = bundle.target(TRUST_TARGET).read_bytes()
    schemes = setup.registry.schemes()
    trust, is_new = place_trust_list(setup.state, document, setup.release_lists, schemes, bundle.verified.signed_at)
    return Placed(trust, bundle.verified.signed_at, is_new)


def _applied(setup: Setup, bundle: Bundle) -> Applied:
    """Fetch what the registry needs, let it be applied, and drop what nobody needs any more."""
    index = _index_of(bundle)
    published = (*index.snapshot.pieces, *(one.target for one in index.changes))
    always = (TRUST_TARGET, INDEX_TARGET)
    bundle.drop_all_but((*always, *published))
    for name in published if setup.keeps_all else setup.registry.needed(index):
        bundle.target(name)
    applied = setup.registry.apply(index, bundle.target)
    if not setup.keeps_all:
        bundle.drop_all_but(always)
    return applied


def _index_of(bundle: Bundle) -> PublishedIndex:
    try:
        return PublishedIndex.model_validate_json(bundle.target(INDEX_TARGET).read_bytes())
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_context=False)[0]
        raise StoreError(
            "TUF-06",
            f"the index of what is published is not understood: {first['loc']}: {first['msg']}.",
            "Install a newer release; what this unit has stays in use.",
        ) from fault
