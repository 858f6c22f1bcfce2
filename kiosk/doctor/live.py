"""The camera while somebody turns its lens: one line with what is measured and a hint, a few times a second."""

from __future__ import annotations

import time
from collections.abc import Iterator

from kiosk.camera.guidance import SOFT
from kiosk.camera.gun import Gun
from kiosk.camera.measures import Measures
from kiosk.camera.presence import Look
from kiosk.camera.sources import AnySource
from kiosk.camera.watch import Watch
from kiosk.doctor.pictures import LivePictures
from kiosk.messages.local import CameraState, Hint

EVERY_S = 0.25
LENGTH = 30
_SAYS = {
    Hint.NONE: "",
    Hint.TOO_DARK: "too dark",
    Hint.GLARE: "glare on the label",
    Hint.FARTHER: "hold it farther away",
    Hint.CLOSER: "hold it closer",
    Hint.HOLD_STILL: "hold it still, or focus",
    Hint.FLATTEN: "all is well, and it does not read: smooth it, wipe it",
    Hint.TWO_CODES: "two codes: show one",
}


def live_lines(source: AnySource | LivePictures, for_s: float | None = None) -> Iterator[str]:
    """Give a line every quarter of a second while pictures come; until the source is over, or for `for_s` seconds.

    Raises CameraError where the source breaks.
    """
    if isinstance(source, Gun):
        return
    watch, best = Watch(is_live=source.is_live), 0.0
    start_s = said_s = time.monotonic()
    codes = 0
    while not source.is_over and (for_s is None or time.monotonic() - start_s < for_s):
        frame = source.read()
        if frame is None:
            continue
        seen = watch.after(frame)
        codes += len(seen.arrivals)
        best = max(best, seen.look.sharpness)
        if time.monotonic() - said_s >= EVERY_S:
            said_s = time.monotonic()
            yield line_of(seen.look, seen.measures, best, seen.guided.hint, seen.state, codes)


def line_of(look: Look, measures: Measures | None, best: float, hint: Hint, state: CameraState, codes: int) -> str:
    """Return the bar of one picture; `best` is the sharpest so far, which the `|` marks."""
    said = _SAYS[hint] if measures is not None else "hold a label before the camera"
    if state is not CameraState.WORKING:
        said = f"the pictures are {state.value}"
    light = f"light {look.brightness:3.0f}"
    of_label = "" if measures is None else f"  {_label(measures)}"
    return f"sharp {bar(look.sharpness, best)} {look.sharpness:4.2f}  {light}{of_label}  codes {codes}  {said}".rstrip()


def _label(seen: Measures) -> str:
    modules = " ?.? px" if seen.module_px is None else f"{seen.module_px:4.1f} px"
    return f"module {modules}  glare {seen.glare:3.0%}  motion {seen.motion:4.2f}/s  seen {seen.in_view_s:3.0f} s"


def bar(sharpness: float, best: float) -> str:
    """Return sharpness 0 to 1 as a bar: `#` up to it, `:` the least that reads well, `|` the best so far."""
    cells = ["#" if place < sharpness * LENGTH else "." for place in range(LENGTH)]
    for value, mark in ((SOFT, ":"), (best, "|")):
        place = min(LENGTH - 1, int(value * LENGTH))
        if place >= sharpness * LENGTH or mark == "|":
            cells[place] = mark
    return f"[{''.join(cells)}]"
