"""Many units at once: what becomes of the process of one is told as that one's, and the others go on."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import pytest

from provisioning.errand import Errand, Report
from provisioning.faults import State
from provisioning.many import set_up
from tests.provisioning.conftest import EXAMPLE

WELL = json.dumps({"report": asdict(Report(notes=("well",)))})
SPEAKS = """
import json, os, sys
if {unit!r} != "mk-01":
    print({well!r})
else:
    {does}
"""


def outcomes(does: str) -> list[Report]:
    """Return the reports of two units: the process of the first does something else."""
    program = SPEAKS.format(unit="{}", well=WELL, does=does).replace("'{}'", "json.load(sys.stdin)['unit']")
    errands = [Errand(str(EXAMPLE), unit, "x" * 100_000, "lan") for unit in ("mk-01", "mk-02")]
    return [one.report for one in set_up(errands, lambda _: None, (sys.executable, "-c", program))]


@pytest.mark.parametrize(
    "does",
    [
        "pass",
        "os._exit(3)",
        "print('no json')",
        "print('[1]')",
        "print('{\"report\": {}}')",
        "print('{\"report\": 7}')",
    ],
)
def test_process_that_says_nothing_sound_is_one_failed_unit(does: str) -> None:
    first, second = outcomes(does)
    assert first.fault is not None
    assert (first.fault.number, first.state) == ("PRV-39", State.UNTOUCHED)
    assert second.notes == ("well",)


def test_process_that_dies_before_it_has_listened_is_one_failed_unit() -> None:
    errands = [Errand(str(EXAMPLE), unit, "x" * 100_000, "lan") for unit in ("mk-01", "mk-02")]
    for one in set_up(errands, lambda _: None, ("false",)):
        assert one.report.fault is not None
        assert one.report.fault.number == "PRV-39"


def test_process_that_ends_after_a_step_leaves_the_unit_set_up_in_part() -> None:
    first, _ = outcomes("print('{\"step\": \"packages\"}'); print('no json')")
    assert first.state is State.PARTLY
