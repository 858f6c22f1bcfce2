"""Frames → clip.mp4, by ffmpeg: OpenCV's wheel reads H.264, yet writes no film small enough."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from bench.samples.clip.card import Picture
from bench.samples.clip.counter import HEIGHT, WIDTH
from bench.samples.clip.motion import FPS

QUALITY = 26
"""libx264's constant rate factor: the modules of a label stay sharp, 30 s stay under 3 MB."""


def encode(frames: Iterable[Picture], path: Path) -> None:
    """Write `frames` (BGR) to `path`. Raises where ffmpeg is missing or refuses."""
    read = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"]
    write = ["-c:v", "libx264", "-preset", "slow", "-crf", str(QUALITY), "-g", str(2 * FPS), "-pix_fmt", "yuv420p"]
    same = ["-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
    command = ["ffmpeg", "-v", "error", "-y", *read, *write, *same, "-movflags", "+faststart", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for frame in frames:
            process.stdin.write(frame.tobytes())
        process.stdin.close()
        if process.wait() != 0:
            raise subprocess.CalledProcessError(process.returncode, command)
