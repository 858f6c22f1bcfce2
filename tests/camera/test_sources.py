"""One contract for all that gives frames, and what is special to each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame, Pixels
from kiosk.camera.gun import Gun
from kiosk.camera.pi import PiCamera
from kiosk.camera.replay import Clip, Stills
from kiosk.camera.sources import Source, open_source
from kiosk.camera.video import UsbCamera
from kiosk.errors import CameraError
from tests.camera.pictures import SEALED, background, placed, qr, write_clip
from tests.quickest import quickest

WIDTH, HEIGHT = 640, 360


class FakePi:
    """What picamera2 does, as far as it is used: a picture every few milliseconds."""

    camera_controls: Mapping[str, object] = {"ExposureTime": (1, 2, 3)}

    def __init__(self) -> None:
        self.controls: dict[str, object] = {}
        self.is_closed = False
        self.picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)

    def create_video_configuration(self, *, main: dict[str, object], buffer_count: int) -> object:
        return main, buffer_count

    def configure(self, configuration: object) -> None:
        pass

    def set_controls(self, controls: dict[str, object]) -> None:
        self.controls = controls

    def start(self) -> None:
        pass

    def capture_array(self, name: str) -> Pixels:
        time.sleep(0.005)
        return self.picture

    def close(self) -> None:
        self.is_closed = True


class FakeCapture:
    """What OpenCV's capture of a USB camera does, as far as it is used; unplugged after so many pictures."""

    def __init__(self, pictures: int = 10**6, *, is_opened: bool = True) -> None:
        self.left = pictures
        self.is_opened = is_opened
        self.settings: dict[int, float] = {}
        self.is_released = False
        self.picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)

    def __call__(self, index: int, interface: int) -> cv2.VideoCapture:
        return cast("cv2.VideoCapture", self)

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self.is_opened

    def set(self, setting: int, value: float) -> bool:
        self.settings[setting] = value
        return True

    def read(self) -> tuple[bool, Pixels | None]:
        time.sleep(0.005)
        self.left -= 1
        return (True, self.picture) if self.left >= 0 else (False, None)

    def release(self) -> None:
        self.is_released = True


def usb(folder: Path, capture: FakeCapture | None = None) -> UsbCamera:
    (folder / "video0").touch()
    return UsbCamera(0, folder, capture or FakeCapture())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two pictures, a clip of twenty, and a text that is none of these."""
    path = tmp_path_factory.mktemp("sources")
    pictures = [background(seed, WIDTH, HEIGHT) for seed in range(20)]
    (path / "pictures").mkdir()
    cv2.imwrite(str(path / "pictures" / "1.png"), pictures[0])
    cv2.imwrite(str(path / "pictures" / "2.JPG"), pictures[1])
    (path / "pictures" / "readme.txt").write_text("no picture")
    write_clip(path / "clip.avi", pictures, rate=20)
    return path


MAKERS: dict[str, Callable[[Path], Source]] = {
    "clip": lambda folder: Clip(folder / "clip.avi"),
    "clip, looped": lambda folder: Clip(folder / "clip.avi", loop=True),
    "clip, as fast as read": lambda folder: Clip(folder / "clip.avi", speed=0),
    "picture": lambda folder: Stills(folder / "pictures" / "1.png"),
    "folder": lambda folder: Stills(folder / "pictures", speed=4),
    "usb": usb,
    "pi": lambda _: PiCamera(FakePi),
}


@pytest.fixture(params=MAKERS)
def source(request: pytest.FixtureRequest, folder: Path) -> Iterator[Source]:
    source = MAKERS[request.param](folder)
    yield source
    source.close()


def frames(source: Source, count: int) -> list[Frame]:
    got: list[Frame] = []
    end = time.monotonic() + 10
    while len(got) < count and not source.is_over:
        assert time.monotonic() < end
        if (frame := source.read()) is not None:
            got.append(frame)
    return got


def test_frames_are_grey_and_of_bytes(source: Source) -> None:
    (frame,) = frames(source, 1)
    assert frame.grey.dtype == np.uint8
    assert (frame.height, frame.width) == frame.grey.shape == (HEIGHT, WIDTH)
    assert frame.colour is not None
    assert frame.colour.shape == (HEIGHT, WIDTH, 3)


def test_frames_come_in_order_of_number_and_monotonic_time(source: Source) -> None:
    before = time.monotonic_ns()
    got = frames(source, 6)
    assert len(got) == 6
    assert [one.number for one in got] == sorted({one.number for one in got})
    assert got[0].number >= 1
    times = [before, *[one.taken_ns for one in got], time.monotonic_ns()]
    assert times == sorted(times)


def test_a_late_reader_misses_frames_but_gets_the_newest(source: Source, request: pytest.FixtureRequest) -> None:
    if "as fast" in request.node.callspec.id:
        pytest.skip("leaves nothing out")
    first = frames(source, 1)[0].number
    time.sleep(0.25)
    assert frames(source, 1)[0].number > first + 1


def test_reading_never_takes_long(source: Source) -> None:
    for _ in range(5):
        start = time.monotonic()
        source.read()
        assert time.monotonic() - start < 3, "it never waits for a picture that does not come"


def test_closing_twice_is_fine(source: Source) -> None:
    frames(source, 1)
    source.close()
    source.close()


def test_a_clip_gives_all_its_pictures_and_ends(folder: Path) -> None:
    clip = Clip(folder / "clip.avi", speed=0)
    assert [one.number for one in frames(clip, 100)] == list(range(1, 21))
    assert clip.is_over
    assert clip.read() is None


def test_a_clip_plays_at_its_own_pace(folder: Path) -> None:
    clip = Clip(folder / "clip.avi")
    start = time.monotonic()
    frames(clip, 9)
    assert 0.35 < time.monotonic() - start < 3, "8 steps of 1/20 s"


def test_a_clip_plays_faster_when_told(folder: Path) -> None:
    def play() -> None:
        clip = Clip(folder / "clip.avi", speed=4)
        frames(clip, 100)
        assert clip.is_over

    assert quickest(play, 0.8) < 0.8, "20 pictures of 1/20 s, four times as fast"


def test_a_looped_clip_goes_on_counting(folder: Path) -> None:
    clip = Clip(folder / "clip.avi", loop=True, speed=0)
    assert [one.number for one in frames(clip, 45)] == list(range(1, 46))
    assert not clip.is_over


def test_a_folder_shows_each_picture_in_order_for_a_while(folder: Path) -> None:
    stills = Stills(folder / "pictures", held_s=0.2, speed=3)
    names = [one.name for one in frames(stills, 100)]
    assert list(dict.fromkeys(names)) == ["1.png", "2.JPG"]
    assert stills.is_over


def test_a_followed_folder_shows_what_is_put_there_later_between_blank_paper(tmp_path: Path, folder: Path) -> None:
    picture = (folder / "pictures" / "1.png").read_bytes()
    (tmp_path / "1.png").write_bytes(picture)
    stills = Stills(tmp_path, speed=0, follows=True)
    assert [one.name for one in frames(stills, 2)] == ["1.png", ""]
    (tmp_path / "0.png").write_bytes(picture[:100])
    assert [one.name for one in frames(stills, 1)] == [""]
    (tmp_path / "0.png").write_bytes(picture)
    assert [one.name for one in frames(stills, 2)] == ["0.png", ""]
    assert not stills.is_over


def test_a_looped_folder_shows_what_is_put_there_later(tmp_path: Path, folder: Path) -> None:
    picture = (folder / "pictures" / "1.png").read_bytes()
    (tmp_path / "1.png").write_bytes(picture)
    stills = Stills(tmp_path, speed=0, loop=True)
    frames(stills, 2)
    (tmp_path / "2.png").write_bytes(picture)
    assert {one.name for one in frames(stills, 4)} == {"1.png", "2.png"}


def test_a_looped_picture_has_no_end(folder: Path) -> None:
    stills = Stills(folder / "pictures" / "1.png", loop=True, speed=0)
    assert len(frames(stills, 50)) == 50


def test_a_looped_picture_that_is_taken_away_is_a_fault_and_not_an_endless_search(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "label.png"
    path.write_bytes((folder / "pictures" / "1.png").read_bytes())
    stills = Stills(path, loop=True, speed=0)
    frames(stills, 2)
    path.unlink()
    with pytest.raises(CameraError, match="CAM-03"):
        frames(stills, 2)


def test_a_transparent_picture_is_seen_on_white(tmp_path: Path) -> None:
    clear = np.zeros((40, 40, 4), np.uint8)
    clear[:20, :, 3] = 255
    cv2.imwrite(str(tmp_path / "clear.png"), clear)
    (frame,) = frames(Stills(tmp_path / "clear.png"), 1)
    assert (int(frame.grey[5, 5]), int(frame.grey[35, 35])) == (0, 255)


def test_a_huge_picture_is_reduced(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "huge.jpg"), np.full((3000, 4000), 99, np.uint8))
    (frame,) = frames(Stills(tmp_path / "huge.jpg"), 1)
    assert max(frame.grey.shape) <= 1920
    assert min(frame.grey.shape) <= 1080


def test_a_folder_leaves_out_what_cannot_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    cv2.imwrite(str(tmp_path / "b.png"), placed(qr(SEALED)))
    assert [one.name for one in frames(Stills(tmp_path, speed=0), 5)] == ["b.png"]
    assert "a.png" in caplog.text


def spoiled(tmp_path: Path, folder: Path) -> dict[str, tuple[str, str]]:
    """Return sources that are wrong, with the number and a word of the error."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "only-broken").mkdir()
    for name in ("only-broken/a.png", "only-broken/b.png", "broken.png", "broken.mp4", "text.avi"):
        (tmp_path / name).write_bytes(b"nothing of the kind")
    (tmp_path / "none.mp4").write_bytes(b"")
    clip = (folder / "clip.avi").read_bytes()
    (tmp_path / "cut.avi").write_bytes(clip[: len(clip) // 2])
    return {
        "": ("CAM-06", "names no source"),
        "camera:x": ("CAM-06", "'camera:x'"),
        "camera:": ("CAM-06", "'camera:'"),
        "serial:": ("CAM-06", "'serial:'"),
        "x" * 5000: ("CAM-06", "neither a file nor a folder"),
        "nul\0byte": ("CAM-06", "neither a file nor a folder"),
        "nowhere.mp4": ("CAM-06", "neither a file nor a folder"),
        "camera:97": ("CAM-01", "/dev/video97"),
        "serial:/dev/ttyNONE": ("CAM-01", "/dev/ttyNONE"),
        "pi": ("CAM-01", "picamera2"),
        str(tmp_path / "empty"): ("CAM-03", "no pictures"),
        str(tmp_path / "only-broken"): ("CAM-03", "none of the 2 pictures"),
        str(tmp_path / "broken.png"): ("CAM-03", "cannot be read"),
        str(tmp_path / "broken.mp4"): ("CAM-03", "is neither a picture nor a video that can be read"),
        str(tmp_path / "none.mp4"): ("CAM-03", "is neither a picture nor a video that can be read"),
        str(tmp_path / "text.avi"): ("CAM-03", "is neither a picture nor a video that can be read"),
        str(tmp_path / "cut.avi"): ("CAM-03", ""),
    }


def play(text: str) -> None:
    source = open_source(text, speed=0)
    assert not isinstance(source, Gun)
    frames(source, 100)


@pytest.mark.parametrize("which", range(17))
def test_a_wrong_source_is_one_error_that_says_what_would_be_right(which: int, tmp_path: Path, folder: Path) -> None:
    text, (number, word) = list(spoiled(tmp_path, folder).items())[which]
    with pytest.raises(CameraError) as caught:
        play(text)
    assert caught.value.number == number
    assert word in caught.value.what
    assert caught.value.remedy.endswith(".")
    assert "\n" not in str(caught.value)


def test_the_text_chooses_the_source(folder: Path) -> None:
    assert isinstance(open_source(str(folder / "clip.avi")), Clip)
    assert isinstance(open_source(str(folder / "pictures")), Stills)
    assert isinstance(open_source(str(folder / "pictures" / "2.JPG")), Stills)


def test_a_camera_asks_only_for_what_it_can() -> None:
    made: list[FakePi] = []
    camera = PiCamera(lambda: made.append(FakePi()) or made[-1])  # type: ignore[func-returns-value]
    frames(camera, 1)
    camera.close()
    assert made[0].controls == {"ExposureTime": 2000}, "the focus stays alone where it cannot be set"
    assert made[0].is_closed


def test_a_camera_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(CameraError, match="found: "):
        UsbCamera(97)


def test_a_usb_camera_is_asked_for_small_fresh_pictures(tmp_path: Path) -> None:
    capture = FakeCapture()
    camera = usb(tmp_path, capture)
    frames(camera, 2)
    camera.close()
    asked = capture.settings
    assert (asked[cv2.CAP_PROP_FRAME_WIDTH], asked[cv2.CAP_PROP_FRAME_HEIGHT]) == (1280, 720)
    assert asked[cv2.CAP_PROP_BUFFERSIZE] == 1
    assert asked[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    assert capture.is_released


def test_a_usb_camera_that_is_unplugged_is_told(tmp_path: Path) -> None:
    camera = usb(tmp_path, FakeCapture(pictures=3))
    with pytest.raises(CameraError, match=r"CAM-02: camera /dev/video0 gives no pictures any more"):
        frames(camera, 5)
    camera.close()


def test_a_usb_camera_that_is_in_use_is_told(tmp_path: Path) -> None:
    camera = usb(tmp_path, FakeCapture(is_opened=False))
    with pytest.raises(CameraError, match="CAM-01: camera /dev/video0 cannot be opened"):
        frames(camera, 1)
    camera.close()


ODD_PICTURES = {
    "two channels": np.zeros((HEIGHT, WIDTH, 2), np.uint8),
    "no height": np.zeros((0, WIDTH, 3), np.uint8),
    "a row": np.zeros(WIDTH, np.uint8),
    "of text": np.full((HEIGHT, WIDTH, 3), "x"),
}


@pytest.mark.parametrize("odd", ODD_PICTURES)
@pytest.mark.parametrize("name", ["usb", "pi"])
@pytest.mark.filterwarnings("error")  # a thread that ends with a traceback is a warning of pytest's
def test_a_camera_that_gives_an_odd_picture_is_told(tmp_path: Path, name: str, odd: str) -> None:
    capture, pi = FakeCapture(), FakePi()
    capture.picture = pi.picture = np.asarray(ODD_PICTURES[odd])
    camera = usb(tmp_path, capture) if name == "usb" else PiCamera(lambda: pi)
    with pytest.raises(CameraError, match=rf"CAM-02: {'camera:0' if name == 'usb' else 'pi'} gave a picture") as caught:
        frames(camera, 1)
    camera.close()
    assert "\n" not in str(caught.value)
    assert capture.is_released or pi.is_closed


def test_a_clip_goes_on_where_it_was_after_the_process_stood_still(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = Clip(folder / "clip.avi", loop=True)
    first = frames(clip, 1)[0].number
    real = time.monotonic
    monkeypatch.setattr("kiosk.camera.replay.time.monotonic", lambda: real() + 3600)
    assert frames(clip, 1)[0].number == first + 1
