"""What a stranger printed, made harmless to print again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.escape import escaped, printable


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"https://trace.example/01/1", "https://trace.example/01/1"),
        ("Rau muống".encode(), "Rau muống"),
        (b"\x1b[2J", r"\x1b[2J"),
        (b"a\r\nb", r"a\r\nb"),
        (b"\xff\xfe", r"\xff\xfe"),
        (b"a\\x1b", r"a\\x1b"),
        ("\u202ebad".encode(), r"\u202ebad"),
        ("\U000e0001".encode(), r"\U000e0001"),
        ("\x85\u2028".encode(), r"\x85\u2028"),
    ],
)
def test_only_what_prints_is_printed_as_it_is(content: bytes, text: str) -> None:
    assert escaped(content) == text


@given(st.binary(max_size=40))
def test_nothing_gets_through_that_does_not_print(content: bytes) -> None:
    assert escaped(content).isprintable()


@given(st.binary(max_size=8), st.binary(max_size=8))
def test_different_bytes_look_different(one: bytes, other: bytes) -> None:
    assert (escaped(one) == escaped(other)) == (one == other)


def test_our_own_lines_keep_their_backslashes() -> None:
    assert printable("no file 'a\\n'\n") == "no file 'a\\n'\\n"
