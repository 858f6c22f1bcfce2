"""What a form brings: texts by name, bounded; and a model made of them, or the fault of each field in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, TypeVar, get_origin

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from kiosk.central.problems import NotValid, wrong_field
from kiosk.words import Words

MAX_FIELDS = 500

Model = TypeVar("Model", bound=BaseModel)
Faults = Mapping[str, str]
"""By the field's name: what is wrong with it, in the reader's words. "" is the whole form's."""

NO_FAULTS: Faults = MappingProxyType({})

NOWHERE: Mapping[str, str] = MappingProxyType({})

_FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "missing": "console.fault.missing",
        "string_too_short": "console.fault.missing",
        "string_too_long": "console.fault.long",
        "int_parsing": "console.fault.number",
        "int_from_float": "console.fault.number",
        "float_parsing": "console.fault.number",
        "decimal_parsing": "console.fault.number",
        "greater_than": "console.fault.small",
        "greater_than_equal": "console.fault.small",
        "less_than": "console.fault.large",
        "less_than_equal": "console.fault.large",
        "enum": "console.fault.choice",
        "literal_error": "console.fault.choice",
        "date_from_datetime_parsing": "console.fault.day",
        "date_parsing": "console.fault.day",
        "datetime_from_date_parsing": "console.fault.time",
        "datetime_parsing": "console.fault.time",
        "time_parsing": "console.fault.time",
    }
)
"""Kinds of pydantic's faults; any other is told as a value that does not fit."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The texts of a form, or of none. A name that was not sent is ""."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        """Return the last text of that name."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield each name with its text, as they were sent."""
        return iter(self.pairs)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every text of that name: of boxes that are ticked."""
        return tuple(value for key, value in self.pairs if key == name)


async def typed_of(request: Request) -> Typed:
    """Return what the request's form brings. Raises 400 for a file, or for more fields than any form of ours has."""
    if request.method in {"GET", "HEAD"}:
        return Typed()
    form = await request.form(max_files=0, max_fields=MAX_FIELDS)
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    if len(pairs) > MAX_FIELDS or any(len(name) > 100 for name, _ in pairs):
        raise wrong_field("body", "No form of the console has as many fields.")
    return Typed(tuple(pairs))


SomeTyped = Annotated[Typed, Depends(typed_of)]


def read_form(model: type[Model], typed: Typed, words: Words, whole: Mapping[str, str] = NOWHERE) -> Model | Faults:
    """Return `model` made of what was typed, or what is wrong with it by field.

    A field that was left empty is not given: its default counts, or it is missing. Fields that the model does
    not have are not looked at; a list takes every text of its name. `whole`: at which field a fault of the model as a
    whole is told, by its code; else it is the whole form's.
    """
    given: dict[str, object] = {}
    for name, field in model.model_fields.items():
        texts = [text.strip() for text in typed.all(name) if text.strip()]
        if texts:
            given[name] = texts if get_origin(field.annotation) in {list, tuple, Sequence} else texts[-1]
    try:
        return model.model_validate(given)
    except ValidationError as fault:
        return faults_of(fault, words, whole)


def faults_of(fault: ValidationError, words: Words, whole: Mapping[str, str] = NOWHERE) -> Faults:
    """Return the first fault of each field in the reader's words; a rule of the registry as its sheets tell it."""
    found: dict[str, str] = {}
    for error in fault.errors(include_url=False, include_input=False):
        code = error["type"]
        name = str(error["loc"][0]) if error["loc"] else whole.get(code, "")
        usual = _FAULTS.get(code, "console.fault.value")
        key = f"fault.{code}" if code not in _FAULTS and words.has(f"fault.{code}") else usual
        found.setdefault(name, words(key, **error.get("ctx", {})))
    return found


def faults_of_refusal(fault: NotValid, words: Words) -> Faults:
    """Return the faults that a function behind the API has found, by field, in the reader's words.

    Their details are for programs, in English: they stand behind the sentence.
    """
    found: dict[str, str] = {}
    for error in fault.errors:
        name = error.field.rpartition(".")[2]
        found.setdefault(name, words("console.fault.refused", detail=error.detail))
    return found
