"""The limits of what is long fit into each other."""

from __future__ import annotations

import re

from tests.arm64.demonstration import WHOLE_S
from tests.system.root import HERE


def test_target_leaves_every_part_its_time() -> None:
    """Else it ends a part that is slow and sound, and says nothing of it."""
    said = (HERE / "Makefile").read_text("utf-8")
    [limit] = re.findall(r"timeout --kill-after=30 (\d+) \S+ -m tests.arm64.demonstration", said)
    assert int(limit) > WHOLE_S
