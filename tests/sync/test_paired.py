"""A paired unit asks for a label: its check is recorded once, as its own, whatever is sent again."""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, select

from kiosk.central.lookups.tables import checks
from kiosk.messages.enrolment import Hardware
from kiosk.messages.local import Admission, Found, Hello
from kiosk.records.finding import Source
from kiosk.sync.centre import Centre
from kiosk.sync.hardware import this_hardware
from kiosk.sync.identity import FOLDER, KEPT_KEY, KEY_FILE, Identity, write_identity
from tests.central.kiosks.paired import NOW, pair
from tests.sync.paired import identity_of, new_centre, served
from tests.sync.screen import Screen
from tests.sync.test_ask import ASK
from tests.sync.test_process import sync


@pytest.fixture
def centre() -> Iterator[tuple[Engine, Identity]]:
    """The database of a served centre, and the identity of a unit that is paired with it."""
    with new_centre() as (engine, service), served(service) as url:
        yield engine, identity_of(pair(engine), url)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with Screen(tmp_path / "screen.sock") as screen:
        yield screen


def recorded(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(
            select(checks.c.check_id, checks.c.market_id, checks.c.kiosk_id).where(checks.c.serial == "7K2M9Q4T")
        )
        return [(row.check_id, row.market_id, row.kiosk_id) for row in rows]


def ask_until_the_centre_answers(screen: Screen) -> None:
    """Ask the same again where the centre was late: a busy machine gives no answer in 0.8 s."""
    for _ in range(6):
        screen.say(ASK)
        with contextlib.suppress(queue.Empty):
            while screen.next(Found, 10).finding.source is not Source.CENTRAL:
                pass
            return
    pytest.fail("the centre never answered")


def test_process_of_a_paired_unit_makes_its_checks(
    screen: Screen, centre: tuple[Engine, Identity], tmp_path: Path
) -> None:
    engine, identity = centre
    write_identity(tmp_path, identity)
    with sync(tmp_path, None):  # the centre's address stands in its papers
        screen.next(Hello)
        ask_until_the_centre_answers(screen)
    assert recorded(engine) == [(ASK.check_id, "M1", identity.device_id)]


def test_process_with_a_broken_identity_says_so_goes_on_and_makes_no_check(
    screen: Screen, centre: tuple[Engine, Identity], tmp_path: Path
) -> None:
    engine, identity = centre
    write_identity(tmp_path, identity)
    for name in (KEY_FILE, KEPT_KEY):
        (tmp_path / FOLDER / name).write_bytes(b"torn")
    with sync(tmp_path, identity.papers.url) as process:
        screen.next(Hello)
        assert screen.next(Admission) == Admission(broken="STO-20")
        ask_until_the_centre_answers(screen)
        process.terminate()
        assert "STO-20" in process.communicate()[1]
    assert recorded(engine) == []


def test_question_that_is_recorded_and_sent_again_is_one_check(centre: tuple[Engine, Identity]) -> None:
    engine, identity = centre
    sent: list[httpx.Request] = []

    async def note(request: httpx.Request) -> None:
        sent.append(request)

    async def main() -> None:
        async with Centre(identity.papers.url, "", identity.signs(lambda: NOW), identity.device_id) as asked:
            asked._client.event_hooks["request"].append(note)
            await asked.ask(ASK)

    asyncio.run(main())
    again = httpx.get(sent[0].url, headers=sent[0].headers)
    assert again.status_code == 200
    assert recorded(engine) == [(ASK.check_id, "M1", identity.device_id)]


def test_check_without_a_signature_is_refused(centre: tuple[Engine, Identity]) -> None:
    engine, identity = centre
    url = f"{identity.papers.url}/v1/records/01/09521234543213/10/L2611A/21/7K2M9Q4T"
    assert httpx.get(url, headers={"Check-Id": ASK.check_id, "Market-Id": "M1"}).status_code == 401
    assert recorded(engine) == []


def test_hardware_is_what_the_machine_says(tmp_path: Path) -> None:
    for name, content in {
        "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
        "proc/device-tree/serial-number": "10000000a1b2c3d4\0",
        "proc/meminfo": "MemTotal:        8256000 kB\nMemFree: 1 kB\n",
        "etc/os-release": 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    told = this_hardware(tmp_path)
    assert (told.machine, told.serial) == ("Raspberry Pi 5 Model B Rev 1.0", "10000000a1b2c3d4")
    assert (told.memory_mb, told.system) == (8062, "Debian GNU/Linux 13 (trixie)")


def test_machine_that_says_nothing_is_enrolled_all_the_same(tmp_path: Path) -> None:
    told = this_hardware(tmp_path)
    assert told == Hardware(release=told.release)
