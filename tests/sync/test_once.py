"""`kiosk sync --once` against a real centre: everything now, and how each went."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from kiosk.central.kiosks.levels import CITY, put_settings
from kiosk.central.kiosks.tables import heartbeats, kiosks
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.central.publishing.ceremony import trust_targets
from kiosk.central.publishing.publisher import Publisher
from kiosk.clock import FixedClock
from kiosk.codes.code import Identity
from kiosk.errors import CentreError
from kiosk.journal.report_box import ReportBox
from kiosk.lookup.offline import OfflineRecords
from kiosk.messages.unit_settings import KioskSettings, SettingsAnswer
from kiosk.processes.sync.errands import Published
from kiosk.processes.sync.once import sync_once
from kiosk.records.finding import Source
from kiosk.sync.identity import write_identity
from kiosk.sync.kept import FILE_NAME, Kept
from kiosk.sync.settings import KIND
from kiosk.trust.read import lists_from_json
from tests.central.kiosks.paired import KIOSK_ID, NOW, pair
from tests.central.publishing.repository import make_repository
from tests.central.registry_folder import GTIN, LOT
from tests.central.running import closed_port
from tests.journal.test_report_box import report
from tests.sync.paired import identity_of, new_centre, served
from tests.sync.repository import Publisher as StrangeRepository
from tests.sync.unit_exchange import RELEASE_LISTS

CLOCK = FixedClock(NOW)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The database of the centre with which the unit is paired whose state is in `tmp_path`."""
    with new_centre() as (engine, service), served(service) as url:
        write_identity(tmp_path, identity_of(pair(engine), url))
        yield engine


def faults(folder: Path) -> dict[str, str]:
    return {done.name: done.fault for done in sync_once(None, folder, CLOCK)}


def test_everything_is_done_and_kept(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        put_settings(connection, Deed(Caller("u1", "", ()), Right.CHANGE_KIOSKS, NOW), CITY, KioskSettings(volume=9))
    assert {"settings": "", "notices": "", "journal": ""}.items() <= faults(tmp_path).items()
    kept = Kept(tmp_path / FILE_NAME, KIOSK_ID.format(1), CLOCK.now()).read(KIND)
    assert kept is not None
    assert SettingsAnswer.model_validate_json(kept).settings.volume == 9


def test_what_came_is_said_and_the_second_time_that_nothing_changed(engine: Engine, tmp_path: Path) -> None:
    told = [{done.name: done.came for done in sync_once(None, tmp_path, CLOCK)} for _ in range(2)]
    assert told[0]["settings"].startswith("fetched: version ")
    assert told[1]["settings"].startswith("unchanged: version ")
    assert told[1]["notices"] == "unchanged; in force or to come: 0"
    assert told[0]["announcements"] == "fetched; lots on sale on 2026-11-23: 0"
    assert told[1]["announcements"] == "unchanged; lots on sale on 2026-11-23: 0"
    assert told[1]["journal"] == "nothing new to send"
    assert told[0]["reports"] == "nothing new to send"


def test_reports_that_went_are_counted(engine: Engine, tmp_path: Path) -> None:
    ReportBox(tmp_path).keep(report())
    told = {done.name: done.came for done in sync_once(None, tmp_path, CLOCK)}
    assert told["reports"] == "shoppers' reports sent: 1"
    assert all(told.values()), f"an errand says nothing of how it went: {told}"


def test_no_heartbeat_goes_that_would_know_less_than_the_running_kiosk(engine: Engine, tmp_path: Path) -> None:
    sync_once(None, tmp_path, CLOCK)
    with engine.connect() as connection:
        assert connection.execute(select(heartbeats)).all() == []


def test_unit_that_is_denied_is_told_so(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(update(kiosks).values(denied_at=NOW))
    fault = faults(tmp_path)["settings"]
    assert "NET-21" in fault
    assert "status 401 (denied)" in fault
    assert "Ask whoever denied it." in fault


def test_centre_that_does_not_answer_is_one_error(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(CentreError, match="NET-25"):
        sync_once(closed_port(), tmp_path, CLOCK)


def test_unit_that_is_not_paired_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(CentreError, match="NET-24"):
        sync_once(None, tmp_path, CLOCK)


def test_what_is_published_is_in_use_afterwards(engine: Engine, tmp_path: Path) -> None:
    at = datetime.now(UTC)
    with engine.connect() as connection:
        (trust,) = trust_targets(connection).values()
    repository = make_repository(engine, at, trust)
    assert Publisher(repository.service, tmp_path / "publishing").run_once() is not None
    published = Published(repository.root, RELEASE_LISTS)
    done = sync_once(None, tmp_path, CLOCK, published)
    (published_done,) = (one for one in done if one.name == "published")
    assert published_done.fault == ""
    said, _, as_of = published_done.came.partition(" as of ")
    assert said == "trust list fetched: version 7; registry fetched:"
    assert datetime.fromisoformat(as_of).utcoffset() == timedelta(hours=7)
    assert lists_from_json((tmp_path / "lists.json").read_text("utf-8"), "lists").trust.version == 7
    with closing(OfflineRecords(tmp_path)) as registry:
        assert registry.find(Identity(gtin=GTIN, lot=LOT)).source is Source.SNAPSHOT


def test_forged_publication_is_told_and_nothing_else_is_held_back(engine: Engine, tmp_path: Path) -> None:
    make_repository(engine, datetime.now(UTC))
    another = Published(StrangeRepository().root, RELEASE_LISTS)
    faults = {done.name: done.fault for done in sync_once(None, tmp_path, CLOCK, another)}
    assert "TUF-01" in faults.pop("published")
    assert set(faults.values()) == {""}
