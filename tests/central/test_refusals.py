"""What the service refuses over HTTP: words for who called, none for who stands at its terminal."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

import grimp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kiosk.central.problems import answer_problems
from kiosk.central.refusals import AS_IT_IS, REMEDIES
from kiosk.errors import KioskError, UnregisteredError, VaultError

OPERATORS = {
    "PUB-01",
    "PUB-09",
    "PUB-11",
    "PUB-12",
    "REG-01",
    "REG-02",
    "REG-03",
    "SEAL-02",
    "SEAL-03",
    "SEAL-04",
    "SEAL-09",
    "SEAL-10",
    "SEAL-21",
    "SEAL-26",
    "SEAL-27",
    "SEAL-30",
    "SEAL-32",
    "SEAL-35",
    "SET-20",
}
"""Errors that no request can mend: files, keys and settings of the service."""

TERMINAL = re.compile(
    r"(^|\s)--[a-z]|Run:|kiosk (central|check|run|sync)|KIOSK_[A-Z]|chmod|pip install|[A-Z]{3,4}-\d\d"
)
"""What only somebody at a terminal of the service can use, and the numbers of docs/technician.md."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one line of the service says: an error's number, what happened, what to do."""

    place: str
    number: str
    what: str
    remedy: str


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield each call by a plain name in the modules of the service that serve requests."""
    graph = grimp.build_graph("kiosk")
    modules = {"kiosk.central.app", *graph.find_upstream_modules("kiosk.central.app")}
    for module in sorted(name for name in modules if name.startswith("kiosk.central.")):
        path = Path(*module.split(".")).with_suffix(".py")
        if not path.exists():
            path = Path(*module.split("."), "__init__.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield f"{path}:{node.lineno}", node.func.id, node


def literals(node: ast.AST) -> str:
    """Return the fixed words within an expression."""
    return " ".join(one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


@cache
def errors() -> tuple[Said, ...]:
    """Return each error of the house that the service makes with its number."""
    return tuple(
        Said(place, node.args[0].value, literals(node.args[1]), literals(node.args[2]))
        for place, name, node in calls()
        if name.endswith("Error") and len(node.args) == 3
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    )


@cache
def refusals() -> tuple[tuple[str, str], ...]:
    """Return where the service refuses by an HTTPException, or names a field that is wrong, with its words."""
    refusing = {"HTTPException", "wrong_field", "FieldError"}
    return tuple((place, literals(node)) for place, name, node in calls() if name in refusing)


def test_walk_finds_the_errors_and_the_refusals() -> None:
    assert len(errors()) > 30
    assert len(refusals()) > 80


def test_every_error_has_words_for_callers_or_is_the_operators() -> None:
    assert {said.number for said in errors()} == REMEDIES.keys() | OPERATORS
    assert not REMEDIES.keys() & OPERATORS


def test_no_error_tells_a_caller_of_a_terminal() -> None:
    for said in errors():
        if said.number in REMEDIES:
            assert not TERMINAL.search(said.what), said
            words = REMEDIES[said.number]
            assert not TERMINAL.search(said.remedy if words == AS_IT_IS else words), said


def test_no_refusal_tells_a_caller_of_a_terminal() -> None:
    for place, words in refusals():
        assert not TERMINAL.search(words), (place, words)


@pytest.mark.parametrize(
    "words", ["begin with --again.", "Run: kiosk central init", "Set KIOSK_CENTRAL__GTIN_RANGE.", "SEAL-06: wait."]
)
def test_words_for_a_terminal_are_known(words: str) -> None:
    assert TERMINAL.search(words)


def client_raising(fault: KioskError) -> TestClient:
    app = FastAPI()
    answer_problems(app)

    @app.get("/")
    def raise_it() -> None:
        raise fault

    return TestClient(app)


def test_caller_gets_the_words_for_callers_and_the_number_apart() -> None:
    fault = KioskError("SEAL-06", "the list is not everywhere before noon.", "Give another by --trust.")
    answer = client_raising(fault).get("/")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json()["number"] == "SEAL-06"
    assert answer.json()["detail"] == "The list is not everywhere before noon. Ask again after that time."


def test_what_is_not_registered_is_not_found() -> None:
    assert client_raising(UnregisteredError("SEAL-11", "no lot.", "Register it.")).get("/").status_code == 404


def test_what_the_operator_must_mend_stays_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    fault = VaultError("SEAL-31", "the secret in '/etc/key' cannot be used.", "chmod 600.")
    with caplog.at_level(logging.ERROR):
        answer = client_raising(fault).get("/")
    assert (answer.status_code, answer.json()["number"]) == (503, "SEAL-31")
    assert "/etc/key" not in answer.text
    assert "chmod" not in answer.text
    assert "'/etc/key' cannot be used. chmod 600." in caplog.text


def test_error_that_nobody_placed_is_the_operators() -> None:
    answer = client_raising(KioskError("NEW-01", "a secret.", "Run: kiosk new.")).get("/")
    assert (answer.status_code, "secret" in answer.text) == (503, False)


def test_no_400_is_made_by_hand_so_each_names_its_fields() -> None:
    by_hand = re.compile(r"HTTPException\(\s*(HTTPStatus\.BAD_REQUEST|400)")
    modules = sorted((Path(__file__).parents[2] / "kiosk" / "central").rglob("*.py"))
    assert [path.name for path in modules if by_hand.search(path.read_text("utf-8"))] == []
