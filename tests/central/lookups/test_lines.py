"""Questions of many requests are asked together, and each gets its own answer."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from kiosk.central.lookups.answer import answer_of
from kiosk.central.lookups.find import finding_of
from kiosk.central.lookups.lines import Lines
from kiosk.central.lookups.question import Question, Way, question_of
from kiosk.central.lookups.reading import Known, read
from kiosk.central.lookups.statement import COUNTS
from kiosk.codes.code import Identity
from kiosk.messages.http import RecordAnswer
from tests.central.conftest import NOW
from tests.central.registry_folder import GTIN, LOT, SERIAL

OTHER_GTIN = "09521234543220"
IDENTITIES = (
    Identity(gtin=GTIN, lot=LOT, serial=SERIAL),
    Identity(gtin=GTIN, lot=LOT),
    Identity(gtin=OTHER_GTIN),
    Identity(gtin="09521234999997"),
    Identity(gln="9521234000013"),
    Identity(plu="4089"),
    Identity(sscc="395212345000000015"),
)


def questions(count: int) -> list[Question]:
    """Return questions of one kind, no two neighbours alike."""
    named = [question_of(identity, "M1") for identity in IDENTITIES[:4]]
    return [question for number in range(count) if (question := named[number % 4]) is not None]


def asked(engine: Engine, every: list[Question]) -> list[Known | BaseException]:
    async def ask() -> list[Known | BaseException]:
        lines = Lines(engine, lambda: NOW)
        return await asyncio.gather(*(lines.ask(question) for question in every), return_exceptions=True)

    return asyncio.run(ask())


@pytest.mark.parametrize("count", COUNTS)
def test_statement_for_several_says_of_each_what_it_says_of_one(engine: Engine, count: int) -> None:
    with engine.connect() as connection:
        alone = [read(connection, [question], NOW)[0] for question in questions(count)]
        assert read(connection, questions(count), NOW) == alone


def test_forty_at_once_get_their_own_answers(engine: Engine) -> None:
    every = [question for identity in IDENTITIES * 6 if (question := question_of(identity)) is not None]
    with engine.connect() as connection:
        assert asked(engine, every) == [read(connection, [question], NOW)[0] for question in every]


def test_one_after_the_other_is_answered_too(engine: Engine) -> None:
    async def ask() -> list[Known]:
        lines = Lines(engine, lambda: NOW)
        return [await lines.ask(question) for question in questions(4)]

    assert [known.is_missing for known in asyncio.run(ask())] == [False, False, False, True]


def test_who_has_gone_is_not_told_and_spoils_nothing(engine: Engine) -> None:
    async def ask() -> Known:
        lines = Lines(engine, lambda: NOW)
        gone = asyncio.ensure_future(lines.ask(questions(1)[0]))
        await asyncio.sleep(0)
        gone.cancel()
        return await lines.ask(questions(1)[0])

    assert finding_of(asyncio.run(ask()), NOW).product


def test_database_that_fails_is_told_to_each_that_waits_and_asked_again(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE flags RENAME TO flags_away"))
    every = questions(5)
    assert all(isinstance(answer, DBAPIError) for answer in asked(engine, every))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE flags_away RENAME TO flags"))
    assert all(isinstance(answer, Known) for answer in asked(engine, every))


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: str(identity.gtin or identity))
def test_answer_joined_of_texts_is_the_finding(engine: Engine, identity: Identity) -> None:
    question = question_of(identity, "M1")
    assert question is not None
    with engine.connect() as connection:
        (known,) = read(connection, [question], NOW)
    answer = RecordAnswer.model_validate_json(answer_of(known, NOW), strict=True)
    assert (answer.finding, answer.answered_at) == (finding_of(known, NOW), NOW)
    assert answer.versions.trust == 7


def test_quotes_and_marks_of_an_identity_are_values(engine: Engine) -> None:
    question = Question(Way.GTIN, GTIN, lot="'; DROP TABLE lots; --", serial='"\\%{}')
    with engine.connect() as connection:
        (known,) = read(connection, [question], NOW)
    finding = finding_of(known, NOW)
    assert (finding.product is not None, finding.lot, known.is_missing) == (True, None, True)
