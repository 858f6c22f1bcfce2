"""All checks together: the table, JSON, the exit status, and a check that itself breaks."""

from __future__ import annotations

import json

from kiosk.doctor.examine import PARTS, Part, examine
from kiosk.doctor.row import Row, State, absent, as_table, failed, ok, says_no, warning
from kiosk.doctor.subject import Subject, told_by
from tests.doctor.conftest import write


def _breaks(subject: Subject) -> tuple[Row, ...]:
    raise ZeroDivisionError


def test_check_that_breaks_is_a_row_and_the_others_go_on(subject: Subject) -> None:
    parts = [Part("power", "", (_breaks, lambda _: (ok("temperature", "51 °C"),)))]
    rows = list(examine(subject, parts))
    assert [(row.name, row.state) for row in rows] == [("power", State.FAILED), ("temperature", State.OK)]
    assert "BUG-01" in rows[0].finding


def test_each_part_gives_rows_and_no_name_comes_twice(subject: Subject) -> None:
    names = [row.name for row in examine(subject, PARTS)]
    assert len(names) == len(set(names)) >= 28


def test_root_that_should_be_read_only_and_is_written_fails(subject: Subject) -> None:
    write(subject.root, "proc/mounts", "/dev/mmcblk0p2 / ext4 rw 0 0")
    [disk] = [part for part in PARTS if part.name == "disk"]
    states = []
    for words in ("quiet kiosk.ro=0", "quiet kiosk.ro=1"):
        write(subject.root, "proc/cmdline", words)
        states += [row.state for row in examine(subject, [disk]) if row.name == "root"]
    assert states == [State.ABSENT, State.FAILED]


def test_table_puts_the_remedy_below_what_it_is_for() -> None:
    assert list(as_table([ok("disk", "empty"), failed("card errors", "3", "Replace it.")])) == [
        "disk         ok       empty",
        "card errors  failed   3",
        "                      → Replace it.",
    ]


def test_json_holds_the_four_fields() -> None:
    assert json.loads(warning("clock", "off", "Set it.").as_json()) == {
        "name": "clock",
        "state": "warning",
        "finding": "off",
        "remedy": "Set it.",
    }


def test_only_what_failed_says_no() -> None:
    well = [ok("a", ""), warning("b", "", ""), absent("c", "")]
    assert (says_no(well), says_no([*well, failed("d", "", "")])) == (False, True)


def test_program_that_is_missing_or_fails_tells_nothing() -> None:
    assert (told_by(["/nowhere/at/all"]), told_by(["false"]), told_by(["echo", "so"])) == (None, None, "so\n")
