"""Two packs side by side, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kiosk.codes.identity import identify
from kiosk.inspection import Inspection
from kiosk.wording.packs import packs_view
from kiosk.words import Words
from tests.verdicts.cases import GENUINE, LOT_RECORD, NOW, Case, labelled
from tests.wording.spaces import plain


def values(this: Case, other: Case) -> dict[str, tuple[str, str]]:
    mine, others = (
        Inspection(one.code, identify(one.code), one.seal, one.finding, one.verdict()) for one in (this, other)
    )
    return {row.label: row.values for row in plain(packs_view(mine, others, Words("vi"), NOW)).rows}


def test_a_pack_that_bears_the_one_date_lacks_nothing_where_it_has_not_the_other() -> None:
    lot = replace(LOT_RECORD, use_by=None, best_before=date(2026, 12, 9))
    told = values(Case(code=labelled(ai17=None)).found(lot=lot), GENUINE)
    assert told["Dùng đến"] == ("—", "30/11/2026")
    assert told["Dùng tốt nhất trước"] == ("09/12/2026", "—")


def test_a_pack_with_neither_date_is_said_to_hide_it() -> None:
    told = values(Case(code=labelled(ai17=None)).found(lot=replace(LOT_RECORD, use_by=None)), GENUINE)
    assert told["Dùng đến"] == ("không rõ", "30/11/2026")
