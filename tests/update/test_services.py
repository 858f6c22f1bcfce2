"""Parts are watched for a while after their start, by what systemd says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.update.services import MOST_FALLS, PARTS, START_S, STEADY_S, Services, systemctl

SCREEN = "kiosk-screen.service"


@dataclass
class Systemd:
    """Says how the services are at a time; `screen` gives the state and restarts of one of them."""

    screen: Callable[[float], tuple[str, int]] = lambda _: ("active", 0)
    at: float = 0.0
    asked: list[str] = field(default_factory=list)

    def ask(self, *words: str) -> str:
        self.asked.append(" ".join(words))
        if words[0] != "show":
            return ""
        states = {name: self.screen(self.at) if name == SCREEN else ("active", 0) for name in PARTS}
        return "\n\n".join(
            f"Id={name}\nActiveState={state}\nNRestarts={count}" for name, (state, count) in states.items()
        )

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def services(self, reads: Callable[[str], str] = lambda _: "") -> Services:
        return Services(reads, self.ask, lambda: self.at, self.sleep)


def test_parts_that_stay_up_are_well_after_a_while() -> None:
    systemd = Systemd()
    assert systemd.services().judge("2.0") == ""
    assert STEADY_S <= systemd.at < STEADY_S + 2


def test_release_that_reads_no_label_is_unwell_though_its_parts_are_up() -> None:
    assert Systemd().services(lambda version: f"{version} is blind").judge("2.0") == "2.0 is blind"


def test_part_that_falls_again_and_again_is_seen_before_the_unit_reboots() -> None:
    systemd = Systemd(lambda at: ("activating", int(at)))
    assert systemd.services().judge("2.0") == f"{SCREEN} failed"
    assert systemd.at < STEADY_S


def test_part_that_fell_once_is_given_time() -> None:
    systemd = Systemd(lambda at: ("activating", 0) if at < 3 else ("active", MOST_FALLS))
    assert systemd.services().judge("2.0") == ""
    assert systemd.at >= 3 + STEADY_S


def test_part_that_never_starts_is_unwell() -> None:
    systemd = Systemd(lambda _: ("activating", 0))
    assert systemd.services().judge("2.0") == "not all of its parts start"
    assert systemd.at >= START_S


def test_restart_forgets_former_failures_first() -> None:
    systemd = Systemd()
    systemd.services().restart()
    assert systemd.asked == [f"reset-failed {' '.join(PARTS)}", "restart kiosk.target"]


@pytest.mark.parametrize("program", [None, "exit 1", "echo Id=other"])
def test_systemd_that_does_not_tell_is_no_judgement(
    program: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if program is not None:
        (tmp_path / "systemctl").write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "systemctl").chmod(0o755)
    with pytest.raises(StoreError, match="UPD-05"):
        Services(lambda _: "", systemctl).judge("2.0")
