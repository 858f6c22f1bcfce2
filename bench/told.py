"""How long after a board told it an emergency is at the screen, at a unit's pace: `python -m bench.told`.

The real centre, the real process of sync, its line to a screen that only listens. What the screen does
after that is one frame.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.decode import Figure
from kiosk.central.kiosks.notices import add_notice
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.messages.local import NoticesTold
from kiosk.messages.notices import Notice, NoticeKind
from kiosk.sync.identity import write_identity
from tests.central.kiosks.paired import NOW, pair
from tests.sync.paired import centre_over, identity_of, served
from tests.sync.screen import Screen
from tests.sync.test_process import CODE, sync

TRIES = 4
AT_A_UNITS_PACE = CODE.replace("Pace(0.2, 0.2, 0.2)", "Pace()")
DEED = Deed(Caller("u1", "board", ()), Right.CHANGE_KIOSKS, NOW)


def measure() -> Iterator[Figure]:
    """Yield the time of each try, and the longest."""
    with tempfile.TemporaryDirectory(prefix="told-") as name:
        took = list(_tries(Path(name)))
    for number, seconds in enumerate(took, 1):
        yield Figure(f"an emergency at the screen, try {number}", seconds, "s")
    yield Figure("… the longest", max(took), "s", 60)


def _tries(folder: Path) -> Iterator[float]:
    with centre_over(folder) as (engine, service), served(service) as url:
        write_identity(folder, identity_of(pair(engine), url))
        with Screen(folder / "screen.sock") as screen, sync(folder, None, code=AT_A_UNITS_PACE):
            while screen.next(NoticesTold, 60).notices:
                pass
            for number in range(TRIES):
                time.sleep(random.uniform(2, 12))
                with engine.begin() as connection:
                    add_notice(connection, DEED, _notice(f"{number:04}"))
                begun = time.monotonic()
                while len(screen.next(NoticesTold, 90).notices) <= number:
                    pass
                yield time.monotonic() - begun


def _notice(notice_id: str) -> Notice:
    return Notice(
        id=notice_id,
        kind=NoticeKind.EMERGENCY,
        market_id="M1",
        text="Có cháy ở nhà B",
        text_en="Fire in hall B",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=9),
    )


def main() -> None:
    """Print a line a figure."""
    for figure in measure():
        print(figure, flush=True)


if __name__ == "__main__":
    main()
