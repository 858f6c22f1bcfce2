"""Who answers in the centre's place, or has stolen a key of the service, changes nothing on a unit."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root

from kiosk.errors import CentreError
from kiosk.messages.published import TRUST_TARGET
from kiosk.sync.bundle import last_verified
from tests.sync.repository import DELEGATED, TOP_LEVEL, FileServer, Publisher, served_name
from tests.sync.unit_exchange import ONE, ExchangingUnit, registry_targets, trust_list

THIRD = trust_list(3)


@pytest.fixture
def unit(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> ExchangingUnit:
    """A unit that has what was published; then trust list 2 and another registry are."""
    unit.exchange(server.url)
    publisher.publish({TRUST_TARGET: trust_list(2)})
    publisher.publish(registry_targets(b"other"))
    return unit


def version_of(unit: ExchangingUnit) -> int:
    return int(json.loads(unit.lists)["trust"]["version"])


def refused(unit: ExchangingUnit, server: FileServer) -> CentreError:
    """Exchange, and return the refusal: nothing is other than before."""
    lists, verified, given = unit.lists, last_verified(unit.state), len(unit.registry.given)
    with pytest.raises(CentreError) as caught:
        unit.exchange(server.url)
    assert (unit.lists, last_verified(unit.state), len(unit.registry.given)) == (lists, verified, given)
    return caught.value


def test_without_an_attack_the_newer_list_and_registry_come(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url)
    assert version_of(unit) == 2
    assert unit.registry.given[-1][ONE] == b"other one"


# The attacks.


def test_older_timestamp_is_refused(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> None:
    old = publisher.files["metadata/timestamp.json"]
    publisher.publish({TRUST_TARGET: THIRD})
    unit.exchange(server.url)
    publisher.files["metadata/timestamp.json"] = old
    assert refused(unit, server).number == "TUF-03"


def test_changed_target_of_the_same_length_is_refused(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    name = served_name(TRUST_TARGET, trust_list(2))
    publisher.files[name] = publisher.files[name].replace(b"trace.example", b"trace.exampla")
    assert refused(unit, server).number == "TUF-01"


def test_endless_file_is_given_up_at_its_bound(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> None:
    server.endless.add("metadata/timestamp.json")
    assert refused(unit, server).number == "TUF-01"


def test_expired_timestamp_is_refused(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> None:
    publisher.lifetime["timestamp"] = timedelta(seconds=-1)
    publisher.sign_timestamp()
    assert refused(unit, server).number == "TUF-02"


def test_timestamp_of_a_strange_key_is_refused(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> None:
    publisher.sign_timestamp([CryptoSigner.generate_ed25519()])
    assert refused(unit, server).number == "TUF-01"


@pytest.mark.parametrize("role", ["registry", "settings"])
def test_key_of_the_service_names_no_issuer_of_labels(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer, role: str
) -> None:
    publisher.publish({TRUST_TARGET: THIRD}, role)
    unit.exchange(server.url)
    assert version_of(unit) == 2


def test_list_that_too_few_have_signed_is_refused(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    publisher.put({TRUST_TARGET: THIRD}, "trust")
    publisher.sign_role("trust", by=1)
    publisher.vouch()
    assert refused(unit, server).number == "TUF-01"


def test_older_list_under_a_newer_snapshot_is_refused(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    newest = publisher.versions["trust"]
    publisher.files[f"metadata/{newest}.trust.json"] = publisher.files[f"metadata/{newest - 1}.trust.json"]
    assert refused(unit, server).number == "TUF-03"


def test_root_that_the_former_people_did_not_sign_is_refused(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    thief = Publisher()
    thief.sign_root()
    publisher.files["metadata/2.root.json"] = thief.files["metadata/2.root.json"]
    assert refused(unit, server).number == "TUF-01"


def test_root_that_two_people_signed_is_refused(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> None:
    publisher.sign_root()
    whole = Metadata[Root].from_bytes(publisher.files["metadata/2.root.json"])
    whole.signatures.popitem()
    publisher.files["metadata/2.root.json"] = whole.to_bytes()
    assert refused(unit, server).number == "TUF-01"


def test_state_before_the_noted_one_is_refused_though_a_power_cut_took_the_metadata(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    before = dict(publisher.files)
    publisher.publish({TRUST_TARGET: THIRD})
    unit.exchange(server.url)
    for path in (unit.state / "tuf" / "metadata").glob("*.json"):
        if not path.is_symlink():
            path.write_bytes(b"")
    server.files = before
    assert refused(unit, server).number == "TUF-03"


@pytest.mark.parametrize("longer", ["root", "targets"])
def test_timestamp_that_a_thief_dated_beyond_what_people_signed_is_refused(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer, longer: str
) -> None:
    """It would move the floor of the clock on, and labels that are still good would have expired."""
    publisher.lifetime[longer] = timedelta(days=60)
    publisher.sign_root()
    publisher.sign_targets()
    publisher.signed_at += timedelta(days=45)
    publisher.vouch()
    assert refused(unit, server).number == "TUF-01"


def test_timestamp_dated_before_time_began_is_refused(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    publisher.signed_at = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    publisher.vouch()
    assert refused(unit, server).number == "TUF-01"


@pytest.mark.parametrize("role", ["timestamp", "snapshot"])
def test_what_had_expired_at_the_floor_is_refused_though_the_clock_is_set_back(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer, role: str
) -> None:
    publisher.lifetime[role] = timedelta(days=1)
    publisher.vouch()
    unit.floor = publisher.signed_at + timedelta(days=2)
    assert refused(unit, server).number == "TUF-02"


def test_timestamp_without_its_time_is_refused(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> None:
    timestamp = Metadata.from_bytes(publisher.files["metadata/timestamp.json"])
    timestamp.signed.unrecognized_fields.clear()
    timestamp.signed.version += 1
    timestamp.sign(publisher.keys["timestamp"][0])
    publisher.files["metadata/timestamp.json"] = timestamp.to_bytes()
    assert refused(unit, server).number == "TUF-01"


def test_unit_takes_nothing_from_a_centre_of_another_root(
    publisher: Publisher, server: FileServer, tmp_path: Path
) -> None:
    stranger = ExchangingUnit(tmp_path / "stranger", Publisher().root)
    with pytest.raises(CentreError, match="TUF-01"):
        stranger.exchange(server.url)
    assert not (stranger.state / "lists.json").exists()


# New keys.


@pytest.mark.parametrize("role", [*TOP_LEVEL, *DELEGATED])
def test_unit_follows_new_keys(unit: ExchangingUnit, publisher: Publisher, server: FileServer, role: str) -> None:
    publisher.rotate(role)
    publisher.publish({TRUST_TARGET: THIRD})
    unit.exchange(server.url)
    assert version_of(unit) == 3


@pytest.mark.parametrize("role", ["timestamp", "trust"])
def test_former_keys_count_no_more(unit: ExchangingUnit, publisher: Publisher, server: FileServer, role: str) -> None:
    former = publisher.keys[role]
    publisher.rotate(role)
    unit.exchange(server.url)
    publisher.keys[role] = former
    publisher.put({TRUST_TARGET: THIRD}, "trust")
    publisher.sign_role("trust")
    publisher.vouch()
    assert refused(unit, server).number == "TUF-01"


def test_unit_that_was_away_for_three_roots_follows(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    for role in ("root", "root", "targets"):
        publisher.rotate(role)
    publisher.publish({TRUST_TARGET: THIRD})
    unit.exchange(server.url)
    assert version_of(unit) == 3


def test_new_root_ends_what_a_thief_dated_weeks_ahead(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    signed_at = publisher.signed_at
    publisher.signed_at += timedelta(days=20)
    publisher.versions["timestamp"] += 1_000_000
    publisher.vouch()
    unit.exchange(server.url)
    publisher.signed_at = signed_at
    publisher.versions["timestamp"] -= 1_000_000
    publisher.rotate("timestamp")
    unit.exchange(server.url)
    verified = last_verified(unit.state)
    assert verified is not None
    assert verified.signed_at == signed_at
