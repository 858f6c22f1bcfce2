"""The ring between camera and screen: whole pictures or none."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.preview import FILE_NAME, HEIGHT, PICTURE_BYTES, WIDTH, PreviewReader, PreviewWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


@pytest.fixture
def writer(path: Path) -> Iterator[PreviewWriter]:
    writer = PreviewWriter(path)
    yield writer
    writer.close()


@pytest.fixture
def reader(path: Path) -> Iterator[PreviewReader]:
    reader = PreviewReader(path)
    yield reader
    reader.close()


def plain(value: int) -> bytes:
    return bytes([value]) * PICTURE_BYTES


def test_a_picture_is_read_as_written(writer: PreviewWriter, reader: PreviewReader) -> None:
    writer.write(7, 123, plain(9))
    picture = reader.read(7)
    assert picture is not None
    assert (picture.number, picture.taken_ns, picture.pixels) == (7, 123, plain(9))
    assert PICTURE_BYTES == WIDTH * HEIGHT * 4


def test_a_picture_that_was_overwritten_is_none(writer: PreviewWriter, reader: PreviewReader) -> None:
    for number in range(1, 6):
        writer.write(number, number, plain(number))
    assert reader.read(1) is None
    assert reader.read(2) is not None


def test_a_picture_of_another_size_is_refused(writer: PreviewWriter) -> None:
    with pytest.raises(ValueError, match="expected"):
        writer.write(1, 1, b"short")


def test_no_file_gives_no_picture_until_there_is_one(path: Path, reader: PreviewReader) -> None:
    assert reader.read(1) is None
    writer = PreviewWriter(path)
    writer.write(1, 1, plain(1))
    assert reader.read(1) is not None
    writer.close()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 1000])
def test_a_file_of_another_form_gives_no_picture_and_is_replaced(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    reader = PreviewReader(path)
    assert reader.read(1) is None
    writer = PreviewWriter(path)
    writer.write(1, 1, plain(1))
    assert reader.read(1) is not None
    writer.close()
    reader.close()


def test_a_reader_follows_a_file_that_was_made_anew(path: Path, writer: PreviewWriter, reader: PreviewReader) -> None:
    writer.write(1, 1, plain(1))
    assert reader.read(1) is not None
    path.unlink()
    second = PreviewWriter(path)
    second.write(2, 2, plain(2))
    picture = reader.read(2)
    assert picture is not None
    assert picture.pixels == plain(2)
    second.close()


def test_a_new_writer_keeps_the_readers_file(path: Path, writer: PreviewWriter, reader: PreviewReader) -> None:
    writer.write(1, 1, plain(1))
    inode = path.stat().st_ino
    second = PreviewWriter(path)
    second.write(2, 2, plain(2))
    assert path.stat().st_ino == inode
    assert reader.read(2) is not None
    second.close()


def test_no_torn_picture_is_ever_returned(writer: PreviewWriter, reader: PreviewReader) -> None:
    """A writer in full flight laps the reader many times: what is read is of one colour throughout."""
    writer.write(1, 1, plain(1))
    newest = [1]
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            newest[0] += 1
            writer.write(newest[0], newest[0], plain(newest[0] % 251))

    thread = threading.Thread(target=write, name="writer")
    thread.start()
    whole = 0
    try:
        while whole < 300:
            number = newest[0]
            picture = reader.read(number)
            if picture is not None:
                whole += 1
                assert picture.pixels.count(picture.pixels[0]) == PICTURE_BYTES
                assert picture.pixels[0] == number % 251
    finally:
        stop.set()
        thread.join()


def test_a_picture_whose_number_changed_while_copied_is_thrown_away(
    writer: PreviewWriter, reader: PreviewReader
) -> None:
    """Halfway through a picture the slot says 0: the seqlock's own rule, without the luck of threads."""
    writer.write(3, 3, plain(3))
    assert reader.read(3) is not None
    writer._ring[64 + 3 * (16 + PICTURE_BYTES) : 64 + 3 * (16 + PICTURE_BYTES) + 8] = bytes(8)
    assert reader.read(3) is None


def test_the_reader_imports_no_picture_library() -> None:
    code = "import sys, kiosk.preview; print(sorted({'cv2', 'numpy', 'zxingcpp'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
