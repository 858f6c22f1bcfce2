"""What `kiosk scan` prints: each code of a picture, a folder, a clip or a camera, and a summary."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from kiosk.camera.decode import Decoder, read_still
from kiosk.camera.frame import Corners, Frame, Reading
from kiosk.camera.gun import Gun
from kiosk.camera.presence import look
from kiosk.camera.replay import Stills
from kiosk.camera.sources import open_source
from kiosk.camera.steady import InView
from kiosk.codes.escape import escaped
from kiosk.codes.payload import Payload
from kiosk.errors import CameraError

NAMES = {
    "]Q": "QR Code",
    "]d": "Data Matrix",
    "]E": "EAN/UPC",
    "]I": "ITF-14",
    "]C": "Code 128",
    "]e": "DataBar",
}
NOWHERE: Corners = ((0, 0), (0, 0), (0, 0), (0, 0))
"""A scanner gun does not tell where it saw a code."""


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One code. `text` is escaped: printable, whatever the code contains."""

    frame: int
    file: str
    text: str
    format: str
    symbology: str
    corners: Corners
    decode_ms: float

    def as_json(self) -> dict[str, object]:
        """Return the fields as they are printed with --json."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds that frames spent in the decoders; all 0 where there was none."""

    median: float = 0.0
    p95: float = 0.0
    max: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The last line."""

    frames: int
    codes: int
    decode_ms: Spread = field(default_factory=Spread)

    def as_json(self) -> dict[str, object]:
        """Return the line as it is printed with --json."""
        return {"summary": asdict(self)}


def scan(source: str) -> Iterator[ScanLine | Summary]:
    """Yield a line for each code that comes into view in `source`, and the summary last.

    Pictures are read with all passes, each code of each picture once; clips and cameras frame by frame, a
    code once until it was away. Clips are read as fast as they can be. A camera goes on until the
    generator is closed; then there is no summary. Raises CameraError: see sources.open_source; where the
    source broke after it was opened, or none of its pictures can be read, after the summary.
    """
    opened = open_source(source, speed=0)
    spent_ms: list[float] = []
    codes = 0
    broken: CameraError | None = None
    try:
        if isinstance(opened, Gun):
            yield from _gun_lines(opened)
            return
        reader = _Stills() if isinstance(opened, Stills) else _Stream()
        while not opened.is_over:
            frame = opened.read()
            if frame is None:
                continue
            start = time.perf_counter()
            readings = reader.after(frame)
            spent_ms.append((time.perf_counter() - start) * 1000)
            for reading in readings:
                codes += 1
                yield _line(reading, frame, source)
    except CameraError as fault:
        broken = fault
    finally:
        opened.close()
    yield Summary(len(spent_ms), codes, _spread(spent_ms))
    if broken is not None:
        raise broken


class _Stills:
    def after(self, frame: Frame) -> tuple[Reading, ...]:
        return read_still(frame)


class _Stream:
    """Frames of a clip or camera. Time is counted in frames where a clip is read faster than it plays."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._in_view = InView()

    def after(self, frame: Frame) -> tuple[Reading, ...]:
        seen = look(frame)
        readings = self._decoder.read(frame, seen)
        middle = (frame.width / 2, frame.height / 2)
        at_ns = frame.number * _FRAME_NS
        self._in_view, arrivals = self._in_view.after(readings, at_ns, middle, is_codelike=seen.box is not None)
        return tuple(arrival.reading for arrival in arrivals)


_FRAME_NS = 1_000_000_000 // 15


def _gun_lines(gun: Gun) -> Iterator[ScanLine]:
    number = 0
    while True:
        payload = gun.read()
        if payload is not None:
            number += 1
            yield _gun_line(payload, number)


def _gun_line(payload: Payload, number: int) -> ScanLine:
    symbology = payload.symbology or ""
    return ScanLine(number, "", escaped(payload.content), NAMES.get(symbology[:2], ""), symbology, NOWHERE, 0.0)


def _line(reading: Reading, frame: Frame, source: str) -> ScanLine:
    return ScanLine(
        frame.number,
        frame.name or source,
        escaped(reading.payload.content),
        reading.format,
        reading.payload.symbology or "",
        reading.corners,
        round(reading.decode_ms, 3),
    )


def _spread(spent_ms: list[float]) -> Spread:
    if not spent_ms:
        return Spread()
    ordered = sorted(spent_ms)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Spread(round(statistics.median(ordered), 3), round(p95, 3), round(ordered[-1], 3))
