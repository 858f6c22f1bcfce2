"""The benchmark of reading draws what it says, the same by the same seed, and counts what was read."""

from __future__ import annotations

import numpy as np
import psutil
import pytest

from bench.reading import empty
from bench.reading.clips import KINDS, OF_FOUR_PIXELS, Clip, clip
from bench.reading.empty import Held, empty_frames, family_bytes, held, wasted
from bench.reading.readers import READERS
from bench.reading.report import report, svg
from bench.reading.tally import Tally, counted, merged

BY_NAME = {kind.name: kind for kind in KINDS}
OURS = READERS[:1]


@pytest.fixture(scope="module")
def plain() -> Clip:
    return clip(BY_NAME["plain"], 3, frames=2)


def test_the_same_seed_draws_the_same_frames_and_another_one_others(plain: Clip) -> None:
    again, other = clip(BY_NAME["plain"], 3, frames=2), clip(BY_NAME["plain"], 4, frames=2)
    assert all(np.array_equal(one.grey, same.grey) for one, same in zip(plain.frames, again.frames, strict=True))
    assert not np.array_equal(plain.frames[0].grey, other.frames[0].grey)
    assert plain.contents != other.contents


def test_a_plain_label_is_read_and_counted(plain: Clip) -> None:
    tally = counted([plain], OURS)["plain", "this stage"]
    assert (tally.clips_read, tally.frames_read, tally.first, tally.wrong) == (1, 2, [1], set())
    assert len(next(iter(plain.contents))) == 165


@pytest.mark.parametrize(("kind", "labels"), [("two labels", 2), ("none", 0), ("EAN-13", 1)])
def test_a_clip_says_what_is_printed_in_it(kind: str, labels: int) -> None:
    assert len(clip(BY_NAME[kind], 1, frames=1).contents) == labels


def test_a_payload_that_nobody_printed_is_counted_as_wrong(plain: Clip) -> None:
    tally = Tally()
    tally.note(plain, [{b"invented"}, set(plain.contents)], [1.0, 2.0])
    assert (tally.wrong, tally.frames_read, tally.first) == ({b"invented"}, 1, [2])
    assert (tally.unread_ms, tally.read_ms) == ([1.0], [2.0])


def test_figures_of_several_runs_are_one_table_and_one_plot(plain: Clip) -> None:
    tallies = merged([counted([plain], OURS), counted([plain], OURS)])
    assert tallies["plain", "this stage"].clips == 2
    told = report(tallies, {}, Held(9, 100, 101), ["plain", "none"], ["this stage"])
    assert "| plain | 2 | 100 / 100 |" in told
    assert "A frame of a label in no trouble, median: this stage " in told
    assert "over 9 frames that were looked at: 0 MB after 500 frames" in told
    assert "+1.0% at the end" in told
    assert svg(tallies, ["plain", "none"], ["this stage"]).count("<circle") == 2


def test_empty_frames_differ_from_one_another() -> None:
    first, second = empty_frames(2, 1)
    assert first.grey.shape == (720, 1280)
    assert not np.array_equal(first.grey, second.grey)


def test_a_mirrored_frame_is_another_one() -> None:
    first, second = empty_frames(2, 1)
    assert np.array_equal(first.grey[:, ::-1], second.grey)


def test_this_stage_gets_every_empty_frame_and_the_others_some() -> None:
    found = wasted(12, 1, READERS[:2])
    assert [found[reader.name].frames for reader in READERS[:2]] == [12, 2]


def test_memory_is_that_of_camera_keeper_and_decoder_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def children() -> int:
        return len(psutil.Process().children(recursive=True))

    before, counted_there = children(), []

    def counting() -> int:
        counted_there.append(children() - before)
        return family_bytes()

    monkeypatch.setattr(empty, "family_bytes", counting)
    kept = held(3, 1)
    assert kept.frames == 3
    assert kept.last_bytes > 5e7
    assert counted_there == [2]


def test_the_label_of_four_pixels_has_a_row_of_its_own() -> None:
    assert "cylinder" in OF_FOUR_PIXELS
    assert not {"small", "large", "EAN-13", "none"} & set(OF_FOUR_PIXELS)
