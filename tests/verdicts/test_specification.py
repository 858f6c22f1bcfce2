"""The specification that people read has the same table as the code."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.verdicts.rules import RULES
from kiosk.verdicts.verdict import AuthenticityState, CertificationState, OriginState, Reason

TEXT = (Path(__file__).parents[2] / "docs" / "specs" / "verdicts.md").read_text(encoding="utf-8")


def test_the_table_has_the_rows_of_the_code_in_their_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (stop|caution|unknown|good) \|", TEXT, re.MULTILINE)
    assert rows == [(rule.headline, rule.level) for rule in RULES]


def test_every_state_and_finer_reason_is_explained() -> None:
    members = (*OriginState, *CertificationState, *AuthenticityState, *Reason)
    assert [member for member in members if f"`{member}`" not in TEXT] == []
