"""The whole kiosk: from its start to the first painted screen, its memory, and what it costs to wait.

`python -m bench.whole` prints one line a figure. `measure()` gives the same as values.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.decode import CLIP, Figure, quiet_clip

STARTS = 3
SETTLES_S = 6.0
WAITS_S = 10.0
BARE_WINDOW = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
app = QGuiApplication(["bare"])
view = QQuickView()
view.resize(1280, 800)
view.frameSwapped.connect(app.quit, Qt.ConnectionType.QueuedConnection)
view.show()
sys.exit(app.exec())
"""


@contextmanager
def kiosk(source: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the demonstration without a display, on `source` again and again."""
    dropped = ("DISPLAY", "WAYLAND_DISPLAY")
    environ = {
        **{name: value for name, value in os.environ.items() if name not in dropped},
        "KIOSK_PLACES__STATE": str(folder / "state"),
        "KIOSK_PLACES__RUNTIME": str(folder / "runtime"),
        "KIOSK_CAMERA__LOOP": "true",
        "KIOSK_LOG": "info",
    }
    command = [sys.executable, "-m", "kiosk", "run", "--demo", "--headless", "--source", str(source)]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=5)


def wait_for(process: subprocess.Popen[str], texts: set[str]) -> None:
    """Read the log until each of `texts` was said."""
    assert process.stderr is not None
    for line in process.stderr:
        texts = {text for text in texts if text not in line}
        if not texts:
            return
    raise RuntimeError(f"never said: {texts}")


def starts() -> Iterator[Figure]:
    """Measure from the command to the first painted waiting screen, beside a bare Qt window."""
    ours, bare = [], []
    for _ in range(STARTS):
        begun = time.monotonic()
        offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([sys.executable, "-c", BARE_WINDOW], check=True, env=offscreen)
        bare.append(time.monotonic() - begun)
        with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
            begun = time.monotonic()
            with kiosk(CLIP, Path(folder)) as process:
                wait_for(process, {"screen works"})
                ours.append(time.monotonic() - begun)
    yield Figure("start to the first painted waiting screen: median", statistics.median(ours), "s", 3)
    yield Figure("start of a bare Qt window: median", statistics.median(bare), "s")
    yield Figure("start against the bare window", statistics.median(ours) / statistics.median(bare), "×")


def memory() -> Iterator[Figure]:
    """Measure proportional memory while the clip plays: what two processes share counts once."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, kiosk(CLIP, Path(folder)) as process:
        wait_for(process, {f"{part} works" for part in ("camera", "screen", "sync", "panel", "central")})
        time.sleep(SETTLES_S)
        used = {name: one.memory_full_info().pss / 1e6 for name, one in parts(process.pid).items()}
    yield Figure("memory of the kiosk's processes together", sum(used.values()) - used["central"], "MB", 400)
    for name, megabytes in sorted(used.items()):
        yield Figure(f"… {name}", megabytes, "MB")


def waiting() -> Iterator[Figure]:
    """Measure the processor's time while a 15 fps camera sees nothing."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        source = quiet_clip(Path(folder))
        with kiosk(source, Path(folder)) as process:
            wait_for(process, {f"{part} works" for part in ("camera", "screen", "sync", "panel", "central")})
            time.sleep(SETTLES_S)
            watched = parts(process.pid)
            before, begun = {name: busy_s(one) for name, one in watched.items()}, time.monotonic()
            time.sleep(WAITS_S)
            passed_s = time.monotonic() - begun
            shares = {name: 100 * (busy_s(one) - before[name]) / passed_s for name, one in watched.items()}
    yield Figure("waiting with a 15 fps camera: all processes, of a core", sum(shares.values()), "%", 40)
    for name, share in sorted(shares.items()):
        yield Figure(f"… {name}", share, "%")


def parts(pid: int) -> dict[str, psutil.Process]:
    """Return the supervisor and its children by their names."""
    supervisor = psutil.Process(pid)
    named = {"supervisor": supervisor}
    for child in supervisor.children():
        words = child.cmdline()
        name = "central" if "central" in words else words[words.index("part") + 1]
        named[name] = child
        named |= {f"{name}, its child {at}": one for at, one in enumerate(child.children(recursive=True), 1)}
    return named


def busy_s(process: psutil.Process) -> float:
    """Return the processor's time that a process has used."""
    times = process.cpu_times()
    return times.user + times.system


def measure() -> Iterator[Figure]:
    """Yield every figure."""
    yield from starts()
    yield from memory()
    yield from waiting()


if __name__ == "__main__":
    for one in measure():
        print(one, flush=True)
