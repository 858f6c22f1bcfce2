"""`make run` on a machine without a display: the shipped clip, a table, screenshots, status 0."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.processes.outcome import labels_of_clip, not_read
from tests.stories.running import SAMPLE, STORIES, environment

pytestmark = [pytest.mark.story, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clip")


@pytest.fixture(scope="module")
def ended(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `kiosk run` said, without any flag."""
    command = [sys.executable, "-m", "kiosk", "run"]
    own = environment(folder)
    del own["KIOSK_LOG"]
    return subprocess.run(command, env=own, capture_output=True, text=True, timeout=100, check=False)


def test_it_ends_well_and_complains_of_nothing(ended: subprocess.CompletedProcess[str]) -> None:
    assert (ended.returncode, ended.stderr) == (0, "")


def test_every_label_of_the_clip_has_its_line_and_its_verdict(ended: subprocess.CompletedProcess[str]) -> None:
    shown = [label.story for label in labels_of_clip(SAMPLE)]
    verdicts = [line[46:62].strip() for line in ended.stdout.splitlines()[1:-1]]
    assert verdicts == [STORIES[story]["headline"] for story in shown]


def test_the_screenshots_are_where_it_says(ended: subprocess.CompletedProcess[str]) -> None:
    says = ended.stdout.splitlines()[-1]
    pictures = list(Path(says.removeprefix("Screenshots: ")).glob("*.png"))
    assert len(pictures) == 1 + len(labels_of_clip(SAMPLE))


def test_the_journal_can_be_read_afterwards(ended: subprocess.CompletedProcess[str], folder: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "journal", "--verify"]
    said = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=True)
    assert "whole" in said.stdout


def test_nothing_is_left_in_the_runtime_folder(ended: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert list((folder / "runtime").iterdir()) == []


def test_a_label_that_was_not_read_is_named() -> None:
    labels = labels_of_clip(SAMPLE)
    assert not_read(labels, []) == [label.story for label in labels]
