"""What a kiosk's heartbeats of a day or a week show: lines of what was measured, and what happened. Pure.

Where a kiosk was silent, its lines have a gap: nothing is drawn through what nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kiosk.central.kiosks.heartbeats import SILENT_AFTER, Received
from kiosk.messages.heartbeat import CameraState, Heartbeat, Restarts

WIDTH, HEIGHT, EDGE = 600, 90, 5
"""Of one drawing, in units of its own."""
MAX_HAPPENINGS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over time: each stretch as the points of an SVG polyline, and the values at its ends."""

    key: str
    stretches: tuple[str, ...]
    low: float
    high: float
    last: float


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that changed. `key` names what is said of it, `values` stand in it."""

    at: datetime
    key: str
    level: str
    value: str = ""
    lasted: timedelta | None = None


_MEASURES: tuple[tuple[str, Callable[[Heartbeat], float | None]], ...] = (
    ("temperature", lambda beat: beat.temperature_c),
    ("disk", lambda beat: None if beat.disk_free_mb is None else beat.disk_free_mb / 1000),
    ("unsent", lambda beat: beat.unsent),
)


def lines_of(beats: Sequence[Received], since: datetime, until: datetime) -> tuple[Line, ...]:
    """Return a line of each measure that the unit tells; `beats` oldest first."""
    drawn = (_line(key, measure, beats, since, until) for key, measure in _MEASURES)
    return tuple(line for line in drawn if line is not None)


def happenings_of(beats: Sequence[Received], now: datetime) -> tuple[Happening, ...]:
    """Return what changed between the heartbeats, newest first; `beats` oldest first."""
    found = [each for before, after in pairwise(beats) for each in _between(before, after)]
    if beats and now - beats[-1].at > SILENT_AFTER:
        found.append(Happening(beats[-1].at, "silent", "unknown", lasted=now - beats[-1].at))
    return tuple(reversed(found[-MAX_HAPPENINGS:]))


def _line(
    key: str,
    measure: Callable[[Heartbeat], float | None],
    beats: Sequence[Received],
    since: datetime,
    until: datetime,
) -> Line | None:
    points = [(each.at, value) for each in beats if (value := measure(each.heartbeat)) is not None]
    if not points:
        return None
    values = [value for _, value in points]
    low, high = min(values), max(values)
    span_s, height = (until - since).total_seconds(), high - low

    def place(at: datetime, value: float) -> str:
        x = EDGE + (at - since).total_seconds() / span_s * (WIDTH - 2 * EDGE)
        share = (value - low) / height if height else 0.5
        y = HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)
        return f"{x:.1f},{y:.1f}"

    stretches = tuple(" ".join(place(*point) for point in stretch) for stretch in _unbroken(points))
    return Line(key, stretches, low, high, values[-1])


def _unbroken(points: Iterable[tuple[datetime, float]]) -> Iterator[list[tuple[datetime, float]]]:
    """Give the points in stretches without a silence; one that stands alone twice, so that it is drawn."""
    stretch: list[tuple[datetime, float]] = []
    for point in points:
        if stretch and point[0] - stretch[-1][0] > SILENT_AFTER:
            yield _doubled(stretch)
            stretch = []
        stretch.append(point)
    if stretch:
        yield _doubled(stretch)


def _doubled(stretch: list[tuple[datetime, float]]) -> list[tuple[datetime, float]]:
    return stretch * 2 if len(stretch) == 1 else stretch


def _between(before: Received, after: Received) -> Iterator[Happening]:
    was, now = before.heartbeat, after.heartbeat
    if after.at - before.at > SILENT_AFTER:
        yield Happening(before.at, "silent", "unknown", lasted=after.at - before.at)
    if now.release != was.release:
        yield Happening(after.at, "release", "good", f"{was.release} → {now.release}")
    if now.camera is not was.camera and CameraState.LOST in {now.camera, was.camera}:
        is_lost = now.camera is CameraState.LOST
        yield Happening(after.at, "camera_lost" if is_lost else "camera_back", "stop" if is_lost else "good")
    yield from _restarted(was.restarts or Restarts(), now.restarts or Restarts(), after.at)
    if begun := [number for number in now.faults if number not in was.faults]:
        yield Happening(after.at, "fault", "caution", ", ".join(begun))
    if ended := [number for number in was.faults if number not in now.faults]:
        yield Happening(after.at, "fault_over", "good", ", ".join(ended))


def _restarted(was: Restarts, now: Restarts, at: datetime) -> Iterator[Happening]:
    """Give which parts were restarted, and how often. A lower count is of a machine that was switched on since."""
    before = was.model_dump()
    for part, number in now.model_dump().items():
        more = number - before[part] if number >= before[part] else number
        if more:
            yield Happening(at, f"restarted_{part}", "caution", str(more))
