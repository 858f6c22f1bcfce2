"""The story labels: each is what it says, and the registry makes it so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from kiosk.central.database import metadata, open_database
from kiosk.central.lookups.find import find
from kiosk.central.registry.load import load_registry
from kiosk.codes.code import Identity
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.trust.lists import Lists
from kiosk.trust.read import lists_from_json
from kiosk.verdicts.gather import Place
from tests.sample.samples import FOLDER, LABELS, NOW

MARKET = "minh-khai"
LISTS: Lists = replace(
    lists_from_json((FOLDER / "lists.json").read_text(encoding="utf-8"), "lists.json"), confirmed_at=NOW
)


class Centre:
    """The centre with the sample registry, asked now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, identity: Identity) -> Finding:
        return find(self._connection, identity, MARKET, NOW)


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    engine = open_database("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as connection:
        load_registry(connection, FOLDER)
        yield Centre(connection)
    engine.dispose()


def inspected(label: dict[str, str], centre: Centre, *, is_enrolled: bool = False) -> Inspection:
    payload = Payload(label["payload"].encode(), label["symbology"])
    return inspect(payload, centre, LISTS, Place(MARKET, is_enrolled), Moment(NOW, is_trusted=True, floor=NOW))


def test_every_story_of_the_plan_is_there() -> None:
    names = {label["story"] for label in LABELS}
    assert names >= {
        "genuine",
        "lot_label",
        "forged",
        "copied",
        "recalled",
        "expired",
        "not_certified",
        "unknown",
        "product_only",
        "look_alike",
        "not_produce",
    }
    assert len(names) == len(LABELS)


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label["story"])
def test_kiosk_says_what_the_label_is_for(label: dict[str, str], centre: Centre) -> None:
    inspection = inspected(label, centre)
    said = inspection.seal.state, inspection.verdict.headline, inspection.verdict.level
    assert tuple(map(str, said)) == (label["seal"], label["headline"], label["level"])


@pytest.mark.parametrize(
    "label", [label for label in LABELS if label["seal"] == "valid"], ids=lambda label: label["story"]
)
def test_enrolled_unit_takes_no_sample_for_goods(label: dict[str, str], centre: Centre) -> None:
    expected = "recalled" if label["story"] == "recalled" else "practice"
    assert inspected(label, centre, is_enrolled=True).verdict.headline == expected


def test_forged_label_differs_from_the_genuine_one_by_one_character() -> None:
    genuine, forged = (next(x["payload"] for x in LABELS if x["story"] == name) for name in ("genuine", "forged"))
    assert len(genuine) == len(forged)
    assert sum(one != other for one, other in zip(genuine, forged, strict=True)) == 1


def test_worked_example_of_the_specification_verifies_with_the_sample_keys(centre: Centre) -> None:
    payload = (
        "https://trace.example/01/09521234543213/10/L2611A/21/7K2M9Q?17=261130&s=H_oXrxhD7FFEG37kjig-"
        "A4bsTg1M8Iok0tHShS_5F3uHbxU-WYEz1X-mCuLih1_IcjuIutLUFCCAIRi2ZLwAu290Cw"
    )
    assert inspected({"payload": payload, "symbology": "]Q1"}, centre).seal.state == "valid"
