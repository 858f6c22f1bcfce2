"""The server killed amid 200 uploads: what it acknowledged stands, once. `make test-long` does it three times.

`make faults` does it 20 times.
"""

from __future__ import annotations

import pytest

from bench.faults import UPLOADS, rounds
from tests.repeated import repeated


@pytest.mark.timeout(240)
@pytest.mark.parametrize("count", repeated([1, 3], [1]))
def test_every_acknowledged_row_stands_once_after_a_kill_and_repeats_are_no_others(count: int) -> None:
    results = list(rounds(count, seed=2))
    assert [one for one in results if not one.is_kept] == []
    assert len(results) == count
    assert any(one.acknowledged_uploads for one in results), "killed before anything was acknowledged"
    assert any(one.acknowledged_uploads < UPLOADS for one in results), "never killed in time"
