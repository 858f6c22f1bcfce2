"""Screen, sync and centre, all real: the trust list that people signed is what labels are judged by, soon after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from sqlalchemy import Engine, update

from kiosk.central.publishing.roles import RoleName
from kiosk.central.registry.tables import lists
from kiosk.clock import FixedClock
from kiosk.journal.event import Stand
from kiosk.messages.published import TRUST_TARGET
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.sync.identity import write_identity
from kiosk.verdicts.gather import Place
from tests.central.kiosks.paired import pair
from tests.central.publishing.repository import Repository, make_repository
from tests.screen.part import Kiosk
from tests.screen.scene import ASSETS, AT
from tests.sync.paired import identity_of, new_centre, served
from tests.sync.test_process import CODE, sync

PATIENCE_S = 30.0
"""Sync starts, and fetches; the machine may be busy."""
SYNC = CODE.replace(
    "Pace(0.2, 0.2, 0.2)",
    "Pace(0.2, 0.2, 0.2), published=Published((folder / 'root.json').read_bytes(), Path(sys.argv[3]) / 'lists.json')",
).replace("from kiosk.sync.rhythm", "from kiosk.processes.sync.errands import Published\nfrom kiosk.sync.rhythm")


def signed_list(version: int) -> bytes:
    """Return the samples' trust list with another number."""
    document = json.loads((ASSETS / "sample/lists.json").read_bytes())["trust"]
    return json.dumps({**document, "version": version}).encode()


@dataclass
class Unit:
    engine: Engine
    repository: Repository
    kiosk: Kiosk

    def until_judged_by(self, version: int) -> None:
        self.kiosk.until(lambda: self.kiosk.part._checking.bench.lists.trust.version == version, PATIENCE_S)


@pytest.fixture
def unit(app: QGuiApplication, tmp_path: Path) -> Iterator[Unit]:
    """A unit that was paired before anything was published, and a centre that has published list 20 since."""
    setup = ScreenSetup(
        runtime_dir=tmp_path,
        journal_path=tmp_path / "journal.db",
        lists_path=ASSETS / "lists.json",
        kept_lists_path=tmp_path / "lists.good.json",
        assets=ASSETS,
        clock=FixedClock(AT),
        stand=Stand("", "", "0.1.0", is_enrolled=True),
        place=Place("", is_enrolled=True),
        placed_lists_path=tmp_path / "lists.json",
        is_headless=True,
    )
    with new_centre() as (engine, service), served(service) as url:
        write_identity(tmp_path, identity_of(pair(engine), url))
        repository = make_repository(engine, datetime.now(UTC), signed_list(20))
        (tmp_path / "root.json").write_bytes(repository.root)
        kiosk = Kiosk(app, setup)
        kiosk.sync.close()
        with sync(tmp_path, None, code=SYNC.replace("sys.argv[3]", repr(str(ASSETS)))):
            yield Unit(engine, repository, kiosk)
        kiosk.close()


def test_unit_judges_by_the_signed_list_knows_when_it_was_confirmed_and_takes_the_next_after_a_poll(
    unit: Unit,
) -> None:
    unit.until_judged_by(20)
    signed_at = unit.repository.at.replace(microsecond=0)
    unit.kiosk.until(lambda: unit.kiosk.part._checking.bench.lists.confirmed_at == signed_at, PATIENCE_S)
    unit.repository.sign_list(RoleName.TRUST, {TRUST_TARGET: signed_list(21)})
    with unit.engine.begin() as connection:
        connection.execute(update(lists).where(lists.c.name == "trust").values(version=21, digest="another"))
    unit.until_judged_by(21)
