"""What must hold of every link, element string and verdict, from the payload on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.ai_table import AIS
from kiosk.codes.classify import classify
from kiosk.codes.code import Elements, ElementString, Link
from kiosk.codes.digital_link import link_text
from kiosk.codes.gs1_checks import CSET_82
from kiosk.codes.gtin import check_digit
from kiosk.codes.identity import identify
from kiosk.codes.payload import Payload
from kiosk.inspection import inspect
from kiosk.records.finding import NOTHING_FOUND, Finding
from kiosk.records.registry import Recall
from kiosk.verdicts.verdict import Headline, Level, Verdict
from tests.codes.test_round_trip import items, places
from tests.conformance.flips import SealedLink, sealed_links
from tests.conformance.test_vectors import Given
from tests.conformance.vectors import LISTS, VECTORS, Vector, every_vector, name_of
from tests.conformance.world import AT, HOST
from tests.rows import of_each

VALUES = st.text(CSET_82, min_size=1, max_size=20)
GTINS = st.from_regex("[0-8][0-9]{12}", fullmatch=True).map(lambda body: body + check_digit(body))
DAYS = st.dates().map(lambda day: day.strftime("%y%m%d"))
STRING_PARTS = {
    "10": VALUES, "21": VALUES, "240": VALUES, "22": VALUES, "11": DAYS, "13": DAYS, "15": DAYS, "17": DAYS,
    "7007": DAYS, "30": st.from_regex("[1-9][0-9]{0,7}", fullmatch=True),
    "3103": st.from_regex("[0-9]{6}", fullmatch=True),
    "422": st.just("704"),
}  # fmt: skip
RESTS = ("", "#x", "#s=1", "&utm=a", "&%73=A", "&S=B", "&", "&x=%20")


def said(vector: Vector, **changes: Any) -> Verdict:
    """What is said of a vector with something else given."""
    given_ = replace(vector, **changes)
    return inspect(given_.payload, Given(given_.finding), given_.lists, given_.place, given_.now).verdict


@st.composite
def prints(draw: st.DrawFn, value: str) -> str:
    """Another print of a value: any letter may be escaped, by capitals or small letters."""
    return "".join(
        draw(st.sampled_from((f"%{byte:02X}", f"%{byte:02x}", *([chr(byte)] if chr(byte).isalnum() else []))))
        for byte in value.encode()
    )


@st.composite
def equal_links(draw: st.DrawFn, elements: Elements) -> str:
    """Another print of the same link: escapes, capitals, scheme, stem, keys that mean nothing."""
    printed = link_text(HOST, elements)
    path, _, query = printed.removeprefix(f"https://{HOST}").partition("?")
    values = {f"/{ai}/": value for ai, value in elements} | {f"{ai}=": value for ai, value in elements}
    pieces = [f"{key}{draw(prints(values[key]))}" for key in _keys_in(path)]
    attributes = [f"{key}{draw(prints(values[key]))}" for key in _keys_of(query)]
    host = "".join(draw(st.sampled_from((letter.upper(), letter))) for letter in HOST)
    start = draw(st.sampled_from(("https://", "HTTPS://", "http://", "hTTp://")))
    stem = draw(st.sampled_from(("", "/a", "/a/b-c")))
    return f"{start}{host}{stem}{''.join(pieces)}?{'&'.join(attributes)}{draw(st.sampled_from(RESTS))}"


def _keys_in(path: str) -> list[str]:
    return [f"/{key}/" for key in path.split("/")[1::2]]


def _keys_of(query: str) -> list[str]:
    return [piece.partition("=")[0] + "=" for piece in query.split("&") if piece]


def read(text: str, symbology: str = "]Q1") -> object:
    return classify(Payload(text.encode(), symbology), LISTS.trust.hosts, LISTS.schemes)


@given(st.data(), st.one_of(items(), places()))
def test_differently_printed_equal_links_are_equal(drawn: st.DataObject, elements: Elements) -> None:
    text = drawn.draw(equal_links(elements))
    one, other = read(text), read(link_text(HOST, elements))
    if len(text) > 512:
        return
    assert isinstance(one, Link)
    assert isinstance(other, Link)
    assert dict(one.elements) == dict(other.elements) == dict(elements)
    assert (one.host, one.elements[0]) == (other.host, other.elements[0])
    assert identify(one) == identify(other)


@given(GTINS, st.sets(st.sampled_from(sorted(STRING_PARTS))), st.data())
def test_a_printed_element_string_reads_back(gtin: str, chosen: set[str], drawn: st.DataObject) -> None:
    rest = drawn.draw(st.permutations(sorted(chosen)))
    elements = (("01", gtin), *((ai, drawn.draw(STRING_PARTS[ai])) for ai in rest))
    ends = ["" if AIS[ai].has_known_length else "\x1d" for ai, _ in elements]
    text = "".join(f"{ai}{value}{end}" for (ai, value), end in zip(elements, ends, strict=True))
    shortest = text.removesuffix("\x1d")
    assert read(text, "]C1") == read(shortest, "]Q3") == ElementString(elements)


@every_vector
def test_a_recall_that_covers_the_item_stops_it(vector: Vector) -> None:
    gtin = identify(classify(vector.payload, LISTS.trust.hosts, LISTS.schemes)).gtin
    if gtin is None or "plu" in vector.expect["code"]:
        return
    recall = Recall("r", "", "", "", AT - timedelta(days=3000), gtins=(gtin,))
    verdict = said(vector, finding=replace(vector.finding, recalls=(recall,)))
    assert (verdict.level, verdict.headline) == (Level.STOP, Headline.RECALLED)


@every_vector
def test_taking_the_seal_away_never_makes_it_good(vector: Vector) -> None:
    text = vector.payload.content.decode("utf-8", "replace")
    bare = "&".join(piece for piece in text.replace("?", "?&").split("&") if not piece.startswith("s="))
    without = Payload(bare.replace("?&", "?").encode(), vector.payload.symbology)
    assert said(vector, payload=without).level is not Level.GOOD


@of_each(
    product(VECTORS, ("everything", "product", "lot", "establishment", "certificates")),
    lambda row: f"{name_of(row[0])} without {row[1]}",
)
def test_taking_a_record_away_never_makes_it_good(row: tuple[Vector, str]) -> None:
    vector, taken = row
    if vector.expect["level"] == Level.GOOD:
        return
    finding = NOTHING_FOUND if taken == "everything" else _without(vector.finding, taken)
    assert said(vector, finding=finding).level is not Level.GOOD


def _without(finding: Finding, taken: str) -> Finding:
    changes: dict[str, Any] = {taken: () if taken == "certificates" else None}
    return replace(finding, **changes)


@of_each(product(VECTORS, (1, 2, 4, 40)), lambda row: f"{name_of(row[0])} after {row[1]} days")
def test_ageing_the_data_never_makes_it_good(row: tuple[Vector, int]) -> None:
    vector, days = row
    if vector.expect["level"] == Level.GOOD or vector.finding.as_of is None:
        return
    older = replace(vector.finding, as_of=vector.finding.as_of - timedelta(days=days))
    confirmed = vector.lists.confirmed_at
    lists = replace(vector.lists, confirmed_at=confirmed and confirmed - timedelta(days=days))
    assert said(vector, finding=older, lists=lists).level is not Level.GOOD


@every_vector
def test_without_a_clock_nothing_is_good(vector: Vector) -> None:
    assert said(vector, now=replace(vector.now, is_trusted=False)).level is not Level.GOOD


@given(st.sampled_from(sealed_links()), st.sampled_from(VECTORS))
def test_every_label_has_a_verdict_whatever_is_found(link: SealedLink, vector: Vector) -> None:
    verdict = said(vector, payload=Payload(link.text.encode(), "]Q1"))
    assert verdict.headline not in verdict.reasons
