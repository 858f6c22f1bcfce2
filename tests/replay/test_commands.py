"""`kiosk check --replay` and `kiosk replay`: exit statuses, and one line a fault."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kiosk.sync.lists import place_trust_list
from tests.cli.conftest import Kiosk, kiosk, no_unit
from tests.journal.events import NINE
from tests.replay.rows import STORIES, json_lines, spoiled, trust, write_journal
from tests.sample.samples import FOLDER

__all__ = ["kiosk", "no_unit"]
COUNT = len(STORIES)
ALL_SAME = f"{COUNT} rows, all the same\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The journal of this machine's last demonstration."""
    (tmp_path / "state" / "demo").mkdir(parents=True)
    return write_journal(tmp_path / "state" / "demo" / "journal.db")


def test_a_day_of_this_machine_is_all_the_same(kiosk: Kiosk, own: Path) -> None:
    said = kiosk("replay", "2026-11-23")
    assert (said.status, said.out, said.err) == (0, ALL_SAME, "")


def test_another_day_has_no_rows(kiosk: Kiosk, own: Path) -> None:
    assert kiosk("replay", "2026-11-22").out == "no rows, nothing to judge again\n"


def test_what_journal_prints_is_replayed(kiosk: Kiosk, own: Path, tmp_path: Path) -> None:
    printed = tmp_path / "rows.jsonl"
    printed.write_text(kiosk("journal", "--json").out, "utf-8")
    said = kiosk("check", "--replay", str(printed))
    assert (said.status, said.out) == (0, ALL_SAME)


def test_the_database_is_replayed(kiosk: Kiosk, own: Path) -> None:
    assert kiosk("check", "--replay", str(own)).out == ALL_SAME


def test_a_difference_is_status_1(kiosk: Kiosk, own: Path, tmp_path: Path) -> None:
    rows = json_lines(own)
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join([spoiled(rows[0], authenticity="copied"), *rows[1:]]), "utf-8")
    said = kiosk("check", "--replay", str(file), "--json")
    assert said.status == 1
    assert said.objects[0]["differences"] == {"authenticity": {"was": "copied", "now": "genuine_seal"}}


def test_a_list_of_another_version_can_be_given(kiosk: Kiosk, own: Path, tmp_path: Path) -> None:
    rows = [
        spoiled(line, judged_by={"trust_version": 3, "confirmed_at": "2026-11-23T02:00:00Z"})
        for line in json_lines(own)
    ]
    file, older = tmp_path / "rows.jsonl", tmp_path / "trust.json"
    file.write_text("\n".join(rows), "utf-8")
    document = json.loads((FOLDER / "lists.json").read_text("utf-8"))["trust"]
    older.write_text(json.dumps({**document, "version": 3}), "utf-8")
    assert trust().version != 3
    assert "version 3 of the trust list, which is not here" in kiosk("check", "--replay", str(file)).out
    assert kiosk("check", "--replay", str(file), "--trust", str(older)).out == ALL_SAME


def test_a_row_is_judged_by_the_list_that_was_in_force_then(kiosk: Kiosk, tmp_path: Path) -> None:
    state = tmp_path / "state"
    (state / "identity").mkdir(parents=True)
    write_journal(state / "journal.db")
    former = json.loads((FOLDER / "lists.json").read_text("utf-8"))["trust"]
    place(state, former)
    withdrawn = {"status": "compromised", "status_since": "2026-06-01T00:00:00Z"}
    place(state, {**former, "version": former["version"] + 1, "keys": [key | withdrawn for key in former["keys"]]})
    assert kiosk("replay", "2026-11-23").out == ALL_SAME
    shutil.rmtree(state / "lists.former")
    assert f"version {former['version']} of the trust list, which is not here" in kiosk("replay", "2026-11-23").out


def place(state: Path, document: object) -> None:
    place_trust_list(state, json.dumps(document).encode(), FOLDER / "lists.json", (), NINE)


@pytest.mark.parametrize(
    "wrong",
    [["check", "x", "--replay", "f"], ["check", "--replay", "f", "--offline"], ["replay"], ["replay", "yesterday"]],
)
def test_wrong_use_is_status_2(kiosk: Kiosk, wrong: list[str]) -> None:
    said = kiosk(*wrong)
    assert said.status == 2
    assert "Error: " in said.err


@pytest.mark.parametrize("arguments", [["replay", "2026-11-23"], ["check", "--replay", "/none"]])
def test_no_journal_is_one_line_and_status_2(kiosk: Kiosk, arguments: list[str]) -> None:
    said = kiosk(*arguments)
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
