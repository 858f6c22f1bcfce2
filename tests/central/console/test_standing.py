"""Each role tries what changes something on a row that stands: who may does it, and of who may not nothing is left.

`tests/central/people` tries every route with every role at its door, on rows that do not exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from kiosk.central.kiosks.notices import add_notice
from kiosk.central.kiosks.orders import give_order, read_orders
from kiosk.central.people.changes import READS, Deed
from kiosk.central.people.rights import RIGHTS, Right, Role
from kiosk.central.people.tables import changes
from kiosk.central.people.users import OPERATOR
from kiosk.central.reports.store import Sender
from kiosk.messages.notices import Notice, NoticeKind
from kiosk.messages.orders import OrderKind
from tests.central.alerts.standing import opened
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.decisions.conftest import RECALL, propose
from tests.central.console.reports.test_reports import report
from tests.central.kiosks.paired import pair

Enter = Callable[..., Visitor]
LIMITS: Mapping[Role, dict[str, str]] = {
    Role.PRODUCER: {"establishment_id": "E1"},
    Role.BOARD: {"market_id": "M1"},
}
NOTICE_ID = "01936ccc-0000-7000-8000-000000000001"


def alert(engine: Engine, _enter: Enter) -> str:
    return f"/console/alerts/{opened(engine, gtin='09521234543213')}"


def shopper_report(engine: Engine, _enter: Enter) -> str:
    return f"/console/reports/{report(engine, sender=Sender('M1', pair(engine).id))}"


def kiosk(engine: Engine, _enter: Enter) -> str:
    return f"/console/devices/{pair(engine).id}"


def order(engine: Engine, enter: Enter) -> str:
    at = kiosk(engine, enter)
    kiosk_id = at.rpartition("/")[2]
    with engine.begin() as connection:
        give_order(connection, Deed(OPERATOR, Right.TEND_KIOSK, NOW), kiosk_id, OrderKind.RESTART)
        (given,) = read_orders(connection, kiosk_id, NOW, 1)
    return f"{at}/orders/{given.id}"


def notice(engine: Engine, _enter: Enter) -> str:
    told = Notice(
        id=NOTICE_ID,
        kind=NoticeKind.ORDINARY,
        market_id="M1",
        text="Chợ nghỉ sớm",
        text_en="Closed early",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=3),
    )
    with engine.begin() as connection:
        add_notice(connection, Deed(OPERATOR, Right.CHANGE_KIOSKS, NOW), told)
    return f"/console/decisions/notices/{NOTICE_ID}"


def recall_proposal(_engine: Engine, enter: Enter) -> str:
    return propose(enter(Role.SUPERVISOR, "chị Lan"), "recalls", RECALL)


@dataclass(frozen=True)
class Act:
    """What is done to what stands, and by which right."""

    name: str
    stands: Callable[[Engine, Enter], str]
    right: Right
    path: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    needs: Right | None = None
    """A second right, without which nobody sees what it is about."""

    @property
    def roles(self) -> frozenset[Role]:
        """Who may."""
        return RIGHTS[self.right] & (RIGHTS[self.needs] if self.needs else frozenset(Role))


REASON = {"reason": "Kiểm nghiệm lại đạt"}
ACTS = (
    Act("alert", alert, Right.HANDLE_ALERTS, "", {"state": "in_hand", "deadline": "2026-11-24"}, Right.SEE_JOURNAL),
    Act("report", shopper_report, Right.HANDLE_REPORTS, "", {"state": "looked_at"}),
    Act("order", kiosk, Right.TEND_KIOSK, "/orders", {"kind": "restart"}),
    Act("denial", kiosk, Right.DENY_KIOSK, "/deny", {"reason": "mất cắp"}),
    Act("withdrawal", order, Right.TEND_KIOSK, "/withdraw"),
    Act("end of a notice", notice, Right.CHANGE_KIOSKS, "/end"),
    Act("end of a recall", lambda *_: "/console/decisions/recalls/R1", Right.PROPOSE_RECALL, "/end", REASON),
    Act("end of a violation", lambda *_: "/console/decisions/violations/V1", Right.PROPOSE_VIOLATION, "/end", REASON),
    Act("approval", recall_proposal, Right.APPROVE_RECALL, "/approve"),
)


def written(engine: Engine) -> int:
    with engine.connect() as connection:
        query = select(func.count()).select_from(changes).where(changes.c.kind != READS)
        return int(connection.execute(query).scalar_one())


def version_of(enter: Enter, at: str) -> dict[str, str]:
    """Return the version that the form at `at` bears: without it a change is a conflict, whoever makes it."""
    found = re.search(r'name="version" value="(\w+)"', enter(Role.SUPERVISOR, "cô Hoa").get(at).text)
    assert found is not None
    return {"version": found[1]}


@pytest.mark.one_database
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
@pytest.mark.parametrize("role", Role)
def test_who_may_changes_what_stands_and_who_may_not_leaves_it(
    engine: Engine, enter: Enter, act: Act, role: Role
) -> None:
    at = act.stands(engine, enter)
    form = {**act.form, **(version_of(enter, at) if "state" in act.form else {})}
    before = written(engine)
    answer = enter(role, "ai đó", **LIMITS.get(role, {})).post(f"{at}{act.path}", **form)
    may = role in act.roles
    assert (answer.status_code == 303, written(engine) > before) == (may, may), answer.status_code
    assert may or answer.status_code in {403, 404}
