"""All that is done with one frame, in order: measured, decoded, made steady, judged for hints."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame
from kiosk.camera.guidance import Guidance
from kiosk.camera.health import Health
from kiosk.camera.live import framed
from kiosk.camera.measures import Measurer, Measures
from kiosk.camera.presence import Look, look
from kiosk.camera.served import Decodes
from kiosk.camera.steady import AWAY_NS, Arrival, InView
from kiosk.codes.payload import Payload
from kiosk.messages.local import CameraState, Guided


@dataclass(frozen=True, slots=True)
class Observation:
    """What a frame brought: codes that came into view, what to show, whether the pictures are real, its measures.

    `measures`: those of the label in it; None where nothing is like one.
    """

    arrivals: tuple[Arrival, ...]
    guided: Guided
    state: CameraState
    look: Look
    measures: Measures | None


class Watch:
    """Watches the frames of one source, in order."""

    def __init__(self, *, is_live: bool, speed: float = 1.0, decoder: Decodes | None = None) -> None:
        """`is_live`: a source that freezes where two pictures are equal. `speed`: how fast a clip is played.

        `decoder`: another than one of its own, in this process.

        What was away, and for how long, is counted in the clip's own time.
        """
        self._speed = speed or 1.0
        self._decoder = Decoder() if decoder is None else decoder
        self._in_view = InView()
        self._held: frozenset[Payload] = frozenset()
        self._held_until_ns = 0
        self._measurer = Measurer()
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
        readings = self._decoder.read(frame, seen)
        middle = (frame.width / 2, frame.height / 2)
        at_ns = round(frame.taken_ns * self._speed)
        self._in_view, arrivals = self._in_view.after(readings, at_ns, middle, is_codelike=seen.box is not None)
        arrivals = tuple(self._marked(one, at_ns) for one in arrivals)
        measures = self._measurer.after(frame, seen)
        guided = self._guidance.after(
            measures,
            frame.taken_ns,
            is_read=self._in_view.has_code,
            has_two_codes=self._in_view.has_two_codes,
            together=[framed(one.box, frame.width, frame.height) for one in self._in_view.together],
        )
        return Observation(arrivals, guided, state, seen, measures)

    def _marked(self, arrival: Arrival, at_ns: int) -> Arrival:
        payload = arrival.reading.payload
        is_again = payload in self._held and at_ns < self._held_until_ns
        self._held -= {payload}
        return replace(arrival, is_again=is_again)
