"""Codes out of frames: bytes untouched, symbologies told, hard labels read by the harder passes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import pytest
import zxingcpp

from kiosk.camera.decode import IDLE_EVERY, MORE_EVERY, MOST_MS, PATIENCE, Decoder, fitted, read_still
from kiosk.camera.frame import Box, Frame, Pixels, Reading
from kiosk.camera.passes import BAR_PASSES, HARD_PASSES, SOFT_PASSES, SQUARE_PASSES, HardPass
from kiosk.camera.presence import look
from kiosk.camera.readers import ALL, SQUARES, Formats, Found, zbar, zxing
from kiosk.codes.payload import Payload
from tests.camera.clocks import ticking
from tests.camera.pictures import FORMATS as F
from tests.camera.pictures import SEALED, background, bars, blurred, frame, gs1, placed, qr, turned

LOT = "(01)09521234543213(10)L1(21)7K"
LOT_BYTES = b"010952123454321310L1\x1d217K"
ONE_ROUND = 3 * len(HARD_PASSES)
UNREADABLE = frame(placed(blurred(qr(SEALED), 3.4)))


def read(picture: Pixels, frames: int = 1) -> tuple[Reading, ...]:
    """Return the readings of the first of `frames` equal frames that has any."""
    decoder = Decoder(clock=ticking())
    for number in range(1, frames + 1):
        one = frame(picture, number)
        if readings := decoder.read(one, look(one)):
            return readings
    return ()


def payloads(readings: tuple[Reading, ...]) -> list[Payload]:
    return [reading.payload for reading in readings]


@pytest.mark.parametrize(
    "content",
    [
        SEALED,
        "Cà chua Đà Lạt, giống F1 — 0,5 kg".encode(),
        b"\xff\xfe\x00\x80 no text at all \x1d\x00",
        bytes(range(256)),
        "Rau muống".encode("cp1258", errors="replace"),
    ],
)
def test_the_bytes_of_a_label_come_out_as_they_went_in(content: bytes) -> None:
    assert payloads(read(placed(qr(content)))) == [Payload(content, "]Q1")]


@pytest.mark.parametrize(
    ("picture", "symbology", "content"),
    [
        (gs1(LOT, F.QRCode), "]Q3", LOT_BYTES),
        (gs1(LOT, F.DataMatrix, 6), "]d2", LOT_BYTES),
        (gs1(LOT, F.Code128, 2), "]C1", LOT_BYTES),
        (bars("(01)09521234543213", F.DataBarOmni), "]e0", b"0109521234543213"),
        (bars("(01)09521234543213(10)L1", F.DataBarExp, 2), "]e0", b"010952123454321310L1"),
        (bars("9521234543213", F.EAN13), "]E0", b"9521234543213"),
        (bars("12345670", F.EAN8), "]E4", b"12345670"),
        (bars("012345678905", F.UPCA), "]E0", b"0012345678905"),
        (bars("09521234543213", F.ITF14), "]I1", b"09521234543213"),
        (bars("ABC-123", F.Code128), "]C0", b"ABC-123"),
    ],
)
def test_each_format_tells_its_aim_symbology_and_keeps_its_separators(
    picture: Pixels, symbology: str, content: bytes
) -> None:
    assert payloads(read(placed(picture), frames=4)) == [Payload(content, symbology)]


def test_micro_qr_and_short_itf_are_left_alone() -> None:
    micro = np.array(zxingcpp.create_barcode("12345", F.MicroQRCode).to_image(scale=6, add_quiet_zones=True))
    assert read(placed(micro), frames=ONE_ROUND) == ()
    assert read(placed(bars("123456", F.ITF)), frames=ONE_ROUND) == ()
    assert read(placed(bars("09521234543214", F.ITF)), frames=ONE_ROUND) == (), "its check digit is wrong"


def test_the_corners_are_those_of_the_code_in_the_frame() -> None:
    code = qr(SEALED)
    corners = read(placed(code, at=(300, 200)))[0].corners
    quiet = 4 * 4
    near, far = (300 + quiet, 200 + quiet), (300 + code.shape[1] - quiet, 200 + code.shape[0] - quiet)
    assert corners[0] == pytest.approx(near, abs=4)
    assert corners[2] == pytest.approx(far, abs=4)


def hard_to_read() -> dict[str, Pixels]:
    dark = (placed(qr(SEALED)) * 0.1).astype(np.uint8)
    mirror_of_light = cv2.convertScaleAbs(placed(qr(SEALED)), alpha=0.08, beta=215)
    return {
        "turned by 30 degrees": placed(turned(qr(SEALED), 30)),
        "turned by 90 degrees": placed(np.rot90(qr(SEALED)).copy()),
        "inverted": placed(255 - qr(SEALED)),
        "inverted data matrix": placed(255 - gs1(LOT, F.DataMatrix, 6)),
        "out of focus": placed(blurred(qr(SEALED), 2.4)),
        "small": placed(qr(SEALED, 1)),
        "dark": dark,
        "washed out": np.asarray(mirror_of_light, np.uint8),
        "bars turned by 30 degrees": placed(turned(bars("9521234543213", F.EAN13), 30)),
    }


@pytest.mark.parametrize("name", hard_to_read())
def test_a_difficult_label_is_read_within_a_round_of_harder_passes(name: str) -> None:
    assert len(read(hard_to_read()[name], frames=ONE_ROUND)) == 1


def test_a_harder_pass_reads_what_the_cheap_ones_do_not() -> None:
    reading = read(placed(blurred(qr(SEALED), 2.4)), frames=ONE_ROUND)[0]
    assert reading.reader in {one.name for one in HARD_PASSES}
    assert reading.payload == Payload(SEALED, "]Q1")
    assert reading.corners[0] == pytest.approx((534, 254), abs=6), "told in the frame's pixels, not the region's"


def test_bars_count_only_when_seen_twice_in_succession() -> None:
    decoder = Decoder()
    label = placed(bars("9521234543213", F.EAN13))
    other = placed(bars("4006381333931", F.EAN13))
    seen = [decoder.read(frame(picture), look(frame(picture))) for picture in (label, other, label, other)]
    assert seen == [(), (), (), ()]
    assert payloads(decoder.read(frame(other), look(frame(other)))) == [Payload(b"4006381333931", "]E0")]


def test_two_labels_in_one_frame_are_both_read() -> None:
    picture = placed(qr(b"second"), placed(qr(SEALED), at=(100, 100)), at=(800, 300))
    assert set(payloads(read(picture))) == {Payload(SEALED, "]Q1"), Payload(b"second", "]Q1")}


def test_an_inverted_label_is_read_in_every_frame_and_beside_a_plain_one_soon() -> None:
    plain, inverted = qr(SEALED), 255 - qr(b"https://tem.example/2", 5)
    decoder = Decoder()
    alone = [frame(placed(inverted), number) for number in range(1, 8)]
    assert all(decoder.read(one, look(one)) for one in alone)
    both = [frame(placed(inverted, placed(plain, at=(150, 200)), at=(700, 230)), number) for number in range(8, 24)]
    counts = [len(decoder.read(one, look(one))) for one in both]
    assert all(count >= 1 for count in counts)
    assert all(max(counts[start : start + MORE_EVERY]) == 2 for start in range(len(counts) - MORE_EVERY))


@pytest.mark.parametrize(
    ("code", "thorough"),
    [
        (qr(SEALED), [True, False, False, False, True, False, False, False, False, True]),
        (255 - qr(SEALED), [True, False, True, True, True, True, True, True, True, True, True]),
    ],
    ids=["plain", "inverted"],
)
def test_a_plain_label_costs_the_whole_cheap_pass_now_and_then_and_no_other_one_more_than_that(
    monkeypatch: pytest.MonkeyPatch, code: Pixels, thorough: list[bool]
) -> None:
    passes: list[bool] = []

    def noted(picture: Pixels, formats: Formats, *, thorough: bool) -> list[Found]:
        if formats is SQUARES:
            passes.append(thorough)
        return zxing(picture, formats, thorough=thorough)

    monkeypatch.setattr("kiosk.camera.decode.zxing", noted)
    decoder = Decoder()
    for number in range(1, 11):
        one = frame(placed(code), number)
        assert decoder.read(one, look(one))
    assert passes == thorough


def test_one_label_printed_twice_is_one_reading() -> None:
    picture = placed(qr(SEALED), placed(qr(SEALED), at=(100, 100)), at=(800, 300))
    assert payloads(read(picture)) == [Payload(SEALED, "]Q1")]


@pytest.mark.parametrize("content", ["Cà chua".encode(), b"010952123454321310L1", b"tab\there"])
def test_the_second_reader_is_not_believed_where_it_garbles(content: bytes) -> None:
    assert zbar(placed(qr(content))) == []


def test_the_second_reader_is_believed_for_plain_ascii() -> None:
    (found,) = zbar(placed(qr(SEALED), at=(300, 200)))
    assert found.payload == Payload(SEALED, "]Q1")
    assert found.corners[0] == pytest.approx((316, 216), abs=6)
    assert found.corners[1][0] > found.corners[0][0] + 100, "clockwise from top left"


class Passes:
    """Counts the harder passes that run; each takes `ms` of a clock that moves by nothing else, and reads nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ms: float) -> None:
        self.ran: list[str] = []
        self.now_s = 0.0
        self.ms = ms
        monkeypatch.setattr(HardPass, "run", lambda hard, *_: self.run(hard))

    def run(self, hard: HardPass) -> list[Found]:
        self.ran.append(hard.name)
        self.now_s += self.ms / 1000
        return []

    def over(self, frames: int, decoder: Decoder, picture: Frame = UNREADABLE) -> list[int]:
        """Return how many ran in each of so many frames."""
        counts = []
        for _ in range(frames):
            before = len(self.ran)
            decoder.read(picture, look(picture))
            counts.append(len(self.ran) - before)
        return counts


@pytest.mark.parametrize(("ms", "a_frame"), [(2.0, 7), (7.0, 2), (14.0, 1), (28.0, 0.5)])
def test_a_slow_machine_takes_fewer_passes_a_frame(monkeypatch: pytest.MonkeyPatch, ms: float, a_frame: float) -> None:
    passes = Passes(monkeypatch, ms)
    decoder = Decoder(14.0, lambda: passes.now_s)
    passes.over(4, decoder)
    counts = passes.over(16, decoder)
    assert sum(counts) / 16 == pytest.approx(a_frame, rel=0.15)
    assert max(counts) * ms <= MOST_MS


@pytest.mark.parametrize(
    ("picture", "wanted"),
    [
        (placed(blurred(qr(SEALED), 3.4)), SOFT_PASSES),
        (placed(np.rot90(qr(SEALED)[60:]).copy()), SQUARE_PASSES),
        (placed(bars("9521234543213", F.EAN13)[:, :200]), BAR_PASSES),
    ],
    ids=["blurred", "cut", "bars"],
)
def test_what_the_picture_looks_like_says_which_passes_come_first_and_each_gets_its_turn(
    monkeypatch: pytest.MonkeyPatch, picture: Pixels, wanted: tuple[HardPass, ...]
) -> None:
    passes = Passes(monkeypatch, 7.0)
    passes.over(PATIENCE, Decoder(14.0, lambda: passes.now_s), frame(picture))
    names = [hard.name for hard in wanted]
    begun = [name for name in passes.ran if name != "stacked"]  # of the first frame there is nothing to lay upon it
    assert begun[: len(names) - 1] == [name for name in names if name != "stacked"][: len(names) - 1]


def test_what_never_reads_is_tried_less_often_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = Passes(monkeypatch, 7.0)
    decoder = Decoder(14.0, lambda: passes.now_s)
    passes.over(PATIENCE, decoder)
    counts = passes.over(IDLE_EVERY * 3, decoder)
    assert sum(count > 0 for count in counts) == 3


class ReadsOnce(Passes):
    """The first pass reads something, and takes far more time than can be saved; all others read nothing in 2 ms."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ms: float) -> None:
        super().__init__(monkeypatch, ms)
        self.boxes: list[Box] = []
        monkeypatch.setattr(HardPass, "run", lambda hard, _, box: self.run_at(hard, box))

    def run_at(self, hard: HardPass, box: Box) -> list[Found]:
        self.boxes.append(box)
        self.run(hard)
        self.ms = 2.0
        corners = ((0, 0), (9, 0), (9, 9), (0, 9))
        return [Found(Payload(b"9521234543213", "]E0"), corners, "EAN-13")] if len(self.ran) == 1 else []


def test_a_dear_pass_that_read_once_keeps_no_other_from_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = ReadsOnce(monkeypatch, 300.0)
    passes.over(80, Decoder(14.0, lambda: passes.now_s))
    assert len(set(passes.ran)) > 3


def test_what_read_a_label_is_tried_where_the_label_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = ReadsOnce(monkeypatch, 2.0)
    decoder = Decoder(14.0, lambda: passes.now_s)
    passes.over(2, decoder, frame(placed(blurred(qr(SEALED), 3.4), at=(100, 300))))
    count = len(passes.boxes)
    passes.over(1, decoder, frame(placed(blurred(qr(SEALED), 3.4), at=(900, 300))))
    assert passes.boxes[0].centre[0] < 400
    assert passes.boxes[count].centre[0] > 800


def test_a_frame_of_another_shape_is_read_where_something_is_in_it() -> None:
    decoder, hard = Decoder(), placed(blurred(qr(SEALED), 2.4))
    for number in range(1, ONE_ROUND):
        one = frame(hard, number)
        if decoder.read(one, look(one)):
            break
    for _ in range(4):
        small = frame(np.ascontiguousarray(UNREADABLE.grey[200:500, 480:780]))
        assert decoder.read(small, look(small)) == ()


def test_nothing_like_a_code_costs_no_harder_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = Passes(monkeypatch, 1.0)
    assert passes.over(4, Decoder(), frame(background())) == [0, 0, 0, 0]


def test_a_label_that_reads_costs_no_harder_pass_and_bars_beside_it_are_still_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passes = Passes(monkeypatch, 1.0)
    one = frame(placed(bars("9521234543213", F.EAN13), placed(qr(SEALED), at=(100, 100)), at=(700, 300)))
    decoder = Decoder()
    read_there = [set(payloads(decoder.read(one, look(one)))) for _ in range(30)]
    assert passes.ran == []
    assert all(Payload(SEALED, "]Q1") in contents for contents in read_there)
    assert any(Payload(b"9521234543213", "]E0") in contents for contents in read_there)


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((720, 1280), np.uint8),
        np.full((720, 1280), 255, np.uint8),
        np.zeros((1, 1), np.uint8),
        np.zeros((2, 1280), np.uint8),
        np.random.default_rng(5).integers(0, 256, (17, 33), np.uint8),
        np.random.default_rng(5).integers(0, 256, (360, 640), np.uint8),
        (np.indices((360, 640)).sum(axis=0) % 2 * 255).astype(np.uint8),
    ],
    ids=["black", "white", "one pixel", "two lines", "tiny noise", "noise", "checkerboard"],
)
def test_no_picture_breaks_the_reader(picture: Pixels) -> None:
    assert read(picture, frames=len(HARD_PASSES)) == ()
    assert read_still(frame(picture)) == ()


@pytest.mark.parametrize(
    "code", [qr(SEALED), bars("9521234543213", F.EAN13), gs1(LOT, F.DataMatrix, 6)], ids=["qr", "ean", "data matrix"]
)
def test_a_single_picture_is_read_without_a_second_one(code: Pixels) -> None:
    assert len(read_still(frame(placed(code)))) == 1


@pytest.mark.parametrize(("shape", "wanted"), [((3000, 4000), (1080, 1440)), ((1920, 1080), (1920, 1080))])
def test_a_large_picture_is_reduced(shape: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert fitted(np.zeros(shape, np.uint8)).shape == wanted


def spent_ms(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def test_the_harder_passes_cost_little_over_the_bare_decoder() -> None:
    """Median over labels that read and pictures that do not: at most 10 ms more than one bare call."""
    decoder = Decoder()
    pictures = [placed(qr(SEALED)), background(), placed(blurred(qr(SEALED), 3.5)), placed(turned(qr(SEALED), 20))]
    over: list[float] = []
    formats = zxingcpp.BarcodeFormats(list(ALL))

    def bare(one: Frame) -> object:
        return zxingcpp.read_barcodes(one.grey, formats=formats)

    def ours(one: Frame) -> object:
        return decoder.read(one, look(one))

    for number in range(24):
        one = frame(pictures[number % len(pictures)], number + 1)
        over.append(-spent_ms(partial(bare, one)) + spent_ms(partial(ours, one)))
    assert statistics.median(over) <= 10
