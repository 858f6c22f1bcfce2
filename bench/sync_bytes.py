"""How many bytes a kiosk has on the road in a month besides look-ups: `python -m bench.sync_bytes`, a minute.

The real client against the real centre, through a forwarder that counts. A day as assumed below; what TLS adds
is reckoned, not measured: 22 bytes a record, and a handshake of 4 kB for each new connection.
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.counted import Counter, counted
from bench.decode import Figure
from bench.journal_bytes import Market, bytes_an_event
from kiosk.central.kiosks.levels import market_key, put_settings
from kiosk.central.kiosks.notices import add_notice
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.clock import FixedClock
from kiosk.messages.heartbeat import EVERY_S
from kiosk.messages.local import CameraState, Fares
from kiosk.messages.notices import Notice, NoticeKind
from kiosk.messages.published import INDEX_TARGET, PublishedChanges
from kiosk.messages.unit_settings import KioskSettings, OpeningHours, WaitingPage
from kiosk.sync.centre import Centre
from kiosk.sync.exchange import Setup, exchange
from kiosk.sync.heartbeats import Gauges
from kiosk.sync.roads import HttpRoad
from tests.central.kiosks.paired import Unit, pair
from tests.central.publishing.repository import Repository, make_repository
from tests.sync.paired import centre_over, identity_of, served
from tests.sync.unit_exchange import RELEASE_LISTS, NotingRegistry, index, trust_list

DAYS = 30
OPEN_H, CLOSED_H = 14, 10
EVENTS_A_DAY = 500
UPLOADS_A_DAY = 4
"""Few labels wait four hours for others."""
MAX_MONTH_MB = 20
URGENT_A_DAY = 3
"""Recalls, withdrawals and lists that no unit leaves for its daily exchange."""
TABLES_A_DAY = 8
CHANGED_BYTES = 100_000
"""Of one day, compressed: 1 % of 200,000 lots and what goes with them."""
TABLES = ("lots", "certificates", "recalls", "flags", "products", "establishments", "aliases", "corrections")
PIECE, OLD = "registry/snapshot/1", b"old"
TLS_RECORD_BYTES, TLS_HANDSHAKE_BYTES = 22, 4000


@dataclass(frozen=True, slots=True)
class _Asked:
    """Bytes of one exchange each, both ways, headers included; on a connection that is open."""

    poll: int
    poll_with_connection: int
    heartbeat: int
    settings: int
    notices: int


def measure() -> Iterator[Figure]:
    """Yield every figure."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-sync-")))
        engine, _ = stack.enter_context(centre_over(folder))
        at = datetime.now(UTC)
        unit = pair(engine, expires_at=at + timedelta(days=60))
        repository = make_repository(engine, at, trust_list())
        _fill(repository, at)
        counter = stack.enter_context(counted(stack.enter_context(served(repository.service))))
        asked = asyncio.run(_asked(unit, counter, at))
        yield Figure("a poll without news, on an open connection", asked.poll, "B", 400)
        yield Figure("… the same under TLS (reckoned)", asked.poll + 2 * TLS_RECORD_BYTES, "B", 400)
        yield Figure("a heartbeat", asked.heartbeat, "B")
        yield Figure("settings, with four waiting pages", asked.settings, "B")
        yield Figure("notices, two of them", asked.notices, "B")
        daily, urgent = _exchanges(folder / "unit", repository, counter, at)
        yield Figure("what is published: the daily exchange, 1 % of the lots changed", daily / 1e3, "kB")
        yield Figure("… an urgent one", urgent / 1e3, "kB")
        an_event = bytes_an_event(list(Market().rows(EVENTS_A_DAY // UPLOADS_A_DAY)))
        yield Figure("an event of the journal", an_event, "B")
    yield from _month(asked, daily, urgent, an_event)


def _month(asked: _Asked, daily: float, urgent: float, an_event: float) -> Iterator[Figure]:
    beats = 24 * 3600 / EVERY_S * asked.heartbeat
    told = asked.settings + asked.notices
    journal = EVENTS_A_DAY * an_event + UPLOADS_A_DAY * asked.heartbeat
    published = daily + URGENT_A_DAY * urgent
    exchanges = 24 * 3600 / EVERY_S + 2 + UPLOADS_A_DAY + 8 * (1 + URGENT_A_DAY)
    tls = 2 * TLS_RECORD_BYTES * exchanges + TLS_HANDSHAKE_BYTES * (1 + URGENT_A_DAY)
    labels = f"the journal, {EVENTS_A_DAY} labels a day"
    for name, of_day in (("heartbeats", beats), ("settings and notices", told), (labels, journal)):
        yield Figure(f"a month: {name}", of_day * DAYS / 1e6, "MB")
    yield Figure("a month: what is published", published * DAYS / 1e6, "MB")
    yield Figure("a month: TLS (reckoned)", tls * DAYS / 1e6, "MB")
    day = beats + told + journal + published + tls
    yield Figure("a month in all, besides look-ups and polls", day * DAYS / 1e6, "MB", MAX_MONTH_MB)
    fit = EVENTS_A_DAY + (MAX_MONTH_MB * 1e6 / DAYS - day) / an_event
    yield Figure(f"labels a day that fit into {MAX_MONTH_MB} MB", fit, "")
    polls = OPEN_H * 120 * asked.poll + CLOSED_H * 6 * asked.poll_with_connection
    polls_tls = 2 * TLS_RECORD_BYTES * (OPEN_H * 120 + CLOSED_H * 6) + TLS_HANDSHAKE_BYTES * CLOSED_H * 6
    yield Figure("a month of polls, 14 hours open", polls * DAYS / 1e6, "MB")
    yield Figure("… what TLS adds to them (reckoned)", polls_tls * DAYS / 1e6, "MB")


def _fill(repository: Repository, at: datetime) -> None:
    """Set and tell what a board would."""
    deed = Deed(Caller("u1", "board", ()), Right.CHANGE_KIOSKS, at)
    text = "Rửa rau dưới vòi nước chảy ba lần, ngâm mười phút. " * 4
    page = WaitingPage(title="Rửa rau cho sạch", title_en="Wash your greens", text=text, text_en=text)
    hours = tuple(OpeningHours(weekday=day, opens="04:00", closes="18:00") for day in range(1, 8))
    with repository.engine.begin() as connection:
        put_settings(connection, deed, market_key("M1"), KioskSettings(waiting=(page,) * 4, opening_hours=hours))
        for number, kind in enumerate(NoticeKind):
            end = at + timedelta(days=2)
            notice = Notice(
                id=f"{number}", kind=kind, market_id="M1", text=text, text_en=text, starts_at=at, ends_at=end
            )
            add_notice(connection, deed, notice)


async def _asked(unit: Unit, counter: Counter, at: datetime) -> _Asked:
    identity = identity_of(unit, counter.url)
    async with Centre(counter.url, "", identity.signs(lambda: datetime.now(UTC)), unit.id) as centre:
        await centre.is_ready()
        first = counter.taken()
        poll = await _bytes_of(centre.is_ready, counter)
        beat = _gauges(at).read()
        heartbeat = await _bytes_of(lambda: centre.beat(beat), counter)
        settings = await _bytes_of(centre.settings, counter)
        notices = await _bytes_of(centre.notices, counter)
        assert counter.connections == 1, "the connection was not kept"
    return _Asked(poll, max(first, poll), heartbeat, settings, notices)


async def _bytes_of(ask: Callable[[], Awaitable[object]], counter: Counter) -> int:
    await ask()
    return counter.taken()


def _gauges(at: datetime) -> Gauges:
    return Gauges(
        release="1.12.3",
        clock=FixedClock(at),
        is_synchronised=lambda: True,
        temperature_c=lambda: 61.3,
        disk_free_mb=lambda: 11_234,
        fares=lambda: Fares(camera=CameraState.WORKING, trust_version=17, faults=("JRN-02",)),
        faults=lambda: (),
        settings_version=lambda: 1234,
        data_as_of=lambda: at,
        unsent=lambda: 42,
    )


def _exchanges(state: Path, repository: Repository, counter: Counter, at: datetime) -> tuple[float, float]:
    """Return the bytes of a daily exchange and of an urgent one, of a unit that was there the day before."""
    state.mkdir()
    month = [_changed(day, at) for day in range(DAYS)]
    _publish(repository, month)
    registry = NotingRegistry(needs=())
    setup = Setup(state, repository.root, RELEASE_LISTS, registry, time.monotonic, lambda: at)

    def exchanged(new: list[PublishedChanges], size: int) -> int:
        _publish(repository, [*month, new], {one.target: secrets.token_bytes(size // len(new)) for one in new})
        registry.needs = tuple(one.target for one in new)
        counter.taken()
        with HttpRoad(counter.url) as road:
            exchange(setup, road, None, threading.Event(), lambda _: None)
        return counter.taken()

    exchanged(month[-1], 1000)
    daily = exchanged(_changed(DAYS, at), CHANGED_BYTES)
    urgent = exchanged(_changed(DAYS, at)[:1], 500)
    return daily, urgent


def _changed(day: int, at: datetime) -> list[PublishedChanges]:
    on = (at - timedelta(days=DAYS - day)).date()
    return [
        PublishedChanges(day=on, table=table, schema_version=1, target=f"registry/{on}/{table}.jsonl.gz", lines=500)
        for table in TABLES[:TABLES_A_DAY]
    ]


def _publish(repository: Repository, days: list[list[PublishedChanges]], files: dict[str, bytes] | None = None) -> None:
    changes = tuple(one for day in days for one in day)
    named = index(pieces=(PIECE,)).model_copy(update={"changes": changes})
    old = {one.target: OLD for one in changes}
    repository.publish({PIECE: OLD, **old, **(files or {}), INDEX_TARGET: named.model_dump_json().encode()})


def main() -> None:
    """Print a line a figure."""
    for figure in measure():
        print(figure, flush=True)


if __name__ == "__main__":
    main()
