"""`kiosk check` on a unit: by its own data, without writing to it, and never by samples."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.central.lookups.records import CentralRecords, sample_database
from kiosk.codes.code import Identity
from kiosk.lookup.cache import FindingCache
from kiosk.sync.identity import new_key, write_identity
from tests.central.kiosks.paired import Unit as PairedUnit
from tests.cli.conftest import Kiosk
from tests.lookup.publishing import Publisher
from tests.sync.paired import identity_of

SAMPLE = Path(__file__).parents[2] / "assets" / "sample"
GENUINE = json.loads((SAMPLE / "labels.json").read_text("utf-8"))[0]["payload"]
ITEM = Identity(gtin="09521234543213", lot="L2611A", serial="FKN0QFV8")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
AT = ("--at", "2026-11-23T09:00:00+07:00")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """An enrolled unit that was told of one item an hour ago; its state folder."""
    (tmp_path / "etc" / "kiosk").mkdir(parents=True)
    state = tmp_path / "state"
    state.mkdir()
    shutil.copy(SAMPLE / "lists.json", state / "lists.json")
    engine = sample_database(SAMPLE)
    with engine.connect() as connection:
        finding = CentralRecords(connection, lambda: NOW - timedelta(hours=1)).find(ITEM)
    engine.dispose()
    cache = FindingCache(state / "cache.db", lambda: NOW)
    cache.put(ITEM, finding)
    cache.close()
    return state


def test_a_unit_answers_by_what_it_was_told(kiosk: Kiosk, unit: Path) -> None:
    (answer,) = kiosk("check", GENUINE, "--json", *AT).objects
    assert (answer["source"], answer["seal"]) == ("cache", "valid")
    assert datetime.fromisoformat(answer["as_of"]) == NOW - timedelta(hours=1)


def test_a_unit_calls_samples_what_they_are(kiosk: Kiosk, unit: Path) -> None:
    (answer,) = kiosk("check", GENUINE, "--json", *AT).objects
    assert answer["verdict"]["headline"] == "practice"


def test_a_unit_that_was_told_nothing_finds_nothing(kiosk: Kiosk, unit: Path) -> None:
    (unit / "cache.db").unlink()
    (answer,) = kiosk("check", GENUINE, "--json", *AT).objects
    assert (answer["source"], answer["as_of"]) == ("none", None)


def test_a_centre_that_does_not_answer_costs_a_line_and_no_verdict(
    kiosk: Kiosk, unit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_CENTRAL__URL", "http://127.0.0.1:9")
    said = kiosk("check", GENUINE, "--json", *AT)
    assert said.objects[0]["source"] == "cache"
    assert "the centre does not answer" in said.err


def test_paired_unit_asks_the_centre_of_its_papers_where_none_is_set(kiosk: Kiosk, unit: Path) -> None:
    write_identity(unit, identity_of(PairedUnit("k1", new_key()), "http://127.0.0.1:9"))
    said = kiosk("check", GENUINE, "--json", *AT)
    assert "there is no connection" in said.err


def test_unit_that_has_no_centre_says_so(kiosk: Kiosk, unit: Path) -> None:
    assert "not paired, and central.url is not set" in kiosk("check", GENUINE, "--json", *AT).err


def test_offline_the_centre_is_not_asked(kiosk: Kiosk, unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CENTRAL__URL", "http://127.0.0.1:9")
    assert kiosk("check", GENUINE, "--json", "--offline", *AT).err == ""


def test_the_units_own_files_stay_as_they_are(kiosk: Kiosk, unit: Path) -> None:
    before = (unit / "cache.db").read_bytes()
    kiosk("check", GENUINE, *AT)
    assert (unit / "cache.db").read_bytes() == before


def test_a_damaged_cache_is_as_good_as_none(kiosk: Kiosk, unit: Path) -> None:
    (unit / "cache.db").write_bytes(b"no database" * 500)
    (answer,) = kiosk("check", GENUINE, "--json", *AT).objects
    assert answer["source"] == "none"
    assert (unit / "cache.db").read_bytes() == b"no database" * 500


def test_a_unit_that_was_told_nothing_answers_by_its_registry(kiosk: Kiosk, unit: Path, tmp_path: Path) -> None:
    publisher = Publisher(tmp_path, SAMPLE)
    publisher.publish(NOW - timedelta(hours=2))
    publisher.bring(unit)
    publisher.engine.dispose()
    (unit / "cache.db").unlink()
    (answer,) = kiosk("check", GENUINE, "--json", "--offline", *AT).objects
    assert (answer["source"], answer["seal"]) == ("snapshot", "valid")
    assert datetime.fromisoformat(answer["as_of"]) == NOW - timedelta(hours=2)
