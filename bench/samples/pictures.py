"""The clip with its list of times, and the stills for trying out `kiosk scan` on a folder."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import cv2

from bench.samples.clip.encode import encode
from bench.samples.clip.film import frames, still, times
from bench.samples.clip.motion import FPS, FRAMES_IN
from bench.samples.clip.shots import SHOTS

STILLS = ("genuine", "product_only", "recalled")
JPEG_QUALITY = 85


def write_clip(folder: Path) -> None:
    """Write clip.mp4, and clip.json: which label is in view from when to when, in seconds."""
    encode(frames(), folder / "clip.mp4")
    rows = ",\n".join(json.dumps(asdict(shown)) for shown in times())
    (folder / "clip.json").write_text(f'{{"fps": {FPS}, "labels": [\n{rows}\n]}}\n', encoding="utf-8")


def write_stills(folder: Path) -> None:
    """Write hand/*.jpg: three labels as held up, one picture each."""
    (folder / "hand").mkdir(exist_ok=True)
    for shot in SHOTS:
        if shot.story in STILLS:
            path = folder / "hand" / f"{shot.story}.jpg"
            cv2.imwrite(str(path), still(shot, FRAMES_IN + 8), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
