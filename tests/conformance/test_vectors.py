"""The published vectors of docs/vectors: every stage gives what was reasoned from the specification."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections import Counter

import nacl.exceptions
import nacl.signing
import pytest

from kiosk.codes.classify import classify
from kiosk.codes.code import Family, Link, NoProduceCode, Refusal, Refused
from kiosk.codes.identity import identify
from kiosk.inspection import inspect
from kiosk.journal.event import family_of
from kiosk.records.finding import Finding
from kiosk.trust.seal import SealState, check_seal
from kiosk.verdicts.gather import gather
from kiosk.verdicts.rules import judge
from kiosk.verdicts.verdict import AuthenticityState, CertificationState, Headline, Level, OriginState
from tests.conformance.make import FOLDER, all_rows, documents
from tests.conformance.row import signed_message
from tests.conformance.vectors import LISTS, VECTORS, Vector, code_of, every_vector, name_of
from tests.rows import of_each

SIGNED = {SealState.VALID, SealState.INVALID, SealState.OUT_OF_SCOPE, SealState.REVOKED_KEY}
SEALED = [vector for vector in VECTORS if vector.expect["seal"] in SIGNED]


class Given:
    """Records that hold one finding."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding

    def find(self, _: object) -> Finding:
        return self.finding


@pytest.mark.parametrize("name", documents())
def test_the_published_file_is_what_its_table_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == documents()[name]


@every_vector
def test_the_payload_is_of_its_family(vector: Vector) -> None:
    code = classify(vector.payload, LISTS.trust.hosts, LISTS.schemes)
    refused = code.refusal if isinstance(code, Refused | NoProduceCode) else None
    assert (family_of(code), refused) == (vector.expect["family"], vector.expect["refused"])
    assert code_of(code) == vector.expect["code"]


@every_vector
def test_the_seal_is_in_its_state(vector: Vector) -> None:
    code = classify(vector.payload, LISTS.trust.hosts, LISTS.schemes)
    assert check_seal(code, LISTS.trust).state == vector.expect["seal"]


@every_vector
def test_the_verdict_is_what_was_reasoned(vector: Vector) -> None:
    verdict = inspect(vector.payload, Given(vector.finding), vector.lists, vector.place, vector.now).verdict
    stages = ("level", "headline", "origin", "certification", "authenticity")
    assert {stage: str(getattr(verdict, stage)) for stage in stages} == {s: vector.expect[s] for s in stages}


@every_vector
def test_the_stages_one_by_one_say_what_the_whole_says(vector: Vector) -> None:
    whole = inspect(vector.payload, Given(vector.finding), vector.lists, vector.place, vector.now)
    code = classify(vector.payload, vector.lists.trust.hosts, vector.lists.schemes)
    seal = check_seal(code, vector.lists.trust)
    verdict = judge(gather(code, seal, vector.finding, vector.lists, vector.place, vector.now))
    assert (whole.code, whole.identity, whole.seal, whole.verdict) == (code, identify(code), seal, verdict)


@of_each(SEALED, name_of)
def test_a_second_verifier_agrees(vector: Vector) -> None:
    code = classify(vector.payload, LISTS.trust.hosts, LISTS.schemes)
    assert isinstance(code, Link)
    assert code.seal_text is not None
    content = urlsafe_b64decode(code.seal_text + "==")
    key_id = int.from_bytes(content[:3], "big") & 0xFFFFF
    message = signed_message(content[:3], vector.expect["code"])
    keys = [key.public for key in LISTS.trust.keys if key.kid == key_id]
    assert any(is_verified(public, message, content[3:]) for public in keys) == (vector.expect["seal"] != "invalid")


def is_verified(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        nacl.signing.VerifyKey(public).verify(message, signature)
    except nacl.exceptions.BadSignatureError:
        return False
    return True


@pytest.mark.parametrize(
    ("stage", "states"),
    [
        ("family", Family),
        ("refused", Refusal),
        ("seal", SealState),
        ("level", Level),
        ("headline", Headline),
        ("origin", OriginState),
        ("certification", CertificationState),
        ("authenticity", AuthenticityState),
    ],
)
def test_every_state_occurs(stage: str, states: type[Headline]) -> None:
    assert {vector.expect[stage] for vector in VECTORS} - {None} == {state.value for state in states}


def test_there_are_200_vectors_and_no_name_stands_twice() -> None:
    assert len(VECTORS) >= 200
    assert [name for name, times in Counter(map(name_of, VECTORS)).items() if times > 1] == []


def test_every_row_says_why() -> None:
    assert [row.name for row in all_rows() if not row.why] == []
