"""A unit that exchanges with a repository, and notes what its registry was given."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from kiosk.codes.schemes import Scheme
from kiosk.lookup.apply import Applied
from kiosk.messages.published import INDEX_TARGET, PublishedChanges, PublishedIndex, PublishedSnapshot
from kiosk.sync.exchange import Exchanged, Placed, Setup, exchange
from kiosk.sync.roads import HttpRoad, Road

ROOT = Path(__file__).parents[2]
RELEASE_LISTS = ROOT / "assets" / "lists.json"
LONG_AGO = datetime.min.replace(tzinfo=UTC)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ONE, TWO = "registry/snapshot/1", "registry/snapshot/2"
CHANGES = "registry/changes/2026-11-23/lots.jsonl.gz"


def trust_list(version: int = 1) -> bytes:
    return json.dumps(
        {"version": version, "issued": "2026-11-23T00:00:00Z", "hosts": ["trace.example"], "keys": []}
    ).encode()


def index(pieces: Sequence[str] = (ONE, TWO), changes: Sequence[str] = ()) -> PublishedIndex:
    nothing = "0" * 64
    return PublishedIndex(
        made_at=AT,
        as_of=AT,
        snapshot=PublishedSnapshot(
            id="20261123T020000Z",
            schema_version=1,
            as_of=AT,
            size_bytes=1,
            sha256=nothing,
            content_sha256=nothing,
            counts={},
            pieces=tuple(pieces),
        ),
        changes=tuple(
            PublishedChanges(day=date(2026, 11, 23), table="lots", schema_version=1, target=name, lines=1)
            for name in changes
        ),
        content_sha256=nothing,
    )


def registry_targets(content: bytes = b"piece", changes: Sequence[str] = ()) -> dict[str, bytes]:
    """Return an index, and two pieces that it names."""
    named = index(changes=changes)
    files = {ONE: content + b" one", TWO: content + b" two", **dict.fromkeys(changes, content + b" changes")}
    return {**files, INDEX_TARGET: named.model_dump_json().encode()}


@dataclass
class NotingRegistry:
    """Takes what it is given, and keeps the bytes."""

    given: list[dict[str, bytes]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    needs: Sequence[str] | None = None
    registered: Sequence[Scheme] = ()

    def needed(self, index: PublishedIndex) -> Sequence[str]:
        return index.snapshot.pieces if self.needs is None else self.needs

    def apply(self, index: PublishedIndex, open_target: Callable[[str], Path]) -> Applied:
        if self.faults:
            raise self.faults.pop(0)
        self.given.append({name: open_target(name).read_bytes() for name in self.needed(index)})
        return Applied(as_of=index.as_of, content_sha256=index.content_sha256, is_new=True)

    def schemes(self) -> Sequence[Scheme]:
        return self.registered if self.given else ()


@dataclass
class ExchangingUnit:
    """A unit with the root of trust `root`."""

    state: Path
    root: bytes
    registry: NotingRegistry = field(default_factory=NotingRegistry)
    placed: list[Placed] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    keeps_all: bool = False
    floor: datetime = LONG_AGO

    def exchange(self, url: str, cache_url: str = "") -> Exchanged:
        with HttpRoad(url) as centre:
            if not cache_url:
                return self.by(centre)
            with HttpRoad(cache_url, "the cache") as cache:
                return self.by(centre, cache)

    def by(self, centre: Road, cache: Road | None = None) -> Exchanged:
        return exchange(self.setup, centre, cache, self.stop, self.placed.append)

    @property
    def setup(self) -> Setup:
        return Setup(
            self.state, self.root, RELEASE_LISTS, self.registry, time.monotonic, lambda: self.floor, self.keeps_all
        )

    @property
    def lists(self) -> bytes:
        return (self.state / "lists.json").read_bytes()
