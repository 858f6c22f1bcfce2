"""What sync of this unit works with, and its errands: one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.clock import Clock
from kiosk.sync.centre import Centre
from kiosk.sync.identity import Identity
from kiosk.sync.rhythm import Pace
from kiosk.sync.schedule import Errand


@dataclass(frozen=True, slots=True)
class Work:
    """All that the process is told.

    `centre` is None where there is none to ask, `identity` where this unit is not paired, or is to show a
    demonstration; `market_id` is "" where no check is to be noted as this market's.
    """

    socket_path: Path
    state_dir: Path
    clock: Clock
    pace: Pace
    market_id: str
    centre: Centre | None
    identity: Identity | None

    def now(self) -> datetime:
        """Return the time by this unit's clock."""
        return self.clock.now().at


def errands_of(work: Work) -> Sequence[Errand]:
    """Return what this unit does with its centre besides asking; nothing where it is not paired."""
    if work.centre is None or work.identity is None:
        return ()
    return ()
