"""All that is done with one frame, in order: measured, decoded, made steady, judged for hints."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame, Looked
from kiosk.camera.guidance import Guidance
from kiosk.camera.health import Health
from kiosk.camera.live import framed
from kiosk.camera.measures import Measurer, Measures
from kiosk.camera.presence import Look, look
from kiosk.camera.steady import AWAY_NS, Arrival, InView
from kiosk.codes.payload import Payload
from kiosk.messages.local import CameraState, Guided


@dataclass(frozen=True, slots=True)
class Observation:
    """What a frame brought: codes that came into view, what to show, whether the pictures are real, its measures.

    `measures`: those of the label in it; None where nothing is like one, or where nobody needs them.
    """

    arrivals: tuple[Arrival, ...]
    guided: Guided
    state: CameraState
    look: Look
    measures: Measures | None


UNLOOKED = 256
"""Frames in a row that were not looked at, and are remembered."""


class Looks(Protocol):
    """What looks at the frames of a stream, as many as it can."""

    def read(self, frame: Frame, seen: Look) -> Sequence[Looked]:
        """Return what it read in this frame and in earlier ones, in order; nothing of those it did not look at."""


class _Here:
    """Looks at every frame at once."""

    def __init__(self) -> None:
        self._decoder = Decoder()

    def read(self, frame: Frame, seen: Look) -> Sequence[Looked]:
        return (Looked(frame.taken_ns, self._decoder.read(frame, seen)),)


class Watch:
    """Watches the frames of one source, in order.

    Frames that nobody looked at say nothing of what was away: its clock stands still for them.
    """

    def __init__(
        self, *, is_live: bool, speed: float = 1.0, decoder: Looks | None = None, is_for_show: bool = True
    ) -> None:
        """`is_live`: a source that freezes where two pictures are equal. `speed`: how fast a clip is played.

        `decoder`: another than one of its own, in this process. `is_for_show`: somebody wants to see the measures
        of labels that are read, too.

        What was away, and for how long, is counted in the clip's own time.
        """
        self._speed = speed or 1.0
        self._decoder = _Here() if decoder is None else decoder
        self._unlooked: deque[int] = deque(maxlen=UNLOOKED)
        self._looked_ns: int | None = None
        self._stood_ns = 0
        self._in_view = InView()
        self._held: frozenset[Payload] = frozenset()
        self._held_until_ns = 0
        self._measurer = Measurer()
        self._is_for_show = is_for_show
        self._guidance = Guidance()
        self._health = Health(is_live=is_live)

    def forget(self) -> None:
        """Let what is in view count again, marked as such: maybe nobody was there to hear of it."""
        self._held, self._held_until_ns = self._in_view.counted, self._in_view.at_ns + AWAY_NS
        self._in_view = InView()

    def after(self, frame: Frame) -> Observation:
        """Return what `frame` brings."""
        seen = look(frame)
        state = self._health.after(seen, frame.taken_ns, frame.number)
        self._unlooked.append(frame.taken_ns)
        looked = self._decoder.read(frame, seen)
        arrivals = tuple(arrival for one in looked for arrival in self._arrived(one, frame, seen))
        measures = self._measured(frame, seen)
        guided = self._guidance.after(
            measures,
            frame.taken_ns,
            is_read=self._in_view.has_code,
            has_two_codes=self._in_view.has_two_codes,
            has_counted=bool(self._in_view.counted),
            together=[framed(one.box, frame.width, frame.height) for one in self._in_view.together],
        )
        return Observation(arrivals, guided, state, seen, measures)

    def _measured(self, frame: Frame, seen: Look) -> Measures | None:
        """Return the measures of what is in view; a label that is read needs no help, and costs none."""
        if self._is_for_show or not self._in_view.has_code or self._in_view.has_two_codes:
            return self._measurer.after(frame, seen)
        self._measurer.passed(frame, seen)
        return None

    def _arrived(self, looked: Looked, frame: Frame, seen: Look) -> list[Arrival]:
        at_ns = self._at_ns(looked.taken_ns)
        middle = (frame.width / 2, frame.height / 2)
        self._in_view, arrivals = self._in_view.after(looked.readings, at_ns, middle, is_codelike=seen.box is not None)
        return [replace(self._marked(one, at_ns), taken_ns=looked.taken_ns) for one in arrivals]

    def _at_ns(self, taken_ns: int) -> int:
        """Return the time of a frame that was looked at, without the time of those before it that were not."""
        passed = [one for one in self._unlooked if one < taken_ns]
        if passed and self._looked_ns is not None:
            self._stood_ns += max(0, passed[-1] - self._looked_ns)
        self._unlooked = deque((one for one in self._unlooked if one > taken_ns), UNLOOKED)
        self._looked_ns = taken_ns
        return round((taken_ns - self._stood_ns) * self._speed)

    def _marked(self, arrival: Arrival, at_ns: int) -> Arrival:
        payload = arrival.reading.payload
        is_again = payload in self._held and at_ns < self._held_until_ns
        self._held -= {payload}
        return replace(arrival, is_again=is_again)
