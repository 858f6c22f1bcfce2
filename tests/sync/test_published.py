"""The errand: when it goes, what the screen hears of it, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from kiosk.errors import CentreError
from kiosk.messages.http import Versions
from kiosk.messages.local import ListsConfirmed, ListsPlaced, Message
from kiosk.moment import Moment
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.kept import FILE_NAME, Kept
from kiosk.sync.published import PublishedErrand, Roads
from kiosk.trust.digest import digest_of
from kiosk.trust.read import trust_list_from_json
from tests.sync.repository import FileServer, Publisher, served
from tests.sync.unit_exchange import ONE, ExchangingUnit, registry_targets, trust_list

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
NEWEST = Versions(trust=1, trust_digest="d", registry=4)


class Errand:
    """The errand of a unit, with what it told."""

    def __init__(self, unit: ExchangingUnit, url: str, cache_url: str = "") -> None:
        self.said: list[Message] = []
        self.heard: Callable[[], None] = lambda: None
        self.saw: list[datetime] = []
        self.arrived: list[Versions] = []
        unit.state.mkdir(exist_ok=True)
        self.kept = Kept(unit.state / FILE_NAME, "kiosk-1", Moment(NOW, is_trusted=True, floor=NOW))
        self.errand = PublishedErrand(
            unit.setup, Roads(url, cache_url), self.kept, "kiosk-1", self.hear, self.saw.append, self.arrived.append
        )

    def hear(self, message: Message) -> None:
        self.said.append(message)
        if isinstance(message, ListsConfirmed):
            self.heard()

    def close(self) -> None:
        self.kept.close()

    def run(self) -> None:
        asyncio.run(self.errand.run())


@pytest.fixture
def errand(unit: ExchangingUnit, server: FileServer) -> Iterator[Errand]:
    with closing(Errand(unit, server.url)) as made:
        yield made


def test_screen_is_told_to_read_the_new_list_then_that_it_is_the_newest(errand: Errand, publisher: Publisher) -> None:
    errand.run()
    digest = digest_of(trust_list_from_json(trust_list().decode(), "list"))
    assert errand.said == [ListsPlaced(), ListsConfirmed(version=1, digest=digest, at=publisher.signed_at)]


def test_screen_is_not_told_to_read_the_list_that_it_has(errand: Errand) -> None:
    errand.run()
    errand.said.clear()
    errand.run()
    assert [message.kind for message in errand.said] == ["lists_confirmed"]


def test_clock_is_told_the_time_that_the_city_signed(errand: Errand, publisher: Publisher) -> None:
    errand.run()
    assert errand.saw == [publisher.signed_at]


def test_what_no_unit_leaves_for_its_daily_exchange_is_wanted_once(errand: Errand) -> None:
    assert errand.errand.is_wanted(NEWEST)
    errand.run()
    assert not errand.errand.is_wanted(NEWEST)
    assert errand.errand.is_wanted(NEWEST.model_copy(update={"registry": 5}))


def test_only_what_was_called_for_and_has_come_is_news_to_the_centre(errand: Errand, server: FileServer) -> None:
    errand.run()
    errand.errand.is_wanted(NEWEST)
    server.status = 503
    with pytest.raises(CentreFaultError):
        errand.run()
    assert errand.arrived == []
    server.status = 200
    errand.run()
    assert errand.arrived == [NEWEST]


def test_restart_wants_nothing_that_was_fetched_before(
    errand: Errand, unit: ExchangingUnit, server: FileServer
) -> None:
    errand.errand.is_wanted(NEWEST)
    errand.run()
    errand.close()
    with closing(Errand(unit, server.url)) as again:
        assert not again.errand.is_wanted(NEWEST)


def test_what_failed_stays_wanted(errand: Errand, server: FileServer) -> None:
    errand.errand.is_wanted(NEWEST)
    server.status = 503
    with pytest.raises(CentreFaultError):
        errand.run()
    assert errand.errand.is_wanted(NEWEST)


def test_recall_that_the_markets_cache_has_not_yet_stays_wanted_while_the_centre_is_missed(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    with served(dict(publisher.files)) as cache, closing(Errand(unit, server.url, cache.url)) as errand:
        publisher.publish(registry_targets(b"recalled"))
        errand.errand.is_wanted(NEWEST)
        server.status = 503
        with pytest.raises(CentreFaultError) as missed:
            errand.run()
        assert missed.value.asked_s == 7.0
        assert errand.errand.is_wanted(NEWEST)
        assert unit.registry.given[-1][ONE] == b"piece one"
        server.status = 200
        errand.run()
        assert not errand.errand.is_wanted(NEWEST)
        assert unit.registry.given[-1][ONE] == b"recalled one"


def test_markets_cache_suffices_where_nothing_newer_was_announced(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    with served(publisher.files) as cache, closing(Errand(unit, server.url, cache.url)) as errand:
        server.status = 503
        errand.run()
        assert len(unit.registry.given) == 1


def test_forgery_stands_in_the_heartbeat_until_an_exchange_succeeds(
    errand: Errand, publisher: Publisher, server: FileServer
) -> None:
    server.files = {**publisher.files, "metadata/timestamp.json": b"{}"}
    with pytest.raises(CentreError):
        errand.run()
    assert errand.errand.fault == "TUF-01"
    server.files = publisher.files
    errand.run()
    assert errand.errand.fault == ""


def test_screen_that_starts_anew_hears_that_a_list_is_in_place_and_when_it_was_confirmed(
    errand: Errand, publisher: Publisher
) -> None:
    """It may have read its lists just before this one came, and was not there to hear so."""
    errand.run()
    placed, confirmed = errand.errand.greeting()
    assert placed == ListsPlaced()
    assert isinstance(confirmed, ListsConfirmed)
    assert confirmed.at == publisher.signed_at


def test_unit_that_has_no_list_confirms_none(errand: Errand) -> None:
    assert errand.errand.greeting() == ()


def test_screen_hears_of_what_came_from_a_stick(
    errand: Errand, unit: ExchangingUnit, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.sync.published.LOOK_EVERY_S", 0.01)
    unit.exchange(server.url)

    async def main() -> None:
        heard = asyncio.Event()
        errand.heard = heard.set
        watching = asyncio.create_task(errand.errand.watch())
        async with asyncio.timeout(30):
            await heard.wait()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    asyncio.run(main())
    assert [message.kind for message in errand.said] == ["lists_placed", "lists_confirmed"]
