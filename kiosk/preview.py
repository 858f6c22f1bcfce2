"""The live picture in shared memory: the camera writes it, the screen reads it.

A ring of slots in one memory-mapped file, so that neither side waits for the other and a
picture costs one copy. Each slot carries a sequence number, a seqlock: 0 while it is being
written, the picture's number once it is whole. The reader copies, then looks whether the
number still stands; a torn copy is thrown away. No picture library is imported here, and the
file stands in the runtime folder, which is memory: no frame ever reaches a disk.

Layout, little endian: header `magic, version, width, height, slots, bytes a pixel` (u32 each),
padded to 64 bytes; then for each slot `number, taken_ns` (u64 each) and the pixels, BGRX by rows.
"""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path

WIDTH = 640
HEIGHT = 360
PICTURE_BYTES = WIDTH * HEIGHT * 4
FILE_NAME = "preview"

_MAGIC = 0x4B534B31
_VERSION = 1
_SLOTS = 4
_HEADER = struct.Struct("<6I")
_HEADER_BYTES = 64
_SLOT = struct.Struct("<2Q")
_STRIDE = _SLOT.size + PICTURE_BYTES
_FILE_BYTES = _HEADER_BYTES + _SLOTS * _STRIDE
_SHAPE = (_MAGIC, _VERSION, WIDTH, HEIGHT, _SLOTS, 4)


@dataclass(frozen=True, slots=True)
class Picture:
    """One whole preview picture: BGRX by rows, `WIDTH` × `HEIGHT`, and the frame's monotonic time."""

    pixels: bytes
    number: int
    taken_ns: int


class PreviewWriter:
    """The camera's end. There is one writer; a new one takes over the file that the last one left."""

    def __init__(self, path: Path) -> None:
        """Map `path`, making the file where there is none or one of another form.

        A file of the right form is kept, so that a reader which has it mapped goes on reading
        after the camera process was started anew. Raises OSError.
        """
        if not _is_ours(path):
            _make(path)
        with path.open("r+b") as file:
            self._ring = mmap.mmap(file.fileno(), _FILE_BYTES)

    def write(self, number: int, taken_ns: int, pixels: memoryview | bytes) -> None:
        """Put picture `number` (1 or more) into its slot. `pixels` has PICTURE_BYTES bytes."""
        if number < 1 or len(pixels) != PICTURE_BYTES:
            raise ValueError(f"picture {number} of {len(pixels)} bytes: expected 1 or more, {PICTURE_BYTES} bytes")
        start = _start(number)
        _SLOT.pack_into(self._ring, start, 0, 0)
        self._ring[start + _SLOT.size : start + _STRIDE] = bytes(pixels) if isinstance(pixels, memoryview) else pixels
        _SLOT.pack_into(self._ring, start, number, taken_ns)

    def close(self) -> None:
        """Unmap. The file stays, for the reader and the next writer."""
        self._ring.close()


class PreviewReader:
    """The screen's end. Opens the file when it is there, and again when another took its place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ring: mmap.mmap | None = None
        self._file: tuple[int, int] | None = None

    def read(self, number: int) -> Picture | None:
        """Return picture `number`; None where it is not there, was overwritten, or tore while being copied."""
        ring = self._mapped()
        if ring is None or number < 1:
            return None
        start = _start(number)
        before, taken_ns = _SLOT.unpack_from(ring, start)
        if before != number:
            return None
        pixels = ring[start + _SLOT.size : start + _STRIDE]
        after, _ = _SLOT.unpack_from(ring, start)
        return Picture(pixels, number, taken_ns) if after == number else None

    def newest(self) -> Picture | None:
        """Return the picture that was taken last; None where there is none, or it tore while being copied."""
        ring = self._mapped()
        if ring is None:
            return None
        slots = [_SLOT.unpack_from(ring, _start(slot)) for slot in range(_SLOTS)]
        number, _ = max(slots, key=lambda slot: slot[1] if slot[0] else 0)
        return self.read(number)

    def close(self) -> None:
        """Unmap."""
        if self._ring is not None:
            self._ring.close()
        self._ring = self._file = None

    def _mapped(self) -> mmap.mmap | None:
        try:
            there = self._path.stat()
        except OSError:
            return self._ring
        if self._file != (there.st_dev, there.st_ino):
            self.close()
            self._map()
        return self._ring

    def _map(self) -> None:
        try:
            with self._path.open("rb") as file:
                opened = os.fstat(file.fileno())
                if opened.st_size != _FILE_BYTES or _HEADER.unpack(file.read(_HEADER.size)) != _SHAPE:
                    return
                self._ring = mmap.mmap(file.fileno(), _FILE_BYTES, access=mmap.ACCESS_READ)
                self._file = (opened.st_dev, opened.st_ino)
        except OSError:
            return


def _start(number: int) -> int:
    return _HEADER_BYTES + (number % _SLOTS) * _STRIDE


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER.size)
            return os.fstat(file.fileno()).st_size == _FILE_BYTES and _HEADER.unpack(head) == _SHAPE
    except (OSError, struct.error):
        return False


def _make(path: Path) -> None:
    """Write an empty ring beside `path` and rename it there: a reader never sees half a file."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("wb") as file:
        file.truncate(_FILE_BYTES)
        file.write(_HEADER.pack(*_SHAPE))
    fresh.chmod(0o640)
    fresh.rename(path)
