"""`python -m kiosk.update.settle`: before the parts start, an update that was cut off goes on, or goes back.

Run by the proven release's Python, with nothing but the standard library: it works where the new release does not.
It only points links and counts; what runs is judged once it runs.
"""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum

from kiosk.clock import Linux
from kiosk.messages.versions import place
from kiosk.update.judgements import MAX_TRIES, read_judgements, write_judgements
from kiosk.update.layout import Layout
from kiosk.update.links import current, point, proven
from kiosk.update.steps import At, Step, on


class Settled(StrEnum):
    """What starts now."""

    PROVEN = "the proven release starts"
    ON_TRIAL = "a release that is not judged yet starts"
    BACK = "the proven release starts again"


def settle(layout: Layout, now: datetime, at: At = on) -> Settled:
    """Leave the links at whole releases, and count a try of one that is not judged. Raises OSError."""
    _mend_proven(layout, at)
    former, version = proven(layout), current(layout)
    if former is None or version == former:
        return Settled.PROVEN
    judgements = read_judgements(layout.judgements)
    if version is not None and layout.is_whole(version) and judgements.is_whole:
        judgement = judgements.of(version)
        if judgement.may_be_tried(now):
            at(Step.COUNT)
            write_judgements(layout.judgements, judgements.having(version, judgement.tried()))
            return Settled.ON_TRIAL
        if judgement.tries >= MAX_TRIES:
            at(Step.PUT_OFF)
            write_judgements(layout.judgements, judgements.having(version, judgement.put_off(now)))
    at(Step.GO_BACK)
    point(layout.current, former, at)
    return Settled.BACK


def _mend_proven(layout: Layout, at: At) -> None:
    """Where the proven release is gone, which no power cut does, take one that is whole: better than none.

    The one that runs; else the newest by its name.
    """
    version = proven(layout)
    if version is not None and layout.is_whole(version):
        return
    standing, running = layout.whole(), current(layout)
    if standing:
        newest = max(standing, key=lambda one: (place(one), one))
        point(layout.proven, running if running in standing else newest, at)


def main() -> int:
    """Return 0; 1 where a disk fails: the parts start with what stands."""
    try:
        settled = settle(Layout(), Linux().wall())
    except OSError as fault:
        sys.stderr.write(f"the releases cannot be settled: {fault}\n")
        return 1
    sys.stderr.write(f"{settled.value}: {current(Layout())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
