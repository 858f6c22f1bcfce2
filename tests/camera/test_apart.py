"""A decoder that hangs, dies or is stopped costs its own picture, and nobody else a thing."""

from __future__ import annotations

import logging
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from kiosk.camera.apart import OVERDUE_S, Apart
from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Looked, Pixels
from kiosk.camera.presence import look
from kiosk.camera.served import LONGEST_S
from kiosk.camera.told import MOST
from kiosk.errors import CameraError
from kiosk.messages.local import CameraReport, CameraState, Message, Pictured, Scanned, SourceEnded
from kiosk.processes.camera import FORKED_WITHIN_S
from kiosk.processes.link import SOCKET_NAME
from tests.camera.fake_screen import FakeScreen
from tests.camera.pictures import SEALED, background, frame, placed, qr, write_clip
from tests.camera.poisoned import DIES, HANGS, IS_SLOW, LARGEST, RAISES, SAYS_MUCH, Poisoned, marked
from tests.quickest import quickest

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
REPLACED_WITHIN_S, PATIENCE_S = 2.0, 10.0
OTHER = b"https://tem.example/2"
LABEL, NEXT = placed(qr(SEALED)), placed(qr(OTHER))


@pytest.fixture
def apart() -> Iterator[Apart]:
    apart = Apart(Poisoned)
    assert apart.wait(30)
    yield apart
    apart.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is waited for as long as a busy machine needs."""
    monkeypatch.setattr("kiosk.camera.apart.SOON_S", 10.0)


def read(apart: Apart, picture: Pixels) -> list[bytes]:
    one = frame(picture)
    return [reading.payload.content for looked in apart.read(one, look(one)) for reading in looked.readings]


def read_on(apart: Apart, picture: Pixels, within_s: float) -> float:
    """Return the seconds until `picture` is read."""
    start = time.monotonic()
    while time.monotonic() - start < within_s:
        if read(apart, picture):
            return time.monotonic() - start
        time.sleep(0.01)
    pytest.fail(f"nothing was read for {within_s:.1f} s")


@pytest.mark.usefixtures("patient")
def test_what_is_read_apart_is_what_is_read_here(apart: Apart) -> None:
    label = frame(LABEL)
    (here,) = Decoder().read(label, look(label))
    ((there,),) = [looked.readings for looked in apart.read(label, look(label))]
    assert (there.payload, there.corners, there.format, there.reader) == (
        here.payload,
        here.corners,
        here.format,
        here.reader,
    )


@pytest.mark.parametrize(
    ("mark", "takes_s", "why"),
    [(HANGS, LONGEST_S, "more than 2 s"), (DIES, 0, "status -11"), (RAISES, 0, "status 1")],
    ids=["hangs", "dies", "raises"],
)
def test_a_decoder_that_hangs_or_dies_is_replaced_and_its_frame_is_not_tried_again(
    apart: Apart, caplog: pytest.LogCaptureFixture, mark: int, takes_s: float, why: str
) -> None:
    poison = marked(LABEL, mark)
    with caplog.at_level(logging.WARNING, "kiosk.camera.apart"):
        begun = time.monotonic()
        assert read(apart, poison) == []
        read_on(apart, NEXT, takes_s + PATIENCE_S)
        assert time.monotonic() - begun >= takes_s - 0.5
        successor = family(apart)[1]
        assert [read(apart, poison) for _ in range(5)] == [[]] * 5
        read_on(apart, NEXT, PATIENCE_S)
        assert family(apart)[1] == successor
    (said,) = caplog.messages
    assert said.startswith("CAM-09")
    assert why in said


def test_a_decoder_that_dies_is_replaced_within_2_seconds(apart: Apart) -> None:
    def die() -> None:
        family(apart)[1].kill()
        read_on(apart, NEXT, PATIENCE_S)

    assert quickest(die, REPLACED_WITHIN_S) < REPLACED_WITHIN_S


def family(apart: Apart) -> tuple[psutil.Process, psutil.Process]:
    """Return the keeper and the decoder that waits for a picture."""
    assert apart.wait(30)
    keeper = psutil.Process(apart._keeper)
    (decoder,) = keeper.children()
    return keeper, decoder


def killed_unheard(apart: Apart) -> psutil.Process:
    """Kill the decoder while it has nothing to do, and return its keeper, stopped: nobody hears of it yet."""
    keeper, decoder = family(apart)
    keeper.suspend()
    until_it_is(keeper, psutil.STATUS_STOPPED)
    decoder.kill()
    until_it_is(decoder, psutil.STATUS_ZOMBIE)
    return keeper


def until_it_is(process: psutil.Process, status: str) -> None:
    until_s = time.monotonic() + 5
    while process.status() != status:
        assert time.monotonic() < until_s
        time.sleep(0.01)


def test_a_picture_that_a_dead_decoder_never_had_is_read_by_the_next_one(apart: Apart) -> None:
    keeper = killed_unheard(apart)
    assert read(apart, NEXT) == []
    keeper.resume()
    read_on(apart, NEXT, PATIENCE_S)


def test_what_is_read_for_an_earlier_question_is_not_taken_for_another_frame(apart: Apart) -> None:
    contents = {n: SEALED if n % 2 else OTHER for n in range(1, 30)}
    keeper = killed_unheard(apart)
    looked: list[Looked] = []
    for number, content in contents.items():
        one = frame(LABEL if content == SEALED else NEXT, number, number)
        looked += apart.read(one, look(one))
        if number == 1:
            keeper.resume()
            select.select([apart._line], [], [], 10)  # until it tells of the death
    assert len(looked) > 5
    assert {one.taken_ns: [reading.payload.content for reading in one.readings] for one in looked} == {
        one.taken_ns: [contents[one.taken_ns]] for one in looked
    }


@pytest.mark.parametrize("is_keeper_stopped", [False, True], ids=["decoder", "decoder and keeper"])
def test_what_is_stopped_from_outside_is_replaced_and_the_label_is_read(
    apart: Apart, *, is_keeper_stopped: bool
) -> None:
    keeper, decoder = family(apart)
    for one in (keeper, decoder) if is_keeper_stopped else (decoder,):
        one.suspend()
    assert read_on(apart, NEXT, OVERDUE_S + PATIENCE_S) >= OVERDUE_S - 0.5
    assert not decoder.is_running()


def test_what_is_stopped_from_outside_is_ended_with_the_rest() -> None:
    apart = Apart(Poisoned)
    both = family(apart)
    for one in both:
        one.suspend()
    apart.close()
    assert psutil.wait_procs(both, timeout=10)[1] == []


def test_where_no_decoder_comes_any_more_the_process_says_so(apart: Apart) -> None:
    for process in family(apart):
        process.kill()
    with pytest.raises(CameraError, match="CAM-09"):
        read_on(apart, NEXT, 5)


def test_what_is_read_late_is_not_lost_and_holds_up_nobody(apart: Apart) -> None:
    assert read(apart, marked(LABEL, IS_SLOW)) == []
    until_s = time.monotonic() + 10
    while not (late := read(apart, background())):
        assert time.monotonic() < until_s
        time.sleep(0.01)
    assert late == [SEALED]


def test_what_is_read_late_tells_when_its_frame_was_taken(apart: Apart) -> None:
    late, on_time = frame(marked(LABEL, IS_SLOW), 1, 1_000), frame(LABEL, 2, 2_000)
    assert apart.read(late, look(late)) == ()
    until_s = time.monotonic() + 10
    while not (looked := apart.read(on_time, look(on_time))):
        assert time.monotonic() < until_s
        time.sleep(0.01)
    assert looked[0].taken_ns == 1_000


@pytest.mark.usefixtures("patient")
def test_as_many_of_the_largest_codes_as_are_told_are_heard(apart: Apart) -> None:
    assert read(apart, marked(background(), SAYS_MUCH)) == [LARGEST] * MOST


def test_where_no_decoder_can_live_the_next_ones_come_after_longer_and_longer_rests(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    births = tmp_path / "births"

    def stillborn() -> Decoder:
        with births.open("a") as file:
            file.write(".")
        raise MemoryError

    apart = Apart(stillborn)
    try:
        with caplog.at_level(logging.WARNING, "kiosk.camera.apart"):
            assert not apart.wait(1.3)
        assert 3 <= len(births.read_text()) <= 5
        assert apart.unanswered_s >= 1.3
        assert len(caplog.messages) == 1
    finally:
        apart.close()


def test_where_memory_ends_the_unit_lives_on_without_its_decoder() -> None:
    assert "OOMPolicy=continue\n" in Path("systemd/kiosk-camera.service").read_text()


BLIND_PROGRAM = """
import sys
from pathlib import Path
from kiosk.processes.camera import run_camera
from tests.camera.poisoned import Stillborn
sys.exit(run_camera(sys.argv[1], Path(sys.argv[2]), loop=True, speed=1.0, make_decoder=Stillborn))
"""


@pytest.fixture
def blind(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    clip = write_clip(tmp_path / "label.avi", [LABEL] * 20)
    process = subprocess.Popen([sys.executable, "-c", BLIND_PROGRAM, str(clip), str(tmp_path)], env=os.environ)
    yield process
    process.kill()
    process.wait()


def test_a_camera_without_a_decoder_is_lost_though_it_gives_pictures(
    tmp_path: Path, blind: subprocess.Popen[bytes]
) -> None:
    screen = FakeScreen(tmp_path / SOCKET_NAME)
    try:
        said = screen.until(lambda said: sum(isinstance(one, Pictured) for one in said) > 1, timeout_s=40)
        assert blind.poll() is None
    finally:
        screen.close()
    assert {one for one in said if isinstance(one, CameraReport)} == {
        CameraReport(state=CameraState.LOST, number="CAM-09")
    }


def test_a_camera_that_waits_for_its_decoder_ends_when_it_is_told_to(
    tmp_path: Path, blind: subprocess.Popen[bytes]
) -> None:
    until_s = time.monotonic() + 30
    while not (psutil.Process(blind.pid).children() and catches(blind.pid, signal.SIGTERM)):
        assert time.monotonic() < until_s
        time.sleep(0.05)
    blind.terminate()
    assert blind.wait(FORKED_WITHIN_S - 1) == 0


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler of its own for a signal."""
    (caught,) = re.findall(r"^SigCgt:\s*([0-9a-f]+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return bool(int(caught, 16) >> (number - 1) & 1)


def test_no_process_is_left_behind() -> None:
    apart = Apart(Poisoned)
    both = family(apart)
    read(apart, marked(LABEL, HANGS))
    apart.close()
    assert psutil.wait_procs(both, timeout=LONGEST_S + 3)[1] == []


PROGRAM = """
import sys
from pathlib import Path
from kiosk.processes.camera import run_camera
from tests.camera.poisoned import Poisoned
sys.exit(run_camera(sys.argv[1], Path(sys.argv[2]), loop=False, speed=1.0, make_decoder=Poisoned))
"""


def test_the_live_picture_goes_on_and_the_next_label_is_read(tmp_path: Path) -> None:
    poison = [marked(placed(qr(b"https://tem.example/0")), HANGS)] * 8
    pictures = [*[LABEL] * 20, *poison, *[background()] * 50, *[NEXT] * 45]
    clip = write_clip(tmp_path / "poison.avi", pictures)
    screen = FakeScreen(tmp_path / SOCKET_NAME)
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(clip), str(tmp_path)], env=os.environ)
    try:
        said = screen.until(lambda said: any(isinstance(one, SourceEnded) for one in said), timeout_s=40)
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
        screen.close()
    assert [one.content for one in said if isinstance(one, Scanned)] == [SEALED, OTHER]
    assert between(said, SEALED, OTHER) > 8, "pictures were shown while the decoder hung"
    states = [one.state for one in said if isinstance(one, CameraReport)]
    assert states == [CameraState.WORKING]


def between(said: list[Message], first: bytes, last: bytes) -> int:
    at = {one.content: place for place, one in enumerate(said) if isinstance(one, Scanned)}
    return sum(isinstance(one, Pictured) for one in said[at[first] : at[last]])


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("picture", [LABEL[::2], LABEL[:, ::-1], LABEL.T, np.asfortranarray(LABEL)])
def test_pixels_that_do_not_lie_side_by_side_are_read(apart: Apart, picture: Pixels) -> None:
    assert not picture.flags.c_contiguous
    whole = np.ascontiguousarray(picture)
    one, other = frame(picture), frame(whole)
    assert [reading.payload for reading in Decoder().read(one, look(one))] == [
        reading.payload for reading in Decoder().read(other, look(other))
    ]
    assert read(apart, picture) == read(apart, whole)
