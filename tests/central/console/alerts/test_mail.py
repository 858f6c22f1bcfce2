"""The page by which everybody chooses what comes by e-mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select, update

from kiosk.central.alerts.tables import alert_wishes, letters
from kiosk.central.people.rights import Role
from tests.central.console.browsing import Visitor

pytestmark = pytest.mark.one_database

Enter = Callable[..., Visitor]
MAIL = "/console/alerts/mail"
WANTED = {"address": "lan@cho.example", "language": "vi", "kinds": "kiosk_down"}


def code_in(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(select(letters.c.document)).scalar_one()["code"])


def test_address_is_confirmed_by_the_code_that_came(engine: Engine, enter: Enter) -> None:
    someone = enter(Role.BOARD, market_id="M1")
    assert someone.post(MAIL, **WANTED).status_code == 303
    page = someone.get(MAIL).text
    assert "Chờ xác nhận lan@cho.example" in page
    assert 'value="kiosk_down" checked' in page
    wrong = someone.post(f"{MAIL}/confirm", code="BCDFGHJKLM")
    assert (wrong.status_code, "Mã không đúng" in wrong.text) == (422, True)
    assert someone.post(f"{MAIL}/confirm", code=code_in(engine)).status_code == 303
    assert "Thư đến lan@cho.example" in someone.get(MAIL).text
    assert someone.post(MAIL, **WANTED | {"kinds": "copied"}).status_code == 303
    assert "Thư đến lan@cho.example" in someone.get(MAIL).text  # the same address needs no other code


def test_code_of_somebody_else_confirms_nothing(engine: Engine, enter: Enter) -> None:
    enter(Role.BOARD, market_id="M1").post(MAIL, **WANTED)
    assert enter(Role.BOARD, market_id="M1").post(f"{MAIL}/confirm", code=code_in(engine)).status_code == 422


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [({"address": "lan"}, "address"), ({"language": "fr"}, "language"), ({"address": ""}, "address")],
)
def test_wrong_value_is_told_at_its_field(enter: Enter, spoilt: dict[str, str], field: str) -> None:
    answer = enter(Role.SUPERVISOR).post(MAIL, **WANTED | spoilt)
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)


def test_nobody_floods_a_box_with_codes(enter: Enter) -> None:
    someone = enter(Role.SUPERVISOR)
    someone.post(MAIL, **WANTED)
    assert someone.post(MAIL, **WANTED | {"address": "other@cho.example"}).status_code == 422


def test_who_wants_no_more_is_forgotten(engine: Engine, enter: Enter) -> None:
    someone = enter(Role.SUPERVISOR)
    someone.post(MAIL, **WANTED)
    assert someone.post(f"{MAIL}/end").status_code == 303
    with engine.connect() as connection:
        assert connection.execute(select(alert_wishes)).first() is None


def test_letter_that_did_not_arrive_is_said(engine: Engine, enter: Enter) -> None:
    someone = enter(Role.SUPERVISOR)
    someone.post(MAIL, **WANTED)
    with engine.begin() as connection:
        connection.execute(update(letters).values(fault="the mail server refused it: 550 <no>"))
    assert "refused it: 550 &lt;no&gt;" in someone.get(MAIL).text
