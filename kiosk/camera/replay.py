"""Clips and pictures in the place of a camera: for demonstrations, practice, tests and `kiosk scan`."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.decode import fitted
from kiosk.camera.frame import Frame, Pixels
from kiosk.camera.quiet import quieten
from kiosk.errors import CameraError

_log = logging.getLogger(__name__)

PICTURE_ENDINGS = frozenset({".bmp", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"})
WAIT_S = 0.1
STILL_RATE = 15.0
HELD_S = 2.0
"""A picture of a folder is shown so long, as a hand would hold a label."""
USUAL_RATE = 25.0
MOST_DROPPED = 60
BROKEN_SHARE = 0.9
"""A clip that ends before this share of the pictures that it announces is broken."""


_PAPER: Pixels = np.full((480, 640, 3), 235, np.uint8)


class Pace:
    """When the next picture is due, by the monotonic clock."""

    def __init__(self, rate: float, speed: float) -> None:
        """`rate` pictures a second, `speed` times as fast; with speed 0 each is due at once."""
        self._every_s = 1.0 / (rate * speed) if speed > 0 else 0.0
        self._start: float | None = None
        self._given = 0

    def due(self) -> int:
        """Return how many pictures to go forward: 0 not yet (after waiting up to WAIT_S), 2 or more when late."""
        if self._every_s == 0.0 or self._start is None:
            self._start = time.monotonic() if self._start is None else self._start
            self._given += 1
            return 1
        ahead_s = self._start + self._given * self._every_s - time.monotonic()
        if ahead_s > 0:
            time.sleep(min(ahead_s, WAIT_S))
            if ahead_s > WAIT_S:
                return 0
        now = time.monotonic()
        passed = max(1, int((now - self._start) / self._every_s) + 1 - self._given)
        if passed > MOST_DROPPED:
            # a process that was stopped goes on where it was: catching up would take as long again
            passed = 1
            self._start = now - self._given * self._every_s
        self._given += passed
        return passed


class Clip:
    """A video file at its natural pace."""

    is_live = False

    def __init__(self, path: Path, *, loop: bool = False, speed: float = 1.0) -> None:
        """Open the file. Raises CameraError CAM-03 where it is no video."""
        self._path = path
        self._loop = loop
        self._number = 0
        self._in_round = 0
        self._is_over = False
        self._capture = self._opened()
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._pace = Pace(rate if 1 <= rate <= 240 else USUAL_RATE, speed)

    @property
    def is_over(self) -> bool:
        """Whether the clip came to its end and is not played again."""
        return self._is_over

    def read(self) -> Frame | None:
        """Return the newest frame: see Source. Raises CameraError CAM-03 where the file is broken."""
        forward = 0 if self._is_over else self._pace.due()
        if forward == 0:
            return None
        for _ in range(forward):
            if not self._grab():
                return None
        is_there, picture = self._capture.retrieve()
        if not is_there:
            raise self._broken(f"its picture {self._in_round} cannot be decoded")
        colour = fitted(np.asarray(picture, np.uint8))
        return Frame(_grey(colour), time.monotonic_ns(), self._number, colour, self._path.name)

    def close(self) -> None:
        """Close the file."""
        self._capture.release()

    def _grab(self) -> bool:
        """Go one picture forward, to the beginning again where the clip is looped; False at the end."""
        if not self._capture.grab():
            announced = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
            if self._in_round == 0 or self._in_round < BROKEN_SHARE * announced:
                raise self._broken(f"it breaks off after {self._in_round} of {announced} pictures")
            if not self._loop:
                self._is_over = True
                return False
            self._capture.release()
            self._capture = self._opened()
            self._in_round = 0
            return self._grab()
        self._number += 1
        self._in_round += 1
        return True

    def _opened(self) -> cv2.VideoCapture:
        quieten()
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        if not capture.isOpened():
            raise CameraError(
                "CAM-03",
                f"{str(self._path)!r} is neither a picture nor a video that can be read.",
                "Use a PNG or JPEG picture, or a video such as MP4.",
            )
        return capture

    def _broken(self, why: str) -> CameraError:
        return CameraError("CAM-03", f"the video {str(self._path)!r} cannot be played: {why}.", "Use another file.")


class Stills:
    """One picture, or the pictures of a folder in order of their names, each held for a while."""

    is_live = False

    def __init__(
        self, path: Path, *, loop: bool = False, speed: float = 1.0, held_s: float = HELD_S, follows: bool = False
    ) -> None:
        """Find the pictures; with `speed` 0 each gives one frame. Raises CameraError CAM-03 where there are none.

        `follows`: a folder has no end. What is put there later is shown, and blank paper while there is nothing new.
        """
        self._paths = _pictures(path)
        self._follows = follows and path.is_dir()
        self._taken = {_stamp(one) for one in self._paths}
        self._is_blank = False
        self._folder = path
        self._loop = loop
        self._frames_each = 1 if speed == 0 else max(1, round(held_s * STILL_RATE))
        self._pace = Pace(STILL_RATE, speed)
        self._next = 0
        self._left = 0
        self._number = 0
        self._colour: Pixels | None = None
        self._readable = 0

    @property
    def is_over(self) -> bool:
        """Whether each picture was shown and they are not shown again."""
        return not self._loop and not self._follows and self._left <= 0 and self._next >= len(self._paths)

    def read(self) -> Frame | None:
        """Return the picture that is being shown, as a new frame. Raises CameraError CAM-03 where none can be read."""
        if self._is_blank and not self._takes_new():
            return self._blank()
        forward = 0 if self.is_over else self._pace.due()
        if forward == 0:
            return None
        self._number += forward
        self._left -= forward
        if self._left <= 0 and not self._turn():
            self._is_blank = self._follows
            return None
        if self._colour is None:
            return None
        name = self._paths[self._next - 1].name
        return Frame(_grey(self._colour), time.monotonic_ns(), self._number, self._colour, name)

    def close(self) -> None:
        """Nothing is held open."""

    def _turn(self) -> bool:
        """Go to the next picture that can be read; False where there is none any more."""
        while self._next < len(self._paths) or self._starts_anew():
            path = self._paths[self._next]
            self._next += 1
            try:
                self._colour = _picture(path)
            except CameraError as fault:
                if len(self._paths) == 1 and self._readable == 0:
                    raise
                _log.warning("%s", fault)
                continue
            self._readable += 1
            self._left = self._frames_each
            return True
        return False

    def _blank(self) -> Frame:
        """Return blank paper, after a while: nobody holds anything up, and the same label may come again."""
        time.sleep(WAIT_S)
        self._number += 1
        return Frame(_grey(_PAPER), time.monotonic_ns(), self._number, _PAPER, "")

    def _takes_new(self) -> bool:
        """Go on with what was put into the folder, or written anew, since it was last looked at; False for nothing.

        A file that is still being copied changes again, and is taken again when it is whole.
        """
        try:
            there = {_stamp(one): one for one in _pictures(self._folder)}
        except CameraError:  # everything was taken away
            there = {}
        found = tuple(one for stamp, one in there.items() if stamp not in self._taken)
        self._taken = set(there)
        if found:
            self._paths, self._next, self._left, self._is_blank = found, 0, 0, False
        return bool(found)

    def _starts_anew(self) -> bool:
        if self._follows and not self._loop and self._readable:
            return self._takes_new()
        if self._readable == 0:
            what = f"none of the {len(self._paths)} pictures in {str(self._folder)!r} can be read."
            raise CameraError("CAM-03", what, "Use PNG or JPEG files.")
        if self._loop:
            self._paths = _pictures(self._folder)
            self._next = self._readable = 0  # a whole round in which none can be read is a fault
        return self._loop


def _pictures(path: Path) -> tuple[Path, ...]:
    if not path.is_dir():
        return (path,)
    try:
        found = tuple(sorted(one for one in path.iterdir() if one.suffix.lower() in PICTURE_ENDINGS and one.is_file()))
    except OSError as fault:
        what = f"the folder {str(path)!r} cannot be read ({fault.strerror})."
        raise CameraError("CAM-03", what, "Allow it, or use another one.") from fault
    if not found:
        raise CameraError("CAM-03", f"the folder {str(path)!r} has no pictures.", "Put PNG or JPEG files there.")
    return found


def _stamp(path: Path) -> tuple[str, int, int]:
    """Return what tells a picture, as it stands there now, from every other."""
    try:
        there = path.stat()
    except OSError:
        return path.name, 0, 0
    return path.name, there.st_mtime_ns, there.st_size


def _picture(path: Path) -> Pixels:
    """Return a picture file as BGR; what is transparent is white, as on paper."""
    try:
        decoded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    except (OSError, cv2.error):
        decoded = None
    if decoded is None or decoded.size == 0:
        raise CameraError("CAM-03", f"the picture {str(path)!r} cannot be read.", "Use a PNG or JPEG file.")
    picture = np.asarray(decoded)
    if picture.dtype == np.uint16:
        picture = picture // 257
    with np.errstate(invalid="ignore"):  # a pixel that is no number is as good as any
        picture = fitted(picture.astype(np.uint8))
    if picture.ndim == 2:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    if picture.shape[2] == 4:
        opaque = picture[:, :, 3:].astype(np.uint16)
        return np.asarray((picture[:, :, :3] * opaque + 255 * (255 - opaque)) // 255, np.uint8)
    return picture


def _grey(colour: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
