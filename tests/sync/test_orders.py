"""What the centre orders of a unit: done once, answered, and nothing that is not on the list."""

from __future__ import annotations

import asyncio
import io
import json
import tarfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from kiosk.central.kiosks.levels import CITY, put_settings
from kiosk.central.kiosks.orders import GivenOrder, State, give_order, read_orders
from kiosk.central.kiosks.tables import kiosk_orders
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.versions import newest_versions
from kiosk.clock import FixedClock
from kiosk.messages.http import Versions
from kiosk.messages.local import BeginAnew, Message, Part, PictureTaken, PictureWanted
from kiosk.messages.orders import OrderKind, OrderResult, OrdersAnswer, Outcome, ResultAnswer, Why
from kiosk.messages.unit_settings import KioskSettings
from kiosk.processes.starts import note_start, restarts_of, starts_of
from kiosk.processes.sync import orders
from kiosk.processes.sync.orders import Orders, Restart, bundled, examined
from kiosk.sync.centre import Centre, CentreFaultError, Fault
from kiosk.sync.kept import FILE_NAME, Kept
from kiosk.sync.orders import Doer, OrdersErrand, Plain
from tests.central.kiosks.paired import NOW, Unit, pair
from tests.sync.paired import identity_of, new_centre, served

ADMINISTRATOR = Caller("u1", "admin", (Grant(Role.ADMINISTRATOR),))
DONE = OrderResult(outcome=Outcome.DONE)


@dataclass
class Ordered:
    """A unit that is paired with a served centre, and what it did."""

    engine: Engine
    unit: Unit
    url: str
    folder: Path
    at: datetime = NOW
    done: list[OrderKind] = field(default_factory=list)

    def give(self, kind: OrderKind) -> None:
        with self.engine.begin() as connection:
            put_settings(
                connection, Deed(ADMINISTRATOR, Right.CHANGE_KIOSKS, NOW), CITY, KioskSettings(screen_pictures=True)
            )
            hindrance = give_order(connection, Deed(ADMINISTRATOR, Right.TEND_KIOSK, NOW), self.unit.id, kind)
        assert hindrance is None

    def newest(self) -> Versions:
        with self.engine.connect() as connection:
            return newest_versions(connection, "M1", self.unit.id)

    @property
    def last(self) -> GivenOrder:
        with self.engine.connect() as connection:
            return read_orders(connection, self.unit.id, NOW, 1)[0]

    def doer(self, kind: OrderKind) -> Doer:
        async def do() -> OrderResult:
            self.done.append(kind)
            return DONE

        return Plain(do)

    def errand(self, centre: Centre, doers: dict[OrderKind, Doer] | None = None) -> OrdersErrand:
        kept = Kept(self.folder / FILE_NAME, self.unit.id, FixedClock(NOW).now())
        mine = {kind: self.doer(kind) for kind in OrderKind} if doers is None else doers
        return OrdersErrand(centre, kept, mine, lambda: self.at)

    def with_centre(self, do: Callable[[Centre], Awaitable[None]]) -> None:
        identity = identity_of(self.unit, self.url)

        async def main() -> None:
            async with Centre(self.url, "", identity.signs(lambda: NOW), identity.device_id) as centre:
                await do(centre)

        asyncio.run(main())


@pytest.fixture
def ordered(tmp_path: Path) -> Iterator[Ordered]:
    with new_centre() as (engine, service), served(service) as url:
        yield Ordered(engine, pair(engine), url, tmp_path)


def test_order_is_wanted_done_and_answered_for_once(ordered: Ordered) -> None:
    ordered.give(OrderKind.EXAMINE)

    async def do(centre: Centre) -> None:
        errand = ordered.errand(centre)
        assert errand.is_wanted(ordered.newest())
        assert not errand.is_wanted(Versions(trust=1))
        await errand.run()
        await errand.run()
        assert not errand.is_wanted(ordered.newest())
        assert not ordered.errand(centre).is_wanted(ordered.newest())  # after a restart

    ordered.with_centre(do)
    assert (ordered.done, ordered.last.state) == ([OrderKind.EXAMINE], State.DONE)


def test_order_that_this_release_does_not_know_is_refused(ordered: Ordered) -> None:
    ordered.give(OrderKind.EXAMINE)
    with ordered.engine.begin() as connection:
        connection.execute(update(kiosk_orders).values(kind="rm -rf"))

    async def do(centre: Centre) -> None:
        await ordered.errand(centre).run()

    ordered.with_centre(do)
    with ordered.engine.begin() as connection:
        connection.execute(update(kiosk_orders).values(kind="examine"))
    assert (ordered.done, ordered.last.state, ordered.last.why) == ([], State.REFUSED, "unknown")


def test_order_whose_time_is_over_at_the_unit_is_refused(ordered: Ordered) -> None:
    ordered.give(OrderKind.RESTART)
    ordered.at = NOW + timedelta(hours=1)

    async def do(centre: Centre) -> None:
        await ordered.errand(centre).run()

    ordered.with_centre(do)
    assert (ordered.done, ordered.last.why) == ([], "late")


def test_order_that_was_interrupted_is_not_done_again(ordered: Ordered) -> None:
    ordered.give(OrderKind.EXAMINE)

    async def power_cut() -> OrderResult:
        ordered.done.append(OrderKind.EXAMINE)
        raise KeyboardInterrupt

    async def cut(centre: Centre) -> None:
        await ordered.errand(centre, {OrderKind.EXAMINE: Plain(power_cut)}).run()

    async def do(centre: Centre) -> None:
        errand = ordered.errand(centre)
        assert errand.is_wanted(Versions(trust=1))
        await errand.run()

    with pytest.raises(KeyboardInterrupt):
        ordered.with_centre(cut)
    ordered.with_centre(do)
    assert ordered.done == [OrderKind.EXAMINE]
    assert (ordered.last.state, ordered.last.why) == (State.FAILED, "interrupted")


class Forgetful:
    """A centre whose answers to results are lost `times` times."""

    def __init__(self, centre: Centre, times: int) -> None:
        self._centre = centre
        self._times = times

    async def orders(self) -> OrdersAnswer:
        return await self._centre.orders()

    async def end_order(self, order_id: str, result: OrderResult) -> ResultAnswer:
        if self._times:
            self._times -= 1
            raise CentreFaultError(Fault.TOO_LATE, "no answer came in time")
        return await self._centre.end_order(order_id, result)


def test_result_whose_answer_was_lost_is_said_again_without_doing_it_again(ordered: Ordered) -> None:
    ordered.give(OrderKind.EXAMINE)

    async def do(centre: Centre) -> None:
        kept = Kept(ordered.folder / FILE_NAME, ordered.unit.id, FixedClock(NOW).now())
        doers = {OrderKind.EXAMINE: ordered.doer(OrderKind.EXAMINE)}
        errand = OrdersErrand(Forgetful(centre, 1), kept, doers, lambda: NOW)
        with pytest.raises(CentreFaultError):
            await errand.run()
        assert errand.is_wanted(Versions(trust=1))
        await errand.run()
        assert not errand.is_wanted(ordered.newest())

    ordered.with_centre(do)
    assert (ordered.done, ordered.last.state) == ([OrderKind.EXAMINE], State.DONE)


def test_restart_is_done_when_the_screen_has_started_though_sync_ended_on_the_way(
    ordered: Ordered, tmp_path: Path
) -> None:
    ordered.give(OrderKind.RESTART)
    note_start(tmp_path, Part.SCREEN)
    said, is_said = list[Message](), asyncio.Event()

    def say(message: Message) -> None:
        said.append(message)
        is_said.set()

    def restart(within_s: float) -> dict[OrderKind, Doer]:
        return {OrderKind.RESTART: Restart(say, lambda: starts_of(tmp_path, Part.SCREEN), within_s)}

    async def ended(centre: Centre) -> None:
        running = asyncio.create_task(ordered.errand(centre, restart(60)).run())
        async with asyncio.timeout(30):
            await is_said.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    async def begun_anew(centre: Centre) -> None:
        await ordered.errand(centre, restart(60)).run()

    ordered.with_centre(ended)
    assert (set(said), ordered.last.state) == ({BeginAnew()}, State.WAITING)
    said.clear()
    note_start(tmp_path, Part.SCREEN)
    ordered.with_centre(begun_anew)
    assert (said, ordered.last.state) == ([], State.DONE)
    assert restarts_of(tmp_path) == {Part.SCREEN: 1}


def test_restart_of_a_screen_that_does_not_come_back_has_failed(tmp_path: Path) -> None:
    restart = Restart(lambda _: None, lambda: starts_of(tmp_path, Part.SCREEN), within_s=0.1)
    result = asyncio.run(restart.do(restart.mark()))
    assert (result.outcome, result.why) == (Outcome.FAILED, Why.SCREEN_SILENT)


@pytest.mark.parametrize(("is_allowed", "expected"), [(True, Why.NONE), (False, Why.NOT_ALLOWED)])
def test_picture_is_asked_of_the_screen_only_where_the_settings_allow_it(*, is_allowed: bool, expected: Why) -> None:
    said: list[Message] = []

    async def main() -> OrderResult:
        orders = Orders(said.append, lambda: 1, lambda: is_allowed)
        asyncio.get_running_loop().call_later(0.05, orders.hear, PictureTaken(picture=b"\x89PNG"))
        return await orders.doers[OrderKind.PICTURE].do(0)

    result = asyncio.run(main())
    assert (result.why, said) == (expected, [PictureWanted()] if is_allowed else [])
    assert result.picture == (b"\x89PNG" if is_allowed else None)


def test_doctor_says_what_it_finds_of_each_part_that_sync_can_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STATE", "RUNTIME"):
        monkeypatch.setenv(f"KIOSK_PLACES__{name}", str(tmp_path))
    result = asyncio.run(examined())
    names = {each.name for each in result.findings}
    assert {"kiosk-sync", "release"} <= names
    assert not any(name.startswith("camera") for name in names)


def test_support_file_is_written_without_what_sync_cannot_see_and_fits_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("STATE", "RUNTIME"):
        monkeypatch.setenv(f"KIOSK_PLACES__{name}", str(tmp_path))
    result = asyncio.run(bundled())
    assert result.bundle is not None
    with tarfile.open(fileobj=io.BytesIO(result.bundle)) as tar:
        names = set(tar.getnames())
        doctor = tar.extractfile("kiosk-support/doctor.jsonl")
        assert doctor is not None
        checks = {json.loads(line)["name"] for line in doctor.read().splitlines()}
    assert "kiosk-support/contents.txt" in names
    assert "release" in checks
    assert not any(name.startswith("camera") for name in checks)
    monkeypatch.setattr(orders, "MAX_BUNDLE_BYTES", 100)
    assert asyncio.run(bundled()).why is Why.TOO_LARGE
