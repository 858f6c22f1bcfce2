"""Killed before each step of an update, and again in what follows: always a whole release, never half of one.

Each run is a process of its own that ends by SIGKILL, and loses what it had not flushed. The steps are counted from
the code: one that is added there is killed at, too.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.update.judgements import BY_HAND, MAX_ROUNDS, MAX_TRIES, Judgement, read_judgements, write_judgements
from kiosk.update.links import current, point, proven
from kiosk.update.settle import Settled, settle
from kiosk.update.steps import At, Step
from tests.sync.repository import Publisher
from tests.update.conftest import copied
from tests.update.lossy import lossy
from tests.update.releases import HEALTHS, NOW, Updating

KILLED = -signal.SIGKILL
NEVER = 1000


@dataclass
class Killer:
    """Takes the power before the `number`-th step."""

    number: int
    cut: Callable[[], None]
    told: int = 0

    def __call__(self, step: Step) -> None:
        self.told += 1
        if self.told == self.number:
            self.cut()


def in_process(folder: Path, deed: Callable[[At], object], number: int) -> int:
    """Do it in a child that is killed before its `number`-th step; return its exit status."""
    child = os.fork()
    if child == 0:
        status = 99
        try:
            with lossy(folder) as cut:
                deed(Killer(number, cut))
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


def boots(unit: Updating, version: str, first: int = NEVER, second: int = NEVER) -> int:
    """Do what a unit does from its start on, and return the status: settle, start what is current, go on."""
    status = in_process(unit.folder, lambda at: settle(unit.layout, NOW, at), first)
    if status != 0:
        return status
    unit.parts.restart()
    return in_process(unit.folder, lambda at: unit.update(version, at), second)


def assert_works(unit: Updating) -> None:
    running, judged = current(unit.layout), proven(unit.layout)
    assert running is not None
    assert judged is not None
    assert unit.layout.is_whole(running)
    assert unit.layout.is_whole(judged)
    assert unit.parts.health(judged) == "", "what was judged well is well"
    assert all(file.stat().st_size for file in unit.layout.release(running).rglob("cli.py"))


@dataclass(frozen=True)
class Cuts:
    """Before which step the power goes: of the update; as the unit starts again, of settling; of what goes on."""

    update: int
    settle: int = NEVER
    goes_on: int = NEVER


def steps_of(folder: Path, fetched: Path, kind: str, root: bytes) -> list[Step]:
    """Return the steps of an update that nothing disturbs."""
    told: list[Step] = []
    unit = copied(folder, fetched, kind, root)
    unit.update(f"2.0-{kind}", told.append)
    return told


@pytest.mark.parametrize("kind", ["good", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("bad", "odd"))])
def test_killed_before_each_step_and_again_afterwards_a_whole_release_runs(
    published: Publisher, fetched: Path, tmp_path: Path, kind: str
) -> None:
    version = f"2.0-{kind}"
    steps = steps_of(tmp_path / "unit", fetched, kind, published.root)
    judging = steps.index(Step.JUDGE) + 1
    each = range(1, len(steps) + 1)
    cuts = [Cuts(number) for number in each]
    cuts += [Cuts(number, goes_on=1 + number % 9) for number in each[::3]]
    cuts += [Cuts(judging, settle=1), *(Cuts(judging, goes_on=number) for number in range(1, 8))]
    for cut in cuts:
        unit = copied(tmp_path / "unit", fetched, kind, published.root)
        assert in_process(unit.folder, lambda at, unit=unit: unit.update(version, at), cut.update) == KILLED  # type: ignore[misc]
        assert_works(unit)
        boots(unit, version, cut.settle, cut.goes_on)
        assert_works(unit)
        assert boots(unit, version) == 0, cut
        assert_works(unit)
        assert current(unit.layout) == proven(unit.layout) == (version if kind == "good" else "1.0"), cut
        assert unit.parts.running.read_text() == current(unit.layout), cut
        assert bool(read_judgements(unit.layout.judgements).of(version).barred) is (kind == "bad"), cut


def test_every_step_of_the_code_is_killed_at(published: Publisher, fetched: Path, tmp_path: Path) -> None:
    told = {step for kind in HEALTHS for step in steps_of(tmp_path / "unit", fetched, kind, published.root)}
    assert told == set(Step)


GOOD = "2.0-good"
PUT_OFF = Judgement(rounds=1, put_off_at=NOW.isoformat())


@dataclass(frozen=True)
class Left:
    """What is known of the release that a unit stands at unproven, and what the settle step makes of it."""

    known: Judgement
    settled: Settled
    steps: tuple[Step, ...]
    then: Judgement


BACK_STEPS = (Step.GO_BACK, Step.POINT)
LEFT = {
    "tries are left": Left(Judgement(tries=1), Settled.ON_TRIAL, (Step.COUNT,), Judgement(tries=2)),
    "no try is left": Left(Judgement(tries=MAX_TRIES), Settled.BACK, (Step.PUT_OFF, *BACK_STEPS), PUT_OFF),
    "put off": Left(PUT_OFF, Settled.BACK, BACK_STEPS, PUT_OFF),
    "given up": Left(Judgement(rounds=MAX_ROUNDS), Settled.BACK, BACK_STEPS, Judgement(rounds=MAX_ROUNDS)),
    "barred": Left(Judgement(barred=BY_HAND), Settled.BACK, BACK_STEPS, Judgement(barred=BY_HAND)),
}


@pytest.fixture(scope="module")
def switched(published: Publisher, fetched: Path, tmp_path_factory: pytest.TempPathFactory) -> Updating:
    """A unit whose power went while the good release was judged."""
    unit = copied(tmp_path_factory.mktemp("switched") / "unit", fetched, "good", published.root)
    steps = steps_of(tmp_path_factory.mktemp("steps") / "unit", fetched, "good", published.root)
    in_process(unit.folder, lambda at: unit.update(GOOD, at), steps.index(Step.JUDGE) + 1)
    return unit


def left(folder: Path, switched: Updating, known: Judgement) -> Updating:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(switched.folder, folder, symlinks=True)
    unit = Updating(folder, switched.root)
    judgements = read_judgements(unit.layout.judgements)
    write_judgements(unit.layout.judgements, judgements.having(GOOD, known))
    return unit


@pytest.mark.parametrize("case", LEFT.values(), ids=LEFT)
def test_settle_step_killed_before_each_of_its_steps_ends_as_if_it_never_was(
    switched: Updating, tmp_path: Path, case: Left
) -> None:
    told: list[Step] = []
    assert settle(left(tmp_path / "unit", switched, case.known).layout, NOW, told.append) is case.settled
    assert tuple(told) == case.steps
    for number in range(1, len(told) + 1):
        unit = left(tmp_path / "unit", switched, case.known)
        assert in_process(unit.folder, lambda at, unit=unit: settle(unit.layout, NOW, at), number) == KILLED  # type: ignore[misc]
        assert_works(unit)
        assert settle(unit.layout, NOW) is case.settled, told[number - 1]
        assert_works(unit)
        assert current(unit.layout) == (GOOD if case.settled is Settled.ON_TRIAL else "1.0")
        assert read_judgements(unit.layout.judgements).of(GOOD) == case.then, told[number - 1]


def test_mending_the_proven_release_is_cut_off_and_done_again(switched: Updating, tmp_path: Path) -> None:
    unit = left(tmp_path / "unit", switched, Judgement())
    point(unit.layout.proven, "9.9")
    assert in_process(unit.folder, lambda at: settle(unit.layout, NOW, at), 1) == KILLED
    assert settle(unit.layout, NOW) is Settled.PROVEN
    assert_works(unit)
