"""A code counts once until it was away, in time and in frames."""

from __future__ import annotations

import pytest

from kiosk.camera.frame import Corners, Reading
from kiosk.camera.steady import AWAY_FRAMES, AWAY_NS, Arrival, InView, in_order
from kiosk.codes.payload import Payload

FRAME_NS = 66_000_000
MIDDLE = (640.0, 360.0)


def reading(content: str, symbology: str = "]Q1", at: tuple[int, int] = (600, 300)) -> Reading:
    left, top = at
    corners: Corners = ((left, top), (left + 80, top), (left + 80, top + 80), (left, top + 80))
    return Reading(Payload(content.encode(), symbology), corners, "QR Code", "squares", 1.0)


def label(name: str, at: tuple[int, int] = (600, 300)) -> Reading:
    return reading(f"https://id.example/{name}", at=at)


A, B = label("a"), label("b")
GOODS = reading("https://id.example/01/09521234543213/10/goods", at=(10, 10))
PAYMENT = reading("00020101021138570010A000000727")
EAN = reading("9521234543213", "]E0")


class Camera:
    """Plays frames into what is in view and notes what arrived."""

    def __init__(self, frame_ns: int = FRAME_NS) -> None:
        self.in_view = InView()
        self.at_ns = 0
        self.frame_ns = frame_ns
        self.arrived: list[Arrival] = []

    def show(self, *readings: Reading, frames: int = 1, is_codelike: bool = False) -> list[str]:
        """Show frames with these readings; return what arrived with them."""
        before = len(self.arrived)
        for _ in range(frames):
            self.at_ns += self.frame_ns
            self.in_view, new = self.in_view.after(readings, self.at_ns, MIDDLE, is_codelike=is_codelike)
            self.arrived += new
        return [arrival.reading.payload.content.decode().rpartition("/")[2] for arrival in self.arrived[before:]]


@pytest.fixture
def camera() -> Camera:
    return Camera()


def test_a_code_that_is_held_counts_once(camera: Camera) -> None:
    assert camera.show(A, frames=300) == ["a"]


def test_a_short_gap_does_not_count_again(camera: Camera) -> None:
    camera.show(A)
    camera.show(frames=int(AWAY_NS / FRAME_NS) - 1)
    assert camera.show(A) == []


def test_a_code_that_was_away_counts_again(camera: Camera) -> None:
    camera.show(A)
    camera.show(frames=int(AWAY_NS / FRAME_NS) + 2)
    assert camera.show(A) == ["a"]


def test_a_slow_camera_needs_its_frames_too() -> None:
    camera = Camera(frame_ns=AWAY_NS)
    camera.show(A)
    camera.show(frames=AWAY_FRAMES - 1)
    assert camera.show(A) == []
    camera.show(frames=AWAY_FRAMES)
    assert camera.show(A) == ["a"]


def test_another_code_arrives_at_once(camera: Camera) -> None:
    camera.show(A, frames=5)
    assert camera.show(B) == ["b"]


def test_a_new_label_beside_an_old_one_arrives_at_once(camera: Camera) -> None:
    camera.show(A, frames=5)
    assert camera.show(A, B) == ["b"]
    assert camera.in_view.has_two_codes


def test_of_two_new_labels_the_one_in_the_middle_arrives(camera: Camera) -> None:
    aside = label("aside", at=(10, 10))
    assert camera.show(aside, A, frames=20) == ["a"]
    assert camera.in_view.has_two_codes


def test_the_other_of_two_labels_arrives_when_it_is_alone(camera: Camera) -> None:
    aside = label("aside", at=(10, 10))
    camera.show(aside, A, frames=20)
    assert camera.show(aside, frames=int(AWAY_NS / FRAME_NS) + 2) == ["aside"]
    assert not camera.in_view.has_two_codes


def test_one_label_after_another_is_not_two_for_long(camera: Camera) -> None:
    camera.show(A, frames=5)
    camera.show(B, frames=8)
    assert not camera.in_view.has_two_codes


def test_the_square_wins_over_the_bars_of_the_same_pack(camera: Camera) -> None:
    assert camera.show(EAN, A, frames=5) == ["a"]
    assert not camera.in_view.has_two_codes


@pytest.mark.parametrize("other", [A, PAYMENT], ids=["a link", "a payment"])
def test_what_names_goods_goes_before_what_is_nearer_and_nobody_is_asked(camera: Camera, other: Reading) -> None:
    assert camera.show(other, GOODS, frames=20) == ["goods"]
    assert not camera.in_view.has_two_codes
    assert camera.in_view.together == (GOODS, other)


def test_bars_of_goods_count_beside_a_payment(camera: Camera) -> None:
    assert camera.show(PAYMENT, EAN, frames=5) == ["9521234543213"]


def test_of_two_alike_the_larger_counts(camera: Camera) -> None:
    corners: Corners = ((100, 200), (500, 200), (500, 600), (100, 600))
    large = Reading(Payload(b"https://id.example/large", "]Q1"), corners, "QR Code", "squares", 1.0)
    small = label("small", at=(760, 300))
    assert camera.show(small, large, frames=5) == ["large"]
    assert camera.in_view.together


def test_a_pack_with_a_square_and_bars_is_one_label(camera: Camera) -> None:
    camera.show(A, EAN, frames=5)
    assert camera.in_view.together == ()


def test_the_bars_of_a_pack_do_not_replace_its_square_when_that_is_covered(camera: Camera) -> None:
    camera.show(EAN, A, frames=5)
    assert camera.show(EAN, frames=60) == []


def test_bars_of_the_next_label_count_as_soon_as_the_square_before_is_away(camera: Camera) -> None:
    camera.show(A, frames=5)
    camera.show(frames=5)
    assert camera.show(EAN, frames=8) == ["9521234543213"]


def test_bars_that_come_back_alone_count(camera: Camera) -> None:
    camera.show(EAN, A, frames=5)
    camera.show(frames=20)
    assert camera.show(EAN) == ["9521234543213"]


def test_the_square_replaces_the_bars_that_read_first(camera: Camera) -> None:
    assert camera.show(EAN) == ["9521234543213"]
    assert camera.show(EAN, A) == ["a"]


def test_the_same_bytes_of_another_symbology_are_another_code(camera: Camera) -> None:
    camera.show(A)
    assert camera.show(reading("https://id.example/a", "]Q3")) == ["a"]


def test_frames_are_counted_from_the_first_hint_of_a_code(camera: Camera) -> None:
    camera.show(frames=10)
    camera.show(is_codelike=True, frames=4)
    camera.show(A)
    assert camera.arrived[0].frames == 5


def test_frames_are_counted_anew_after_nothing_was_in_view(camera: Camera) -> None:
    camera.show(is_codelike=True, frames=4)
    camera.show(frames=AWAY_FRAMES)
    camera.show(A)
    assert camera.arrived[0].frames == 1


def test_a_code_was_read_a_moment_ago(camera: Camera) -> None:
    camera.show(A)
    assert camera.in_view.has_code
    camera.show(frames=8)
    assert not camera.in_view.has_code


def test_of_many_codes_in_a_frame_the_one_that_counts_goes_first() -> None:
    posters = [label(f"poster-{number}", at=(10 * number, 10)) for number in range(16)]
    assert in_order([EAN, *posters, PAYMENT, A, GOODS], MIDDLE)[:2] == (GOODS, A)
