"""Each story label, held before a camera: its verdict, painted, in the journal; in English by `make test-long`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Pixels
from kiosk.journal.event import Inspected
from kiosk.journal.store import FILE_NAME
from kiosk.processes.outcome import rows_of
from kiosk.words import LANGUAGES
from tests.camera.pictures import background, write_clip
from tests.stories.running import STORIES, environment, picture

pytestmark = [pytest.mark.story, pytest.mark.timeout(360)]

SPOKEN = [pytest.param(language, marks=[] if language == "vi" else [pytest.mark.long]) for language in LANGUAGES]
WAITING = "00-waiting.png"
HELD_FRAMES, AWAY_FRAMES = 16, 9
"""At 15 frames a second, played three times as fast."""


@dataclass(frozen=True, slots=True)
class Told:
    """A run over all story labels: what it printed, its rows and the screenshots of its results, in the order shown."""

    printed: str
    rows: list[Inspected]
    pictures: list[Path]


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of all stories' labels in the order of labels.json, with nothing in view between them."""
    nothing = background()
    frames = [one for story in STORIES for one in [picture(story)] * HELD_FRAMES + [nothing] * AWAY_FRAMES]
    return write_clip(tmp_path_factory.mktemp("labels") / "labels.avi", frames)


@pytest.fixture(scope="module")
def told(labels: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Told]:
    """The run in a language over all labels, made when it is first asked for."""

    @cache
    def of(language: str) -> Told:
        return run(language, labels, tmp_path_factory.mktemp(language))

    return of


def run(language: str, labels: Path, folder: Path) -> Told:
    shots = folder / "shots"
    command = [sys.executable, "-m", "kiosk", "run", "--demo", "--headless", "--source", str(labels)]
    settings = {"KIOSK_SCREEN__LANGUAGE": language, "KIOSK_CAMERA__SPEED": "1.5"}
    ended = subprocess.run(
        [*command, "--screenshots", str(shots)],
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    rows = rows_of(folder / "state" / "demo" / FILE_NAME)
    return Told(ended.stdout, rows, sorted(shot for shot in shots.glob("*.png") if shot.name != WAITING))


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("story", STORIES)
def test_the_label_gets_its_verdict_and_is_painted_in_its_colour(
    told: Callable[[str], Told], story: str, language: str
) -> None:
    order = list(STORIES).index(story)
    row, wanted = told(language).rows[order], STORIES[story]
    assert (row.headline, row.level, row.seal, row.family) == (
        wanted["headline"],
        wanted["level"],
        wanted["seal"],
        wanted["family"],
    )
    assert row.shown.language == language
    assert hue_of_banner(painted(told(language).pictures[order])) == wanted["level"]


@pytest.mark.long
@pytest.mark.parametrize("story", STORIES)
def test_the_label_is_painted_in_two_languages(told: Callable[[str], Told], story: str) -> None:
    order = list(STORIES).index(story)
    vietnamese, english = (painted(told(language).pictures[order]) for language in LANGUAGES)
    assert not np.array_equal(vietnamese, english)


def painted(path: Path) -> Pixels:
    picture = cv2.imread(str(path))
    assert picture is not None, path
    return picture.astype(np.uint8, copy=False)


def hue_of_banner(picture: Pixels) -> str:
    """Return which level the colour of the banner says: the middle of its left edge, beside the icon."""
    blue, green, red = (int(value) for value in picture[187, 65])
    if red > 2 * green and red > 2 * blue:
        return "stop"
    if green > red and green > blue and green - red > 40:
        return "good"
    return "caution" if red > blue + 60 else "unknown"


@pytest.mark.parametrize("language", SPOKEN)
def test_each_label_is_shown_once_and_in_order(told: Callable[[str], Told], language: str) -> None:
    assert [row.headline for row in told(language).rows] == [story["headline"] for story in STORIES.values()]


def test_the_table_has_a_line_a_label_and_says_where_the_pictures_are(told: Callable[[str], Told]) -> None:
    lines = told("vi").printed.splitlines()
    assert len(lines) == 1 + len(STORIES) + 1
    assert lines[-1].startswith("Screenshots: ")


def test_verdicts_stand_within_a_second_of_the_frame(told: Callable[[str], Told]) -> None:
    """Most of them: one may meet a busy machine, and `make bench` measures them all."""
    assert median(row.shown.frame_to_paint_ms for row in told("vi").rows) < 1000


def test_nothing_of_a_strangers_text_is_kept(told: Callable[[str], Told]) -> None:
    secret = "Quan nuoc mau"
    assert secret in json.dumps(STORIES["not_produce"]["payload"])
    folder = told("vi").pictures[0].parents[1]
    kept = [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert kept == []
