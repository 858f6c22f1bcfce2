"""The published vectors as another reader would take them: from the files, and from nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kiosk.codes.code import (
    CityCode,
    Code,
    ElementString,
    ForeignLink,
    Link,
    NoProduceCode,
    OtherScheme,
    PriceLookUp,
    Refused,
    ShopNumber,
    TradeItemNumber,
)
from kiosk.codes.payload import Payload
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.trust.lists import Lists
from kiosk.trust.read import lists_from_json
from kiosk.verdicts.gather import Place
from tests.rows import of_each

FOLDER = Path(__file__).parents[2] / "docs" / "vectors"
SUBJECTS = ("codes", "links", "seals", "verdicts")


def read_json(name: str) -> Any:
    """Return the content of one file of docs/vectors."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


LISTS = lists_from_json((FOLDER / "lists.json").read_text(encoding="utf-8"), "lists.json")
_GIVEN = read_json("given.json")
CLOCKS = {name: TypeAdapter(Moment).validate_python(clock) for name, clock in _GIVEN["clocks"].items()}
UNITS = {name: Place(**unit) for name, unit in _GIVEN["units"].items()}
CONFIRMED = {name: TypeAdapter(datetime | None).validate_python(at) for name, at in _GIVEN["lists_confirmed"].items()}
FINDINGS: dict[str, Finding] = {
    name: TypeAdapter(Finding).validate_python(finding) for name, finding in _GIVEN["findings"].items()
}


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector with all that is given."""

    subject: str
    name: str
    payload: Payload
    now: Moment
    place: Place
    lists: Lists
    finding: Finding
    expect: dict[str, Any]


def _vector(subject: str, written: dict[str, Any]) -> Vector:
    given, hexadecimal = written["given"], written.get("payload_hex")
    content = bytes.fromhex(hexadecimal) if hexadecimal is not None else written["payload"].encode()
    return Vector(
        subject,
        written["name"],
        Payload(content, written["symbology"]),
        CLOCKS[given["clock"]],
        UNITS[given["unit"]],
        Lists(LISTS.trust, LISTS.schemes, CONFIRMED[given["lists_confirmed"]]),
        FINDINGS[given["finding"]],
        written["expect"],
    )


VECTORS = [_vector(name, vector) for name in SUBJECTS for vector in read_json(f"{name}.json")["vectors"]]


def name_of(vector: Vector) -> str:
    """Return the name that no other vector has."""
    return f"{vector.subject}: {vector.name}"


every_vector = of_each(VECTORS, name_of)


def code_of(code: Code) -> dict[str, str]:
    """Return a code as `kiosk check --json` prints it."""
    match code:
        case Link() | ForeignLink() | ElementString():
            return dict(code.elements)
        case TradeItemNumber():
            return {"01": code.gtin}
        case ShopNumber():
            return {"shop_number": code.digits}
        case CityCode():
            return {"city_code": code.text}
        case PriceLookUp():
            return {"plu": code.digits}
        case OtherScheme():
            return {"scheme": code.scheme}
        case Refused() | NoProduceCode():
            return {}
