"""OpenCV and FFmpeg complain on standard error by themselves; what we say about a source that fails is one line."""

from __future__ import annotations

import os

import cv2

FFMPEG_LOG = "OPENCV_FFMPEG_LOGLEVEL"


def quieten() -> None:
    """Silence the libraries, unless the environment asks FFmpeg to speak."""
    os.environ.setdefault(FFMPEG_LOG, "-8")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
