"""What an unwell release, a power cut, and a person do to what runs."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.update.judgements import BY_HAND, MAX_ROUNDS, MAX_TRIES, REST, Judgement, read_judgements, write_judgements
from kiosk.update.links import current, point, proven, version_at
from kiosk.update.settle import Settled, settle
from kiosk.update.trial import Outcome
from tests.sync.repository import Publisher
from tests.update.conftest import copied
from tests.update.releases import NOW, Updating

GOOD, BAD, ODD = "2.0-good", "2.0-bad", "2.0-odd"


def judgement(unit: Updating, version: str) -> Judgement:
    return read_judgements(unit.layout.judgements).of(version)


def cut_while_judging(unit: Updating) -> None:
    """The power goes while the good release is judged."""

    def cut() -> None:
        raise KeyboardInterrupt

    unit.parts.before_judging = cut
    with pytest.raises(KeyboardInterrupt):
        unit.update(GOOD)
    unit.parts.before_judging = lambda: None


def test_good_release_is_kept_and_the_one_before_stays(unit: Updating) -> None:
    assert unit.update(GOOD) is Outcome.KEPT
    assert current(unit.layout) == proven(unit.layout) == GOOD
    assert version_at(unit.layout.former) == "1.0"
    assert unit.layout.is_whole("1.0")
    assert judgement(unit, GOOD) == Judgement()


def test_release_starts_by_its_own_program_alone(unit: Updating) -> None:
    unit.update(GOOD)
    said = subprocess.run([unit.layout.current / ".venv/bin/kiosk"], capture_output=True, text=True, check=True)
    assert said.stdout == f"{GOOD}\n"
    assert (unit.layout.current / "systemd/outage.py").exists()
    assert (unit.layout.current / "assets/lists.json").exists()
    first = unit.layout.program(GOOD).read_text().splitlines()[0]
    assert first == f"#!{unit.layout.release(GOOD)}/.venv/bin/python3", "a link may be pointed elsewhere meanwhile"


@pytest.mark.parametrize(
    ("kind", "outcome", "is_barred"), [("bad", Outcome.UNWELL, True), ("odd", Outcome.NOT_JUDGED, False)]
)
def test_release_that_is_not_found_well_is_left_by_itself(
    published: Publisher, fetched: Path, tmp_path: Path, kind: str, outcome: Outcome, is_barred: bool
) -> None:
    unit = copied(tmp_path / "unit", fetched, kind, published.root)
    assert unit.update(f"2.0-{kind}") is outcome
    assert current(unit.layout) == proven(unit.layout) == "1.0"
    assert unit.parts.started[-2:] == [f"2.0-{kind}", "1.0"]
    assert bool(judgement(unit, f"2.0-{kind}").barred) is is_barred
    assert not judgement(unit, f"2.0-{kind}").may_be_tried(NOW)
    assert judgement(unit, f"2.0-{kind}").may_be_tried(NOW + REST) is not is_barred


def test_good_release_is_not_barred_by_two_power_cuts(unit: Updating) -> None:
    cut_while_judging(unit)
    assert settle(unit.layout, NOW) is Settled.ON_TRIAL
    cut_while_judging(unit)
    assert settle(unit.layout, NOW) is Settled.ON_TRIAL
    assert unit.update(GOOD) is Outcome.KEPT


def test_tries_without_a_judgement_are_bounded_and_bar_nothing(unit: Updating) -> None:
    cut_while_judging(unit)
    started = [settle(unit.layout, NOW) for _ in range(MAX_TRIES)]
    assert started == [Settled.ON_TRIAL] * (MAX_TRIES - 1) + [Settled.BACK]
    assert current(unit.layout) == "1.0"
    assert judgement(unit, GOOD) == Judgement(rounds=1, put_off_at=NOW.isoformat())
    assert unit.trial().bring_in(GOOD) is Outcome.NOT_JUDGED, "not at once"
    assert unit.trial(now=NOW + REST).bring_in(GOOD) is Outcome.KEPT


def test_rounds_are_bounded_too(unit: Updating) -> None:
    known = read_judgements(unit.layout.judgements)
    write_judgements(unit.layout.judgements, known.having(GOOD, Judgement(rounds=MAX_ROUNDS)))
    assert unit.trial(now=NOW + 10 * REST).bring_in(GOOD) is Outcome.NOT_JUDGED
    assert judgement(unit, GOOD).barred == ""


def test_clock_that_was_set_back_holds_nothing_up() -> None:
    assert Judgement(rounds=1, put_off_at=NOW.isoformat()).may_be_tried(NOW - timedelta(days=900))


def test_person_goes_back_and_the_release_that_was_left_is_not_taken_again(unit: Updating) -> None:
    unit.update(GOOD)
    assert unit.trial().back("1.0") == GOOD
    assert current(unit.layout) == proven(unit.layout) == "1.0"
    assert judgement(unit, GOOD).barred == BY_HAND
    assert unit.update(GOOD) is Outcome.NOT_JUDGED


def test_going_back_that_was_cut_off_is_finished_at_the_start(unit: Updating) -> None:
    unit.update(GOOD)
    write_judgements(
        unit.layout.judgements, read_judgements(unit.layout.judgements).having(GOOD, Judgement(barred=BY_HAND))
    )
    point(unit.layout.proven, "1.0")
    assert settle(unit.layout, NOW) is Settled.BACK
    assert current(unit.layout) == "1.0"


def test_where_the_count_is_damaged_the_proven_release_starts_and_nothing_is_barred(unit: Updating) -> None:
    cut_while_judging(unit)
    unit.layout.judgements.write_text('{"2.0-good": {"tries": "many"}}')
    assert settle(unit.layout, NOW) is Settled.BACK
    assert judgement(unit, GOOD).barred == ""


@pytest.mark.parametrize("link", ["current", "proven"])
def test_link_that_leads_nowhere_is_mended(unit: Updating, link: str) -> None:
    (unit.layout.folder / link).unlink()
    (unit.layout.folder / link).symlink_to("releases/9.9")
    settle(unit.layout, NOW)
    assert current(unit.layout) == proven(unit.layout) == "1.0"


def test_where_no_link_leads_to_a_release_the_newest_one_is_taken(unit: Updating) -> None:
    (unit.layout.release("1.0") / ".complete").unlink()
    for version in ("0.9", "0.10", "0.10rc2"):
        unit.layout.release(version).mkdir()
        (unit.layout.release(version) / ".complete").touch()
    settle(unit.layout, NOW)
    assert current(unit.layout) == proven(unit.layout) == "0.10"


def test_without_any_release_nothing_is_pointed(unit: Updating) -> None:
    (unit.layout.release("1.0") / ".complete").unlink()
    settle(unit.layout, NOW)
    assert current(unit.layout) == "1.0"


def test_release_that_cannot_be_restarted_from_is_left(unit: Updating, monkeypatch: pytest.MonkeyPatch) -> None:
    restart, tried = unit.parts.restart, []

    def once() -> None:
        tried.append(current(unit.layout))
        if len(tried) == 1:
            raise StoreError("UPD-05", "systemd does not answer.", "Try again.")
        restart()

    monkeypatch.setattr(unit.parts, "restart", once)
    assert unit.update(GOOD) is Outcome.NOT_JUDGED
    assert tried == [GOOD, "1.0"]


def test_settle_step_needs_nothing_but_the_standard_library() -> None:
    code = "import sys, kiosk.update.settle; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    others = {name for name in said if not name.startswith("_")} - set(sys.stdlib_module_names)
    assert others == {"kiosk"}


def test_judgements_of_old_releases_are_forgotten_at_last(unit: Updating) -> None:
    known = read_judgements(unit.layout.judgements)
    for number in range(40):
        known = known.having(f"3.{number}", Judgement(tries=1))
    assert list(known.known)[-1] == "3.39"
    assert len(known.known) < 20
