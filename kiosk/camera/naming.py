"""Which texts name a SOURCE: told before anything heavy is loaded, in the same words everywhere."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from kiosk.errors import CameraError

WHAT_WOULD_BE_RIGHT = (
    "Give a video file, a picture, a folder of pictures, camera:0 (a USB camera), pi (a Raspberry Pi camera)"
    " or serial:/dev/ttyACM0 (a scanner gun)."
)
PI = "pi"
SERIAL = "serial:"
_CAMERA = re.compile(r"camera:([0-9]{1,3})")
_DEVICES = ("camera:", SERIAL)


class SourceKind(StrEnum):
    """What labels are held up to."""

    CAMERA = "camera"
    GUN = "gun"
    FILE = "file"
    """A clip, a picture or a folder of them: nobody holds anything up to it."""


def kind_of(text: str) -> SourceKind:
    """Return what `text` names; nothing is the first camera."""
    if text.startswith(SERIAL):
        return SourceKind.GUN
    is_camera = not text or text == PI or camera_index(text) is not None
    return SourceKind.CAMERA if is_camera else SourceKind.FILE


def camera_index(text: str) -> int | None:
    """Return N of camera:N; None for any other text."""
    found = _CAMERA.fullmatch(text)
    return int(found[1]) if found else None


def refuse_what_names_nothing(text: str) -> None:
    """Raise CameraError CAM-06 where `text` is no form of SOURCE, or the file or folder is not there.

    Whether a device is there, and what is in a file, is seen when it is opened.
    """
    if text == PI or camera_index(text) is not None or (text.startswith(SERIAL) and text != SERIAL):
        return
    if not text or text.startswith(_DEVICES):
        raise CameraError("CAM-06", f"{text!r} names no source.", WHAT_WOULD_BE_RIGHT)
    if not _exists(Path(text)):
        raise CameraError("CAM-06", f"{text!r} is neither a file nor a folder here.", WHAT_WOULD_BE_RIGHT)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False  # not allowed to look, or no name that a file can have
