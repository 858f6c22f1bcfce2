"""`kiosk check`: the samples' verdicts, the form of the answer, and whatever comes by standard input."""

from __future__ import annotations

import json
import sqlite3
from enum import Enum
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import Engine

from kiosk.central.database import open_database
from kiosk.central.lookups import records
from kiosk.codes.code import Family, Refusal
from kiosk.records.finding import Source
from kiosk.trust.seal import SealState
from kiosk.verdicts.verdict import (
    AuthenticityState,
    CertificationState,
    Headline,
    Level,
    OriginState,
)
from tests.cli.conftest import Kiosk

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"
LABELS = json.loads((SAMPLE / "labels.json").read_text("utf-8"))
GENUINE = LABELS[0]["payload"]


@pytest.fixture(scope="module")
def loaded() -> bytes:
    """The sample registry as a database, loaded once: that takes half a second."""
    engine = records.sample_database(SAMPLE)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        content = driver.serialize()
    engine.dispose()
    return content


@pytest.fixture(autouse=True)
def _loaded_before(loaded: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def copied(folder: Path) -> Engine:
        assert folder == SAMPLE
        engine = open_database("sqlite://")
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.deserialize(loaded)
        return engine

    monkeypatch.setattr(records, "sample_database", copied)


def one_of(names: type[Enum]) -> dict[str, object]:
    return {"enum": [member.value for member in names]}


def state_of(names: type[Enum]) -> dict[str, object]:
    return {"type": "object", "required": ["state"], "properties": {"state": one_of(names)}}


SCHEMA = {
    "type": "object",
    "required": [
        "payload",
        "family",
        "refused",
        "code",
        "seal",
        "verdict",
        "origin",
        "certification",
        "authenticity",
        "source",
        "as_of",
    ],
    "properties": {
        "payload": {"type": "string"},
        "family": one_of(Family),
        "refused": {"enum": [None, *(refusal.value for refusal in Refusal)]},
        "code": {"type": "object", "additionalProperties": {"type": "string"}},
        "seal": one_of(SealState),
        "verdict": {
            "type": "object",
            "required": ["level", "headline", "reasons"],
            "properties": {
                "level": one_of(Level),
                "headline": one_of(Headline),
                "reasons": {"type": "array", "items": {"type": "string"}},
            },
        },
        "origin": state_of(OriginState),
        "certification": state_of(CertificationState),
        "authenticity": state_of(AuthenticityState),
        "source": one_of(Source),
        "as_of": {"type": ["string", "null"]},
    },
}


def line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"


def test_each_story_label_gets_its_verdict(kiosk: Kiosk) -> None:
    asked = b"".join(line({"payload": one["payload"], "symbology": one["symbology"]}) for one in LABELS)
    said = kiosk("check", "-", "--json", stdin=asked)
    got = [(one["verdict"]["headline"], one["verdict"]["level"], one["family"], one["seal"]) for one in said.objects]
    assert got == [(one["headline"], one["level"], one["family"], one["seal"]) for one in LABELS]


def test_the_answer_has_the_form_of_the_interface(kiosk: Kiosk) -> None:
    asked = b"".join(line(one["payload"]) for one in LABELS)
    for answer in kiosk("check", "-", "--json", stdin=asked).objects:
        jsonschema.validate(answer, SCHEMA)


def test_the_genuine_label_is_told_as_the_interface_tells_it(kiosk: Kiosk) -> None:
    (answer,) = kiosk("check", GENUINE, "--json").objects
    assert answer["payload"] == GENUINE
    assert answer["code"] == {"01": "09521234543213", "10": "L2611A", "17": "261125", "21": "FKN0QFV8"}
    assert (answer["refused"], answer["source"]) == (None, "central")
    assert answer["as_of"] in ("2026-11-23T09:00:00+07:00", "2026-11-23T02:00:00Z")
    assert answer["verdict"] == {"level": "good", "headline": "genuine", "reasons": []}


def test_all_that_the_screen_would_show_is_there_in_both_languages(kiosk: Kiosk) -> None:
    (answer,) = kiosk("check", GENUINE, "--json").objects
    assert answer["shown"]["vi"]["headline"] == "Mã xác thực đúng, nguồn gốc rõ"
    assert len(answer["shown"]["en"]["cards"]) == 3


def test_three_hundred_lines_come_back_in_order(kiosk: Kiosk) -> None:
    texts = [f"https://trace.example/01/09521234543213/10/L{number}" for number in range(300)]
    said = kiosk("check", "-", "--json", stdin=b"".join(map(line, texts)))
    assert [one["payload"] for one in said.objects] == texts


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"no json",
        b"[1, 2]",
        b"12",
        b"null",
        b'{"payload": 7}',
        b'{"payload": "x", "symbology": 1}',
        b'{"payload": "x", "colour": "red"}',
        b"\xff\xfe",
        b'"half',
        b"[" * 200_000,
    ],
    ids=repr,
)
def test_a_wrong_line_gives_a_result_and_the_next_one_too(kiosk: Kiosk, wrong: bytes) -> None:
    said = kiosk("check", "-", "--json", stdin=wrong[:400_000] + b"\n" + line(GENUINE))
    first, second = said.objects
    jsonschema.validate(first, SCHEMA)
    assert first["fault"]
    assert (first["family"], first["verdict"]["level"]) == ("none", "unknown")
    assert second["verdict"]["headline"] == "genuine"
    assert said.status == 0


def test_the_last_line_needs_no_end(kiosk: Kiosk) -> None:
    assert len(kiosk("check", "-", "--json", stdin=line(GENUINE).rstrip()).objects) == 1


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "\u202edrawkcab", "\ud800", "\x00", "\x9b"], ids=ascii)
def test_nothing_that_a_stranger_wrote_is_printed_raw(kiosk: Kiosk, text: str) -> None:
    asked = line({"payload": text})
    (answer,) = kiosk("check", "-", "--json", stdin=asked).objects
    assert answer["payload"].isprintable()
    words = kiosk("check", "-", stdin=asked).out
    assert words.rstrip("\n").isprintable()


def test_in_words_the_headline_stands_first(kiosk: Kiosk) -> None:
    assert kiosk("check", GENUINE).out.splitlines()[0] == "GOOD: Code verified, origin known"


def test_vietnamese_where_the_terminal_is(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert "Mã xác thực đúng, nguồn gốc rõ" in kiosk("check", GENUINE).out.splitlines()[0]


def test_in_words_each_line_of_input_is_one_line(kiosk: Kiosk) -> None:
    said = kiosk("check", "-", stdin=line(GENUINE) + b"no json\n" + line("x\ny"))
    assert len(said.out.splitlines()) == 3


def test_offline_on_no_unit_nothing_is_found(kiosk: Kiosk) -> None:
    (answer,) = kiosk("check", GENUINE, "--json", "--offline").objects
    assert (answer["source"], answer["as_of"]) == ("none", None)
    assert answer["verdict"]["headline"] == "cannot_confirm"


def test_a_later_time_is_judged_by(kiosk: Kiosk) -> None:
    (answer,) = kiosk("check", GENUINE, "--json", "--at", "2026-11-26T00:00:00+07:00").objects
    assert answer["verdict"]["headline"] == "expired"


def test_what_is_no_time_is_wrong_use(kiosk: Kiosk) -> None:
    assert kiosk("check", GENUINE, "--at", "yesterday").status == 2


def test_a_price_look_up_number_is_typed(kiosk: Kiosk) -> None:
    (typed,) = kiosk("check", "4011", "--json").objects
    (scanned,) = kiosk("check", "-", "--json", stdin=line({"payload": "4011", "symbology": "]Q1"})).objects
    assert (typed["family"], scanned["family"]) == ("plu", "none")


def test_another_trust_list_is_judged_by(kiosk: Kiosk, tmp_path: Path) -> None:
    trust = json.loads((SAMPLE / "lists.json").read_text("utf-8"))["trust"]
    trust["keys"] = []
    path = tmp_path / "trust.json"
    path.write_text(json.dumps(trust), "utf-8")
    (answer,) = kiosk("check", GENUINE, "--json", "--trust", str(path)).objects
    assert (answer["seal"], answer["verdict"]["headline"]) == ("unknown_key", "forged")


@pytest.mark.parametrize("content", [None, "{}", "no json", "\udcff"])
def test_a_trust_list_that_is_none_is_one_line(kiosk: Kiosk, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "trust.json"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    said = kiosk("check", GENUINE, "--trust", str(path))
    assert said.status == 2
    assert said.err.count("\n") == 1
    assert "trust.json" in said.err
