"""`kiosk check`: a fault of the input is no verdict, and nobody is asked where nothing is named."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Kiosk

GOOD = b'"4011"\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"nonsense\n", "fault: line 2: the line is no JSON: nonsense"),
        (b"\n", "fault: line 2: the line is empty"),
        (b" \t\r\n", "fault: line 2: the line is empty"),
        (b"12\n", 'fault: line 2: the line is neither a JSON string nor {"payload": …, "symbology": …}: 12'),
    ],
    ids=repr,
)
@pytest.mark.parametrize("language", ["C.UTF-8", "vi_VN.UTF-8"])
def test_a_wrong_line_is_a_fault_with_its_number_in_its_place(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, line: bytes, said: str, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    first, second, third = kiosk("check", "-", stdin=GOOD + line + GOOD).out.splitlines()
    assert second == said
    assert first == third
    assert not first.startswith("fault")


@pytest.mark.parametrize("text", ["hello", "", "https://example.org/somewhere", "\x00", "WIFI:S:a;;"], ids=repr)
def test_where_nothing_is_named_nobody_is_asked(kiosk: Kiosk, text: str) -> None:
    (answer,) = kiosk("check", "--json", "-", stdin=json.dumps(text).encode()).objects
    assert (answer["source"], answer["as_of"]) == ("none", None)


def test_where_something_is_named_the_centre_is_asked(kiosk: Kiosk) -> None:
    (answer,) = kiosk("check", "--json", "4011").objects
    assert answer["source"] == "central"
    assert answer["as_of"] is not None


def test_a_day_is_called_a_day(kiosk: Kiosk) -> None:
    assert "[OPTIONS] DAY\n" in kiosk("replay", "--help").out
