"""Times that are given on the command line, and the level of the log."""

from __future__ import annotations

import logging

import pytest

from tests.cli.conftest import Kiosk


@pytest.mark.parametrize("command", [("check", "4011", "--at"), ("journal", "--since")], ids=" ".join)
@pytest.mark.parametrize("time", ["2026-11-23T09:00", "2026-11-23", "2026-11-23T09:00:00"])
def test_a_time_without_its_offset_is_refused(kiosk: Kiosk, command: tuple[str, ...], time: str) -> None:
    said = kiosk(*command, time)
    assert (said.status, said.out) == (2, "")
    assert "has no offset. Give one such as 2026-11-23T09:00:00+07:00." in said.err


@pytest.mark.parametrize("level", ["loud", "notset", "7", " info"])
@pytest.mark.parametrize("command", [("check", "4011"), ("part", "sync"), ("run",)], ids=" ".join)
def test_a_level_of_the_log_that_is_none_is_one_line(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], level: str
) -> None:
    monkeypatch.setenv("KIOSK_LOG", level)
    said = kiosk(*command)
    assert (said.status, said.out) == (2, "")
    assert said.err == f"kiosk: SET-02: KIOSK_LOG is {level!r}, which is wrong. Give debug, info, warning or error.\n"


@pytest.mark.parametrize(
    ("named", "level"),
    [("debug", logging.DEBUG), ("INFO", logging.INFO), ("error", logging.ERROR), ("", logging.WARNING)],
)
def test_the_level_that_is_named_is_taken(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, named: str, level: int
) -> None:
    monkeypatch.setenv("KIOSK_LOG", named)
    kiosk("check", "4011")
    assert logging.getLogger().level == level
