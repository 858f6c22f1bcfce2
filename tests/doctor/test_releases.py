"""The doctor's row of releases, in each state that a unit can be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.doctor.releases import release_rows
from kiosk.doctor.row import State
from kiosk.doctor.subject import Subject
from kiosk.update.handover import FOLDER, Wanted, hand_over
from kiosk.update.judgements import MAX_ROUNDS, Judgement, Judgements, write_judgements
from kiosk.update.layout import Layout
from kiosk.update.links import point


@pytest.fixture
def layout(subject: Subject) -> Layout:
    """A unit that runs 1.0, and to which 2.0 was handed over."""
    made = Layout(subject.root / "opt/kiosk")
    made.folder.mkdir(parents=True)
    for link in (made.current, made.proven):
        point(link, "1.0")
    (Path(subject.places.state) / FOLDER).mkdir()
    hand_over(subject.places.state, Wanted(version="2.0"))
    return made


def found(subject: Subject) -> tuple[State, str]:
    [row] = release_rows(subject)
    return row.state, row.finding


def test_machine_without_releases_has_no_fault(subject: Subject) -> None:
    assert found(subject) == (State.ABSENT, "no releases stand in /opt/kiosk")


@pytest.mark.parametrize(
    ("known", "state", "finding"),
    [
        (Judgement(), State.OK, "1.0 runs; 2.0 is tried when the market is closed"),
        (Judgement(rounds=MAX_ROUNDS), State.WARNING, "2.0 was tried on several days and never judged; 1.0 runs"),
        (Judgement(barred="it is blind"), State.WARNING, "2.0 is barred: it is blind; 1.0 runs"),
    ],
)
def test_what_hinders_a_release_is_found(
    subject: Subject, layout: Layout, known: Judgement, state: State, finding: str
) -> None:
    write_judgements(layout.judgements, Judgements({"2.0": known}))
    assert found(subject) == (state, finding)


def test_release_on_trial_is_found(subject: Subject, layout: Layout) -> None:
    point(layout.current, "2.0")
    assert found(subject) == (State.WARNING, "2.0 is not judged yet; the way back leads to 1.0")
    point(layout.proven, "2.0")
    assert found(subject) == (State.OK, "2.0 runs and is proven")


def test_older_release_that_is_wanted_is_found(subject: Subject, layout: Layout) -> None:
    for link in (layout.current, layout.proven):
        point(link, "2.1")
    assert found(subject) == (State.WARNING, "2.0 is wanted, and is older than 2.1, which runs")
