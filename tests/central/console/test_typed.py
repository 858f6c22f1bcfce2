"""What a form brings: bounded, and each fault in words at its field."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest
from pydantic import BaseModel, Field

from kiosk.central.console.page import words_in
from kiosk.central.console.typed import MAX_FIELDS, Typed, read_form
from kiosk.central.people.rights import Role
from kiosk.words import LANGUAGES
from tests.central.console.conftest import Place

pytestmark = pytest.mark.one_database


class Colour(StrEnum):
    RED = "red"


class Sample(BaseModel):
    name: str = Field(max_length=10)
    count: int = Field(default=3, ge=1, le=9)
    colour: Colour = Colour.RED
    day: date | None = None
    languages: list[str] = Field(default_factory=list)
    is_loud: bool = False


def read(*pairs: tuple[str, str], language: str = "vi") -> object:
    return read_form(Sample, Typed(pairs), words_in(language))


def test_form_becomes_its_model() -> None:
    typed = (("name", " Cổng A "), ("count", ""), ("languages", "vi"), ("languages", "en"), ("is_loud", "yes"))
    assert read(*typed, ("other", "x")) == Sample(name="Cổng A", languages=["vi", "en"], is_loud=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("name", "   ", "missing"),
        ("name", "x" * 11, "long"),
        ("count", "two", "number"),
        ("count", "0", "small"),
        ("count", "10", "large"),
        ("colour", "blue", "choice"),
        ("day", "tomorrow", "day"),
        ("is_loud", "perhaps", "value"),
    ],
)
def test_each_fault_is_told_at_its_field(language: str, name: str, text: str, key: str) -> None:
    faults = read(*{"name": "x", name: text}.items(), language=language)
    assert faults == {name: words_in(language)(f"console.fault.{key}")}


def test_form_with_more_fields_than_any_is_refused(place: Place) -> None:
    someone = place.log_in()
    answer = someone.post("/console/people/new", **{f"f{number}": "" for number in range(MAX_FIELDS + 1)})
    assert answer.status_code == 400


def test_file_is_refused(place: Place) -> None:
    someone = place.log_in()
    assert someone.client.post("/console/people/new", files={"name": b"x"}).status_code == 400
    assert Role.ADMINISTRATOR.value in someone.get("/console/people/new").text
