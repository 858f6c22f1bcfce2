"""What reading costs: our passes beside the bare decoder on the same frames, and the camera process while it waits.

`python -m bench.decode [CLIP]` prints one line a figure. `measure()` gives the same as values.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import psutil
import zxingcpp

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame
from kiosk.camera.presence import look
from kiosk.camera.readers import ALL
from kiosk.camera.replay import Clip
from kiosk.camera.steady import InView
from kiosk.processes.link import SOCKET_NAME

CLIP = Path(__file__).parents[1] / "assets" / "sample" / "clip.mp4"
FRAMES = 400
WAITING_S = 4.0
CAMERA = """
import sys
from pathlib import Path
from kiosk.processes.camera import run_camera
sys.exit(run_camera(sys.argv[1], Path(sys.argv[2]), loop=True, speed=1.0))
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: a number with its unit, and the number's limit where there is one."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    def __str__(self) -> str:
        """Return the figure as one line."""
        wanted = "" if self.limit is None else f"  (at most {self.limit:g})"
        return f"{self.name:52} {self.value:8.2f} {self.unit}{wanted}"


def frames_of(clip: Path) -> list[Frame]:
    """Return the first FRAMES frames of a clip."""
    source = Clip(clip, speed=0)
    frames: list[Frame] = []
    while len(frames) < FRAMES and not source.is_over:
        if (frame := source.read()) is not None:
            frames.append(frame)
    source.close()
    return frames


def decoding(frames: list[Frame]) -> Iterator[Figure]:
    """Measure each frame twice, bare and ours in turn, so that a busy machine slows both."""
    cv2.setNumThreads(1)
    formats = zxingcpp.BarcodeFormats(list(ALL))
    decoder = Decoder()
    in_view = InView()
    bare_ms, ours_ms, bare_read, ours_read = [], [], 0, 0
    arrived: set[bytes] = set()
    for frame in frames:
        start = time.perf_counter()
        bare_read += bool(zxingcpp.read_barcodes(frame.grey, formats=formats))
        bare_ms.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        seen = look(frame)
        readings = decoder.read(frame, seen)
        ours_ms.append((time.perf_counter() - start) * 1000)
        ours_read += bool(readings)
        middle = (frame.width / 2, frame.height / 2)
        in_view, arrivals = in_view.after(readings, frame.number * 66_000_000, middle, is_codelike=seen.box is not None)
        arrived |= {arrival.reading.payload.content for arrival in arrivals}
    over = [ours - bare for ours, bare in zip(ours_ms, bare_ms, strict=True)]
    yield Figure("bare zxing-cpp, all formats, a frame: median", statistics.median(bare_ms), "ms")
    yield Figure("look and read, a frame: median", statistics.median(ours_ms), "ms")
    yield Figure("look and read, a frame: p95", statistics.quantiles(ours_ms, n=20)[-1], "ms")
    yield Figure("over the bare call on the same frame: median", statistics.median(over), "ms", 10)
    yield Figure("look and read against the bare call", sum(ours_ms) / sum(bare_ms), "×")
    yield Figure("frames that the bare call reads", 100 * bare_read / len(frames), "%")
    yield Figure("frames that are read here (bars: confirmed)", 100 * ours_read / len(frames), "%")
    yield Figure("different labels that arrived", len(arrived), "")


def busy_s(processes: list[psutil.Process]) -> float:
    """Return the processor's time that these have used together."""
    return sum(times.user + times.system for times in (one.cpu_times() for one in processes))


def waiting(clip: Path) -> Iterator[Figure]:
    """Measure the camera process on `clip` at its own pace, before a socket that only listens."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(folder) / SOCKET_NAME))
        listener.listen()
        process = subprocess.Popen([sys.executable, "-c", CAMERA, str(clip), folder], env=os.environ)
        try:
            line, _ = listener.accept()
            line.recv(100)
            camera = psutil.Process(process.pid)
            watched = [camera, *camera.children(recursive=True)]
            before, since = busy_s(watched), time.monotonic()
            while time.monotonic() - since < WAITING_S:
                line.recv(65_536)
            share = (busy_s(watched) - before) / (time.monotonic() - since)
            memory = sum(one.memory_full_info().pss for one in watched)
            line.close()
        finally:
            process.terminate()
            process.wait(10)
    yield Figure("camera process on this clip, of a core", 100 * share, "%")
    yield Figure("camera process, memory", memory / 1e6, "MB")


def quiet_clip(folder: Path) -> Path:
    """Write a clip of 15 frames a second with nothing to read: noise as a sensor has it, on grey."""
    path = folder / "waiting.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15.0, (1280, 720))
    random = np.random.default_rng(1)
    soft = random.integers(70, 150, (9, 16), np.uint8)
    grey = cv2.resize(soft, (1280, 720), interpolation=cv2.INTER_CUBIC)
    for _ in range(15):
        noisy = cv2.add(grey, random.integers(0, 5, (720, 1280), np.uint8))
        writer.write(cv2.cvtColor(noisy, cv2.COLOR_GRAY2BGR))
    writer.release()
    return path


def measure(clip: Path = CLIP) -> Iterator[Figure]:
    """Yield every figure."""
    yield from decoding(frames_of(clip))
    with tempfile.TemporaryDirectory() as folder:
        for figure in waiting(quiet_clip(Path(folder))):
            name = figure.name.replace("on this clip", "waiting, 15 frames a second of 1280 × 720")
            yield Figure(name, figure.value, figure.unit, 25 if figure.unit == "%" else None)


if __name__ == "__main__":
    for one in measure(*(Path(text) for text in sys.argv[1:2])):
        print(one, flush=True)
