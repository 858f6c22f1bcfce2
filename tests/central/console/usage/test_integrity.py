"""Whether the journals are whole: gaps, chains that do not fit, what is on the way, silent kiosks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, insert

from kiosk.central.journal.read import read_rows
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.store import store_rows
from kiosk.central.journal.tables import journal_alarms, journal_signed_heads
from kiosk.central.people.rights import Role
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.journal.uploads import messages_of
from tests.central.kiosks.paired import pair

Enter = Callable[..., Visitor]
HERE = messages_of(1205)
THERE = messages_of(3, salt=9)


@pytest.fixture
def sent(engine: Engine) -> None:
    """Rows 3 to 1203 of k1 at M1 are missing, and a row was changed; k2 at M2 has signed for ten rows."""
    with engine.begin() as connection:
        for kiosk_id, market_id, sent in (("k1", "M1", HERE[:2] + HERE[1203:]), ("k2", "M2", THERE)):
            name = (HERE if kiosk_id == "k1" else THERE)[0].digest[:16]
            read, _ = read_rows(name, [row.model_dump() for row in sent])
            store_rows(connection, Sender(kiosk_id, market_id, name), read, NOW)
        alarm = {"kiosk_id": "k1", "journal": HERE[0].digest[:16], "kind": "forked", "sequence": 2, "seen_at": NOW}
        connection.execute(insert(journal_alarms), alarm)
        head = {"kiosk_id": "k2", "journal": THERE[0].digest[:16], "sequence": 10, "digest": "0" * 64}
        connection.execute(insert(journal_signed_heads), {**head, "made_at": NOW, "signature": "s", "received_at": NOW})


def test_gaps_alarms_and_what_is_on_the_way_are_told(sent: None, enter: Enter) -> None:
    text = enter(Role.SUPERVISOR).get("/console/usage/integrity").text
    assert "3–1.203" in text
    assert "Hai dòng cùng một số" in text
    assert ">7</td>" in text  # ten signed, three came
    assert "Mất liên lạc" in text or "mất liên lạc" in text


def test_board_is_told_of_its_own_journals(sent: None, enter: Enter) -> None:
    text = enter(Role.BOARD, market_id="M2").get("/console/usage/integrity").text
    assert "k2" in text
    assert "k1" not in text
    assert "Hai dòng cùng một số" not in text


def test_kiosk_whose_journal_never_came_is_told_until_its_first_row(engine: Engine, enter: Enter) -> None:
    unit = pair(engine, "M1", 1, name="Trạm câm")
    pair(engine, "M2", 2, name="Trạm bên kia")
    pair(engine, "M1", 3, name="Trạm bị chặn", denied_at=NOW)
    someone = enter(Role.BOARD, market_id="M1")
    text = someone.get("/console/usage/integrity").text
    assert "Chưa gửi dòng nào" in text
    assert "Trạm câm" in text
    assert "Trạm bên kia" not in text
    assert "Trạm bị chặn" not in text
    with engine.begin() as connection:
        read, _ = read_rows(THERE[0].digest[:16], [row.model_dump() for row in THERE])
        store_rows(connection, Sender(unit.id, "M1", THERE[0].digest[:16]), read, NOW)
    assert "Chưa gửi dòng nào" not in someone.get("/console/usage/integrity").text
