"""A demonstration's centre seals with test keys: genuine where nothing is enrolled, practice in a market."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from kiosk.central.people.rights import Right
from kiosk.central.registry.load import load_registry
from kiosk.central.seals.issuing import Wanted, issue_labels
from kiosk.central.seals.publishing import held_lists, newest_list
from kiosk.central.seals.tables import signing_keys
from kiosk.central.seals.vault import no_vault
from kiosk.codes.classify import classify
from kiosk.codes.payload import Payload
from kiosk.errors import ListError
from kiosk.trust.message import FIRST_TEST_KEY_ID
from kiosk.trust.seal import SealState, check_seal
from tests.central.seals.conftest import deed_at
from tests.sample.samples import FOLDER, NOW, read

GTIN, LOT = "09521234543213", "L2611A"
FILE = "practice_keys.json"


def test_a_demonstration_seals_labels_without_any_key_of_its_own(empty: Engine) -> None:
    with empty.begin() as connection:
        load_registry(connection, FOLDER)
        load_registry(connection, FOLDER)
    wanted = Wanted(GTIN, LOT, 3, is_serialised=True)
    issued = issue_labels(empty, no_vault(), deed_at(NOW, Right.SEAL_LABELS), wanted, NOW)
    with empty.connect() as connection:
        trust = newest_list(connection)
        assert [held.version for held in held_lists(connection, NOW)] == [6, 7]
    for label in issued.labels:
        seal = check_seal(classify(Payload(label.link.encode(), "]Q1"), trust.hosts, ()), trust)
        assert seal.state is SealState.VALID
        assert seal.key_id is not None
        assert seal.key_id >= FIRST_TEST_KEY_ID


@pytest.mark.one_database
def test_every_active_test_key_is_there_and_no_other(empty: Engine) -> None:
    with empty.begin() as connection:
        load_registry(connection, FOLDER)
        stored = {row.kid: bytes(row.public) for row in connection.execute(select(signing_keys))}
        active = {key.kid: key.public for key in newest_list(connection).keys if key.status.value == "active"}
    assert stored == active
    assert min(stored) >= FIRST_TEST_KEY_ID


@pytest.mark.one_database
@pytest.mark.parametrize("spoiled", [{"kid": 7}, {"seed": "A" * 44}, {"seed": "AA=="}, {"establishment_id": ""}])
def test_a_file_with_any_other_key_is_refused(empty: Engine, tmp_path: Path, spoiled: dict[str, object]) -> None:
    keys = read(FILE)
    keys["keys"][0] |= spoiled
    folder = tmp_path / "sample"
    (folder / "registry").mkdir(parents=True)
    for path in (FOLDER / "registry").iterdir():
        (folder / "registry" / path.name).write_bytes(path.read_bytes())
    (folder / "lists.json").write_bytes((FOLDER / "lists.json").read_bytes())
    (folder / FILE).write_text(json.dumps(keys))
    with pytest.raises(ListError, match="REG-03"), empty.begin() as connection:
        load_registry(connection, folder)
