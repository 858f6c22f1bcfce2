"""Part camera: frames from a source, codes and the live picture to the screen."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import cv2

from kiosk.camera.apart import Apart
from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame
from kiosk.camera.gun import Gun
from kiosk.camera.health import NUMBERS
from kiosk.camera.live import LivePicture
from kiosk.camera.naming import SERIAL
from kiosk.camera.served import Decodes
from kiosk.camera.sources import AnySource, open_source
from kiosk.camera.steady import Arrival
from kiosk.camera.watch import Watch
from kiosk.codes.payload import Payload
from kiosk.errors import CameraError
from kiosk.messages.local import (
    NO_GUIDANCE,
    BeginAnew,
    CameraReport,
    CameraState,
    Guided,
    Message,
    Part,
    Pictured,
    Scanned,
    SourceEnded,
)
from kiosk.preview import FILE_NAME, PreviewWriter
from kiosk.processes.link import SOCKET_NAME, Link
from kiosk.processes.notify import Notifier
from kiosk.processes.starts import note_start

FIRST_REST_S = 0.5
LONGEST_REST_S = 5.0
TURN_S = 0.1
BLIND_S = 10.0
"""Where no decoder answers for so long the camera is lost, whatever pictures it gives."""
BLIND = CameraReport(state=CameraState.LOST, number="CAM-09")
FORKED_WITHIN_S = 5.0
"""So long the first picture waits for the first decoder: a clip that is played once is read from its beginning."""
NEVER_OPENS = "CAM-06"
"""The source's text itself is wrong: no trying again will help."""
BROKE = 2
"""Exit status where a source that is played once was not played to its end."""

_log = logging.getLogger(__name__)


def run_camera(
    source: str,
    runtime_dir: Path,
    *,
    loop: bool,
    speed: float,
    is_once: bool = False,
    focus: int = 0,
    make_decoder: Callable[[], Decodes] = Decoder,
) -> int:
    """Read `source` and tell the screen what comes into view, until SIGTERM or SIGINT; return the exit status.

    A source that is absent or breaks is opened again and again, and the screen is told; with
    `is_once`, a break is the source's end, and the status is 2. `focus`: where a USB camera's lens is set
    to, in its own number. `make_decoder` is called in the process that decodes. Raises CameraError CAM-06 where the
    text of `source` names nothing, any CameraError where `is_once` and it never opened, OSError where
    `runtime_dir` cannot be written. CameraError CAM-09 says that the process must be started anew.
    """
    note_start(runtime_dir, Part.CAMERA)
    cv2.setNumThreads(1)
    part = CameraPart(
        source, runtime_dir, loop=loop, speed=speed, is_once=is_once, focus=focus, make_decoder=make_decoder
    )
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, part.on_signal)
    try:
        part.run()
    finally:
        part.close()
    return BROKE if part.is_broken else 0


class CameraPart:
    """The objects of the process and its one loop."""

    def __init__(
        self,
        source: str,
        runtime_dir: Path,
        *,
        loop: bool,
        speed: float,
        is_once: bool,
        focus: int,
        make_decoder: Callable[[], Decodes],
    ) -> None:
        """Map the picture ring in `runtime_dir`; nothing is opened before `run`. Raises OSError."""
        # before anything is open that the decoder must not have; a scanner gun decodes by itself
        self._decoder = None if source.startswith(SERIAL) else Apart(make_decoder)
        self._text = source
        self._loop = loop
        self._speed = speed
        self._is_once = is_once
        self._focus = focus
        self._notifier = Notifier.from_environment()
        self._ring = PreviewWriter(runtime_dir / FILE_NAME)
        self._live = LivePicture()
        self._link = Link(runtime_dir / SOCKET_NAME, Part.CAMERA, self._greeting)
        self._source: AnySource | None = None
        self._watch = Watch(is_live=False, decoder=self._decoder, is_for_show=False)
        self._report: CameraReport | None = None
        self._guided = NO_GUIDANCE
        self._fault = ""
        self._rest_s = FIRST_REST_S
        self._open_at_s = 0.0
        self._pictures = 0
        self._is_over = False
        self._is_watched = False
        self.is_broken = False
        self._is_stopping = False

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """End the loop after the turn that is running."""
        self._is_stopping = True

    def run(self) -> None:
        """Go round until a signal comes."""
        self._open()
        self._wait_for_decoder()
        self._notifier.ready()
        while not self._is_stopping:
            self._notifier.alive()
            self._meet_screen()
            if self._source is None and time.monotonic() >= self._open_at_s:
                self._open()
            if self._source is None or self._is_over or not self._is_watched:
                # a clip does not begin to play before somebody looks
                time.sleep(TURN_S)
                continue
            self._read(self._source)

    def _wait_for_decoder(self) -> None:
        """Wait in turns: a signal ends it."""
        until_s = time.monotonic() + FORKED_WITHIN_S
        while self._decoder is not None and not self._is_stopping and not self._decoder.wait(TURN_S):
            if time.monotonic() > until_s:
                self._tell_state(BLIND.state, BLIND.number)
                return

    def _is_blind(self) -> bool:
        """Return whether nothing was answered for too long; once that is told, until there is an answer."""
        unanswered_s = 0.0 if self._decoder is None else self._decoder.unanswered_s
        return unanswered_s > (0.0 if self._report == BLIND else BLIND_S)

    def _meet_screen(self) -> None:
        """Keep the line; a screen that was started anew hears of the label that is still held up."""
        was_connected = self._link.is_connected
        if any(isinstance(message, BeginAnew) for message in self._link.turn()):
            self._is_stopping = True
        if self._link.is_connected and not was_connected:
            self._is_watched = True
            self._watch.forget()

    def close(self) -> None:
        """Let go of everything, in reverse."""
        self._notifier.stopping()
        if self._source is not None:
            self._source.close()
        if self._decoder is not None:
            self._decoder.close()
        self._link.close()
        self._ring.close()

    def _open(self) -> None:
        try:
            self._source = open_source(
                self._text, loop=self._loop, speed=self._speed, follows=not self._is_once, focus=self._focus
            )
        except CameraError as fault:
            if (fault.number == NEVER_OPENS or self._is_once) and self._report is None:
                raise
            self._lose(fault)
            return
        is_live = not isinstance(self._source, Gun) and self._source.is_live
        self._watch = Watch(is_live=is_live, speed=self._speed, decoder=self._decoder, is_for_show=False)
        if isinstance(self._source, Gun):
            self._tell_state(CameraState.WORKING)

    def _read(self, source: AnySource) -> None:
        try:
            got = source.read()
        except CameraError as fault:
            self._lose(fault)
            return
        match got:
            case Frame():
                self._see(got)
            case Payload():
                self._tell_scanned(got, time.monotonic_ns())
            case None if not isinstance(source, Gun) and source.is_over:
                self._is_over = True
                self._link.send(SourceEnded())
            case None:
                pass

    def _see(self, frame: Frame) -> None:
        self._rest_s = FIRST_REST_S
        self._pictures += 1
        self._ring.write(self._pictures, frame.taken_ns, self._live.of(frame))
        self._link.send(Pictured(number=self._pictures))
        seen = self._watch.after(frame)
        for arrival in seen.arrivals:
            self._tell_arrival(arrival)
        if self._is_blind():
            self._tell_state(BLIND.state, BLIND.number)
        else:
            self._tell_state(seen.state)
        self._guide(seen.guided)

    def _tell_arrival(self, arrival: Arrival) -> None:
        reading = arrival.reading
        self._tell_scanned(
            reading.payload, arrival.taken_ns, arrival.frames, reading.decode_ms, is_again=arrival.is_again
        )

    def _tell_scanned(
        self, payload: Payload, frame_ns: int, frames: int = 1, decode_ms: float = 0.0, *, is_again: bool = False
    ) -> None:
        self._link.send(
            Scanned(
                content=payload.content,
                symbology=payload.symbology or "",
                frame_ns=frame_ns,
                frames=frames,
                decode_ms=round(decode_ms, 3),
                is_again=is_again,
            )
        )

    def _lose(self, fault: CameraError) -> None:
        """Close what broke, say so once, and try again later."""
        if self._source is not None:
            self._source.close()
            self._source = None
        if str(fault) != self._fault:
            self._fault = str(fault)
            _log.error("%s%s", fault, "" if self._is_once else " It is tried again and again.")
        self._open_at_s = time.monotonic() + self._rest_s
        self._rest_s = min(LONGEST_REST_S, self._rest_s * 2)
        self._tell_state(CameraState.LOST, fault.number)
        self._guide(NO_GUIDANCE)
        if self._is_once:
            self._is_over = True
            self.is_broken = True
            self._link.send(SourceEnded())

    def _tell_state(self, state: CameraState, number: str | None = None) -> None:
        report = CameraReport(state=state, number=NUMBERS[state] if number is None else number)
        if report == self._report:
            return
        if state is CameraState.WORKING:
            self._fault = ""
            _log.info("the camera works: %s", self._text)
        elif state is not CameraState.LOST:
            _log.warning("%s: the camera's pictures are %s.", report.number, state.value)
        self._report = report
        self._link.send(report)
        self._notifier.status(f"{state.value} {report.number}")

    def _guide(self, guided: Guided) -> None:
        if guided != self._guided:
            self._guided = guided
            self._link.send(guided)

    def _greeting(self) -> Sequence[Message]:
        """Return what a screen that was started anew must know."""
        messages: list[Message] = []
        if self._report is not None:
            messages.append(self._report)
        if self._guided != NO_GUIDANCE:
            messages.append(self._guided)
        if self._is_over:
            messages.append(SourceEnded())
        return messages
