"""Totality, and what is printed is what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.classify import classify
from kiosk.codes.code import Elements, ElementString, Link, NoProduceCode, Refusal
from kiosk.codes.digital_link import link_text
from kiosk.codes.gs1_checks import CSET_82
from kiosk.codes.gtin import check_digit
from kiosk.codes.identity import identify
from kiosk.codes.payload import MAX_PAYLOAD_BYTES, Payload
from tests.codes.reading import HOSTS, LINK, SCHEMES, SEAL, read

SYMBOLOGIES = st.sampled_from((None, "]Q1", "]Q3", "]d2", "]C1", "]e0", "]E0", "]E4", "]I0", "]Z9", ""))
VALUES = st.text(CSET_82, min_size=1, max_size=20)
GTINS = st.from_regex("[0-8][0-9]{12}", fullmatch=True).map(lambda body: body + check_digit(body))
GLNS = st.from_regex("[0-9]{12}", fullmatch=True).map(lambda body: body + check_digit(body))
DAYS = st.dates().map(lambda day: day.strftime("%y%m") + "00")
LINK_LIKE = st.text("/?#&=;%\\@:.-0123456789abcdefxnrs\x1d\u0430\u3002 ", max_size=80)


@st.composite
def items(draw: st.DrawFn) -> Elements:
    """A product, perhaps with variant, lot, serial, dates and place, in the order of print."""
    optional = (
        ("22", VALUES),
        ("10", VALUES),
        ("21", VALUES),
        ("11", DAYS),
        ("17", DAYS),
        ("416", GLNS),
        ("240", VALUES),
    )
    chosen = [(digits, draw(values)) for digits, values in optional if draw(st.booleans())]
    return (("01", draw(GTINS)), *chosen)


@st.composite
def places(draw: st.DrawFn) -> Elements:
    """A place, perhaps with its extension."""
    return (("414", draw(GLNS)), *([("254", draw(VALUES))] if draw(st.booleans()) else []))


@given(st.one_of(items(), places()), st.none() | st.just(SEAL) | st.just(""), st.booleans())
def test_a_printed_link_reads_back(elements: Elements, seal_text: str | None, is_from_kiosk: bool) -> None:
    text = link_text("trace.example", elements, seal_text, is_from_kiosk=is_from_kiosk)
    expected = Link("trace.example", elements, seal_text, is_from_kiosk)
    assert read(text) == expected or len(text) > MAX_PAYLOAD_BYTES


@given(items())
def test_a_link_and_an_element_string_name_the_same(elements: Elements) -> None:
    string = read("".join(f"{digits}{value}\x1d" for digits, value in elements), "]C1")
    assert string == ElementString(elements)
    assert identify(string) == identify(Link("trace.example", elements))


@given(items(), st.randoms())
def test_the_order_of_elements_does_not_change_the_path(elements: Elements, random: object) -> None:
    path = link_text("trace.example", elements).partition("?")[0]
    assert link_text("trace.example", tuple(reversed(elements))).partition("?")[0] == path


def test_elements_without_a_key_are_not_printed() -> None:
    with pytest.raises(ValueError, match="no key that can begin a link"):
        link_text("trace.example", (("10", "L"),))


@given(st.binary(max_size=600), SYMBOLOGIES)
def test_random_bytes_never_raise(content: bytes, symbology: str | None) -> None:
    code = classify(Payload(content, symbology), HOSTS, SCHEMES)
    identify(code)
    if len(content) > MAX_PAYLOAD_BYTES:
        assert code == NoProduceCode(Refusal.TOO_LONG)


@given(st.text(max_size=200), SYMBOLOGIES)
def test_random_text_never_raises(text: str, symbology: str | None) -> None:
    identify(read(text.encode("utf-8", "surrogatepass"), symbology))


@given(LINK_LIKE, LINK_LIKE, SYMBOLOGIES)
def test_random_links_never_raise(authority: str, rest: str, symbology: str | None) -> None:
    identify(read(f"https://{authority}/{rest}", symbology))
    identify(read(f"https://trace.example/{rest}", symbology))


@given(st.integers(0, len(LINK) - 1), st.characters(codec="utf-8"))
def test_a_link_with_one_letter_changed_never_raises(position: int, letter: str) -> None:
    identify(read(LINK[:position] + letter + LINK[position + 1 :]))


@given(st.text("0123456789ABab\x1d", max_size=60), SYMBOLOGIES)
def test_random_element_strings_never_raise(text: str, symbology: str | None) -> None:
    identify(read(text, symbology))
