"""Where frames come from: one form for cameras, clips, folders and pictures, chosen by a SOURCE text."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeAlias

from kiosk.camera.frame import Frame
from kiosk.camera.gun import Gun
from kiosk.camera.naming import PI, SERIAL, camera_index, refuse_what_names_nothing
from kiosk.camera.pi import PiCamera
from kiosk.camera.replay import PICTURE_ENDINGS, Clip, Stills
from kiosk.camera.video import UsbCamera


class Source(Protocol):
    """Gives frames, newest first: a reader that is late misses some, as with any camera."""

    @property
    def is_live(self) -> bool:
        """Whether two equal frames in a row mean that something is wrong."""

    @property
    def is_over(self) -> bool:
        """Whether nothing will come any more (a clip or folder that came to its end)."""

    def read(self) -> Frame | None:
        """Return the newest frame; None where none came within about 0.1 s, or after the end.

        Raises CameraError where the source broke: close it and open it anew.
        """

    def close(self) -> None:
        """Let go of the device or file. Any number of times."""


AnySource: TypeAlias = Source | Gun
"""What gives frames, or payloads that a scanner gun has read by itself."""


def open_source(
    text: str, *, loop: bool = False, speed: float = 1.0, follows: bool = False, focus: int = 0
) -> AnySource:
    """Return the source that `text` names.

    `loop` plays clips, folders and pictures again and again; `speed` plays clips faster, 0 as fast as
    they are read, without leaving a frame out; `follows` shows what is put into a folder later, too; `focus` is
    a USB camera's own number of it, 0 leaves it. Raises CameraError: CAM-01 there is no such source, CAM-03 a file
    is no video or picture, CAM-06 the text names nothing.
    """
    refuse_what_names_nothing(text)
    if (index := camera_index(text)) is not None:
        return UsbCamera(index, focus=focus)
    if text == PI:
        return PiCamera()
    if text.startswith(SERIAL):
        return Gun(Path(text.removeprefix(SERIAL)))
    path = Path(text)
    if path.is_dir() or path.suffix.lower() in PICTURE_ENDINGS:
        return Stills(path, loop=loop, speed=speed, follows=follows)
    return Clip(path, loop=loop, speed=speed)
