"""The road to the centre, and the ages of what came from there: a real centre on loopback, and files of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from kiosk.central.kiosks.tables import kiosks
from kiosk.clock import FixedClock
from kiosk.doctor.centre import centre_rows
from kiosk.doctor.row import State
from kiosk.doctor.subject import ListFiles, Subject
from kiosk.sync.bundle import FOLDER, VERIFIED_FILE, Verified
from kiosk.sync.identity import write_identity
from tests.central.kiosks.paired import NOW as CENTRES_NOW
from tests.central.kiosks.paired import pair
from tests.doctor.conftest import NOW, Spoil, UntrustedClock, row_of, with_settings
from tests.sync.paired import identity_of, new_centre, served


def verify(subject: Subject, days: float) -> None:
    folder = subject.places.state / FOLDER
    folder.mkdir(exist_ok=True)
    at = NOW - timedelta(days=days)
    note = Verified(signed_at=at, root_version=1, snapshot_version=1, timestamp_version=1)
    (folder / VERIFIED_FILE).write_text(note.model_dump_json())


@pytest.mark.parametrize(
    ("days", "state"), [(0.5, State.OK), (2, State.WARNING), (5, State.FAILED), (-1, State.FAILED)]
)
def test_published_data_are_judged_by_their_age(subject: Subject, days: float, state: State) -> None:
    verify(subject, days)
    assert row_of(centre_rows(subject), "published").state is state


def test_age_is_not_known_without_a_trusted_clock(subject: Subject) -> None:
    verify(subject, 0.5)
    row = row_of(centre_rows(replace(subject, clock=UntrustedClock())), "published")
    assert (row.state, "not known" in row.finding) == (State.FAILED, True)


@pytest.mark.parametrize(("is_enrolled", "state"), [(True, State.FAILED), (False, State.ABSENT)])
def test_only_a_unit_must_have_fetched_and_be_paired(subject: Subject, is_enrolled: bool, state: State) -> None:
    rows = centre_rows(replace(subject, is_enrolled=is_enrolled))
    assert [row_of(rows, name).state for name in ("published", "registry", "certificate")] == [state] * 3


def test_trust_list_with_keys_is_ok(subject: Subject) -> None:
    assert row_of(centre_rows(subject), "trust list").state is State.OK


def test_trust_list_that_is_broken_fails(subject: Subject, tmp_path: Path) -> None:
    broken = tmp_path / "lists.json"
    broken.write_text("{")
    row = row_of(centre_rows(replace(subject, lists=ListFiles(broken, broken, broken))), "trust list")
    assert row.state is State.FAILED


def test_network_that_is_up_is_ok(subject: Subject) -> None:
    assert row_of(centre_rows(subject), "network").state is State.OK


@pytest.mark.parametrize(("url", "state"), [("", State.ABSENT), ("http://127.0.0.1:9", State.FAILED)])
def test_network_that_is_down_is_a_fault_where_there_is_a_centre(
    subject: Subject, spoil: Spoil, url: str, state: State
) -> None:
    spoil("sys/class/net/eth0/operstate", "down")
    rows = centre_rows(with_settings(subject, central={"url": url}))
    assert [row_of(rows, name).state for name in ("network", "centre")] == [state, state]


def test_broken_identity_is_said_and_the_rest_goes_on(subject: Subject) -> None:
    (subject.places.state / "identity").mkdir()
    rows = centre_rows(subject)
    assert row_of(rows, "certificate").finding.startswith("STO-20")
    assert row_of(rows, "trust list").state is State.OK


@pytest.fixture
def engine(subject: Subject, tmp_path: Path) -> Iterator[Engine]:
    """The database of the centre with which the unit is paired, for ninety days."""
    with new_centre() as (engine, service), served(service) as url:
        unit = pair(engine)
        write_identity(subject.places.state, identity_of(unit, url, CENTRES_NOW + timedelta(days=90)))
        yield engine


def at_the_centres_time(subject: Subject, later: timedelta = timedelta()) -> Subject:
    return replace(subject, clock=FixedClock(CENTRES_NOW + later))


def test_centre_that_answers_and_admits_this_unit_is_ok(engine: Engine, subject: Subject) -> None:
    rows = centre_rows(at_the_centres_time(subject))
    assert [row_of(rows, name).state for name in ("centre", "certificate")] == [State.OK, State.OK]
    assert "admits this unit" in row_of(rows, "centre").finding


def test_unit_that_the_centre_denies_is_told_so(engine: Engine, subject: Subject) -> None:
    with engine.begin() as connection:
        connection.execute(update(kiosks).values(denied_at=CENTRES_NOW))
    row = row_of(centre_rows(at_the_centres_time(subject)), "centre")
    assert (row.state, row.finding[:6]) == (State.FAILED, "NET-21")


def test_clock_that_differs_from_the_centres_is_a_warning(engine: Engine, subject: Subject) -> None:
    row = row_of(centre_rows(at_the_centres_time(subject, timedelta(seconds=200))), "centre")
    assert (row.state, "200 s off" in row.finding) == (State.WARNING, True)


@pytest.mark.parametrize(("days", "state"), [(61, State.WARNING), (91, State.FAILED)])
def test_certificate_that_ends_is_told(engine: Engine, subject: Subject, days: int, state: State) -> None:
    rows = centre_rows(at_the_centres_time(subject, timedelta(days=days)))
    assert row_of(rows, "certificate").state is state
