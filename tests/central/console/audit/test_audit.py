"""The audit in the console: who, when, what it was before and after, as far as one's grants reach."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from kiosk.central.console.audit.routes import ROWS
from kiosk.central.people.changes import READS, record_change
from kiosk.central.people.rights import Grant, Role
from kiosk.central.people.tables import changes
from tests.central.console.browsing import DEED, Visitor, add_person

Enter = Callable[..., Visitor]
AUDIT = "/console/audit"


def record(engine: Engine, key: str, before: dict[str, object] | None, after: dict[str, object] | None) -> None:
    with engine.begin() as connection:
        record_change(connection, DEED, "markets", key, before, after)


def test_old_and_new_values_are_shown_and_what_stayed_is_not(enter: Enter, engine: Engine) -> None:
    record(engine, "M1", {"name": "Chợ cũ", "area": "same"}, {"name": "Chợ mới", "area": "same"})
    text = enter(Role.SUPERVISOR).get(f"{AUDIT}?kind=markets&key=M1").text
    assert re.search(r"<del>.*Chợ cũ</del>.*<ins>.*Chợ mới</ins>", text)
    assert "same" not in text
    assert "operator" in text
    assert "23/11/2026 09:00" in text


def test_filters_stand_in_the_url(enter: Enter, engine: Engine) -> None:
    record(engine, "M1", None, {"name": "first"})
    record(engine, "M2", None, {"name": "second"})
    someone = enter(Role.SUPERVISOR)
    for query, shown in (
        ("", {"first", "second"}),
        ("key=M2", {"second"}),
        ("kind=lots", set()),
        ("user=operator", {"first", "second"}),
        ("user=nobody", set()),
        ("since=2026-11-23&until=2026-11-23", {"first", "second"}),
        ("since=2026-11-24", set()),
        ("until=2026-11-22", set()),
    ):
        text = someone.get(f"{AUDIT}?{query}").text
        assert {name for name in ("first", "second") if f"{name}</ins>" in text} == shown, query


def test_limited_grant_sees_its_own_rows(enter: Enter, engine: Engine) -> None:
    record(engine, "M1", None, {"name": "first", "market_id": "M1"})
    record(engine, "M2", None, {"name": "second", "market_id": "M2"})
    text = enter(Role.SUPERVISOR, market_id="M2").get(AUDIT).text
    assert "second</ins>" in text
    assert "first</ins>" not in text


@pytest.mark.one_database
def test_pages_go_on_where_the_one_before_ended(enter: Enter, engine: Engine) -> None:
    for number in range(ROWS + 3):
        record(engine, "M1", None, {"name": f"row-{number}-"})
    someone = enter(Role.SUPERVISOR)
    first = someone.get(f"{AUDIT}?kind=markets").text
    further = re.search(r'href="(/console/audit\?kind=markets&amp;after=[^"]+)"', first)
    assert further is not None
    second = someone.get(further[1].replace("&amp;", "&")).text
    seen = [re.findall(r"row-(\d+)-</ins>", text) for text in (first, second)]
    assert [len(each) for each in seen] == [ROWS, 3]
    assert len({*seen[0], *seen[1]}) == ROWS + 3


@pytest.mark.one_database
@pytest.mark.parametrize("query", ["since=yesterday", "until=0001-01-01", "since=9999-12-31"])
def test_wrong_day_is_named_at_its_field(enter: Enter, query: str) -> None:
    name = query.partition("=")[0]
    assert f'id="e-{name}"' in enter(Role.SUPERVISOR).get(f"{AUDIT}?{query}").text


def test_who_looked_at_somebodys_data_stands_in_the_audit(enter: Enter, engine: Engine) -> None:
    someone = enter(Role.ADMINISTRATOR)
    other = add_person(engine, "Người khác", Grant(Role.SUPERVISOR))
    assert someone.get("/console/people").status_code == 200
    assert someone.get(f"/console/people/{other}").status_code == 200
    assert someone.get("/console/people/nobody").status_code == 404
    with engine.connect() as connection:
        query = select(changes.c.key, changes.c.right).where(changes.c.kind == READS).order_by(changes.c.key)
        assert connection.execute(query).all() == [("users", "see_people"), (f"users/{other}", "see_people")]
    assert f"users/{other}" in someone.get(f"{AUDIT}?kind={READS}").text
