"""A step finds out by itself what is due, by a real shell."""

from __future__ import annotations

import grp
import os
import pwd
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from provisioning.step import (
    Check,
    Found,
    Link,
    Step,
    WantedFile,
    differences,
    due,
    found_in,
    lead,
    put_in_place,
    survey,
    wanted_as,
)

OWNER = f"{pwd.getpwuid(os.getuid()).pw_name}:{grp.getgrgid(os.getgid()).gr_name}"


def sh(script: str) -> list[str]:
    return subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True).stdout.splitlines()


def looked_at(step: Step, *, with_contents: bool = False) -> Found:
    return found_in(step, sh(survey(step, with_contents=with_contents)))


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """A step that is done: a file, a link, a test, something that is away."""
    file = WantedFile(str(tmp_path / "etc/it's here"), "một\nhai\n".encode(), "640", OWNER)
    link = Link(str(tmp_path / "etc/link"), "/dev/null")
    uploaded = tmp_path / "uploaded"
    uploaded.write_bytes(file.content)
    sh(put_in_place(file, str(uploaded)))
    sh(lead(link))
    assert not uploaded.exists()
    return Step("trial", (file,), (link,), (Check("true is true", "true"),), (str(tmp_path / "away"),))


def test_what_is_as_wanted_is_not_due(step: Step) -> None:
    assert due(step, looked_at(step)) == ()


def test_file_with_other_content_is_due_and_shown(step: Step) -> None:
    [file] = step.files
    Path(file.path).write_text("một\nba\n", "utf-8")
    found = looked_at(step, with_contents=True)
    assert due(step, found) == (f"file {file.path}",)
    assert {"-ba", "+hai"} <= set(differences(step, found).splitlines())


def test_file_with_another_mode_is_due(step: Step) -> None:
    Path(step.files[0].path).chmod(0o666)
    assert due(step, looked_at(step)) == (f"file {step.files[0].path}",)


def test_where_files_have_no_modes_the_content_alone_counts(step: Step) -> None:
    """A Raspberry Pi mounts its FAT with fmask=0022: every file there shows 755, whatever was set."""
    [file] = step.files
    on_fat = replace(step, files=(replace(file, has_modes=False),))
    Path(file.path).chmod(0o755)
    assert due(step, looked_at(step)) == (f"file {file.path}",)
    assert due(on_fat, looked_at(on_fat)) == ()
    Path(file.path).write_text("ba\n", "utf-8")
    assert due(on_fat, looked_at(on_fat)) == (f"file {file.path}",)
    Path(file.path).unlink()
    assert due(on_fat, looked_at(on_fat)) == (f"file {file.path}",)


def test_link_in_the_place_of_a_file_is_due(step: Step) -> None:
    file = Path(step.files[0].path)
    file.rename(file.with_suffix(".old"))
    file.symlink_to(file.with_suffix(".old"))
    assert due(step, looked_at(step)) == (f"file {file}",)


def test_link_that_leads_elsewhere_is_due(step: Step) -> None:
    link = Path(step.links[0].path)
    link.unlink()
    link.symlink_to("/dev/zero")
    assert due(step, looked_at(step)) == (f"link {link}",)


def test_what_should_be_away_is_due_to_remove(step: Step) -> None:
    Path(step.absent[0]).touch()
    assert due(step, looked_at(step)) == (f"to remove: {step.absent[0]}",)


def test_test_that_fails_is_due_unless_it_holds_later_only(tmp_path: Path) -> None:
    step = Step("trial", tests=(Check("a start", "false", is_settled_later=True), Check("now", "exit 3")))
    assert due(step, looked_at(step)) == ("not so: a start", "not so: now")
    assert due(step, looked_at(step), at_once=True) == ("not so: now",)


def test_test_does_not_eat_the_survey_that_comes_on_standard_input() -> None:
    step = Step("trial", tests=(Check("reads", "cat"), Check("false", "false")))
    told = subprocess.run(["sh"], input=survey(step), check=True, capture_output=True, text=True).stdout
    assert found_in(step, told.splitlines()).tests == (True, False)


def test_step_that_was_begun_and_not_ended_is_due(step: Step) -> None:
    whole = looked_at(step)
    assert due(step, Found(True, whole.files, whole.links, whole.tests, whole.absent)) == ("begun and not ended",)


def test_answer_that_breaks_off_is_no_answer(step: Step) -> None:
    with pytest.raises(ValueError, match="lines expected"):
        found_in(step, ["no", wanted_as(step.files[0])])
