"""One alert of a kind about a subject stands at a time; it is ended by itself only while nobody has it in hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from kiosk.central.alerts.kinds import KINDS, Cause, Kind, State
from kiosk.central.alerts.opening import MOST_EVIDENCE, Evidence, end_alert
from kiosk.central.alerts.rounds import Round, run_round
from kiosk.central.alerts.tables import alert_evidence, alert_rounds, alerts
from kiosk.central.people.tables import changes
from tests.central.alerts.standing import DAY, opened, standing, states
from tests.central.conftest import NOW

EVERY = timedelta(minutes=1)


def close(engine: Engine, state: State = State.CLOSED) -> None:
    closed_at = NOW if state is State.CLOSED else None
    with engine.begin() as connection:
        connection.execute(update(alerts).values(state=state.value, closed_at=closed_at))


def end(engine: Engine, kind: Kind, subject: str) -> None:
    with engine.begin() as connection:
        end_alert(connection, kind, subject, NOW + DAY)


def test_what_stands_is_shown_again_and_no_second_is_opened(engine: Engine) -> None:
    opened(engine, details={"checks": 2})
    assert opened(engine, at=NOW + DAY, details={"checks": 3}) == ""
    (alert,) = standing(engine)
    assert (alert["details"], alert["seen_at"], alert["opened_at"]) == ({"checks": 3}, NOW + DAY, NOW)
    assert alert["deadline"] == NOW + KINDS[Kind.COPIED].within


def test_two_that_find_the_same_at_once_open_one(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(lambda _: opened(engine), range(8)))
    assert len([one for one in ids if one]) == len(standing(engine)) == 1


def test_what_somebody_has_just_closed_is_not_opened_again_until_it_was_quiet(engine: Engine) -> None:
    opened(engine)
    close(engine)
    assert opened(engine, at=NOW + KINDS[Kind.COPIED].quiet) == ""
    assert opened(engine, at=NOW + KINDS[Kind.COPIED].quiet + EVERY) != ""


def test_evidence_is_bounded(engine: Engine) -> None:
    shown = tuple(Evidence("check", str(number), NOW, "M1") for number in range(MOST_EVIDENCE + 9))
    opened(engine, evidence=shown)
    opened(engine, at=NOW + DAY, evidence=(Evidence("check", "one more", NOW),))
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(alert_evidence)).scalar_one() == MOST_EVIDENCE


def test_what_nobody_has_in_hand_is_closed_when_it_is_over_and_the_audit_says_so(engine: Engine) -> None:
    alert_id = opened(engine, Kind.KIOSK_DOWN, "k1")
    end(engine, Kind.KIOSK_DOWN, "k1")
    assert states(engine, Kind.KIOSK_DOWN) == [(State.CLOSED, Cause.OVER.value)]
    with engine.connect() as connection:
        change = connection.execute(select(changes).where(changes.c.key == alert_id)).one()
    assert (change.user_id, change.before["state"], change.after["market_id"]) == ("centre", "open", "M1")


def test_what_somebody_has_in_hand_is_left_to_them(engine: Engine) -> None:
    opened(engine, Kind.KIOSK_DOWN, "k1")
    close(engine, State.IN_HAND)
    end(engine, Kind.KIOSK_DOWN, "k1")
    (alert,) = standing(engine)
    assert (alert["state"], alert["over_at"]) == ("in_hand", NOW + DAY)
    opened(engine, Kind.KIOSK_DOWN, "k1", at=NOW + 2 * DAY)
    assert standing(engine)[0]["over_at"] is None


def counting(runs: list[str]) -> Round:
    def look(_connection: object, _now: object, cursor: str) -> str:
        runs.append(cursor)
        return f"{cursor}x"

    return Round("counted", EVERY, look)


def test_of_several_processes_one_looks_at_a_time_and_goes_on_where_it_ended(engine: Engine) -> None:
    runs: list[str] = []
    one = counting(runs)
    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(lambda _: run_round(engine, one, NOW), range(6))) == 1
    assert run_round(engine, one, NOW + EVERY)
    assert runs == ["", "x"]


def test_round_that_fails_is_due_again(engine: Engine) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run_round(engine, Round("counted", EVERY, fail), NOW)
    runs: list[str] = []
    assert run_round(engine, counting(runs), NOW)


@pytest.mark.one_database
def test_clock_that_was_set_back_holds_no_round_up(engine: Engine) -> None:
    one = counting([])
    run_round(engine, one, NOW + 30 * DAY)
    assert run_round(engine, one, NOW)
    with engine.connect() as connection:
        assert connection.execute(select(alert_rounds.c.done_at)).scalar_one() == NOW
