"""The repository as a unit sees it, by the library's own client: what is published arrives, whole and verified."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select
from starlette.testclient import TestClient
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets

from kiosk.central.publishing.drafts import list_draft, root_draft, targets_draft
from kiosk.central.publishing.publication import verify
from kiosk.central.publishing.roles import DELEGATED, OFFLINE, ROLE_OF, TOP_LEVEL, RoleName
from kiosk.central.publishing.store import KEPT_FOR, clear, served_name, store_metadata, store_target, target_file
from kiosk.central.publishing.tables import tuf_metadata, tuf_targets
from kiosk.central.seals.vault import HeldKey, KeyName, no_vault
from kiosk.errors import KioskError, VaultError
from kiosk.messages.published import SIGNED_AT_FIELD, TRUST_TARGET
from tests.central.publishing.conftest import Unit
from tests.central.publishing.repository import VAULT, Repository, people_of

OPAQUE = "registry/days/2026-11-23/lots.gz"


def test_unit_gets_the_first_trust_list(unit: Unit) -> None:
    assert unit.fetch(TRUST_TARGET) == b'{"version": 1}'


def test_unit_gets_what_was_published_after_its_first_visit(unit: Unit, repository: Repository) -> None:
    unit.refreshed()
    repository.publish({OPAQUE: b"lots"})
    assert unit.fetch(OPAQUE) == b"lots"


def test_what_is_published_again_takes_the_place_of_what_was(unit: Unit, repository: Repository) -> None:
    repository.publish({OPAQUE: b"lots"})
    unit.refreshed()
    repository.publish({OPAQUE: b"more lots"})
    assert unit.fetch(OPAQUE) == b"more lots"


def test_what_is_dropped_is_named_no_longer(unit: Unit, repository: Repository) -> None:
    repository.publish({OPAQUE: b"lots", "registry/other": b"other"})
    repository.publish({}, drop=[OPAQUE])
    assert unit.fetch(OPAQUE) is None
    assert unit.fetch("registry/other") == b"other"


def test_what_was_dropped_is_served_for_a_week_and_then_deleted(
    client: TestClient, repository: Repository, at: datetime
) -> None:
    repository.publish({OPAQUE: b"lots"})
    served = f"/v1/tuf/targets/{served_name(OPAQUE, b'lots')}"
    repository.publish({OPAQUE: b"more lots"})
    with repository.engine.begin() as connection:
        clear(connection, at + KEPT_FOR)
    assert client.get(served).content == b"lots"
    with repository.engine.begin() as connection:
        assert clear(connection, at + KEPT_FOR + timedelta(seconds=1)) > 0
        verify(connection)
    assert client.get(served).status_code == 404


def test_clearing_keeps_what_units_need(unit: Unit, repository: Repository, at: datetime) -> None:
    repository.publish({OPAQUE: b"lots"})
    repository.publish({OPAQUE: b"more lots"})
    with repository.engine.begin() as connection:
        clear(connection, at + timedelta(days=400))
    assert unit.fetch(OPAQUE) == b"more lots"


@pytest.mark.one_database
@pytest.mark.parametrize("role", DELEGATED)
def test_role_signs_no_name_of_another(repository: Repository, role: RoleName) -> None:
    other = next(one for one in DELEGATED if one is not role)
    wanted = {f"{role}/x": b"x", f"{other}/x": b"x"}
    publish = partial(repository.sign_list, role) if role in OFFLINE else repository.publish
    with pytest.raises(KioskError, match="PUB-01"):
        publish(wanted)


@pytest.mark.one_database
def test_thief_of_the_registrys_key_publishes_no_release(unit: Unit, repository: Repository, at: datetime) -> None:
    evil = {"release/kiosk.whl": b"evil", "registry/x": b"evil"}
    stolen = Metadata(list_draft(RoleName.REGISTRY, evil, 900_000_000, at))
    content = repository.resigned(RoleName.REGISTRY, stolen)
    with repository.engine.begin() as connection:
        store_metadata(connection, RoleName.REGISTRY, content, stolen.signed, at)
        store_target(connection, "registry/x", b"evil", at)
    repository.vouch(at)
    assert unit.fetch("registry/x") == b"evil"
    assert unit.fetch("release/kiosk.whl") is None


@pytest.mark.one_database
@pytest.mark.parametrize("role", OFFLINE)
def test_one_signature_too_few_publishes_nothing(repository: Repository, role: RoleName, unit: Unit) -> None:
    before = repository.file("timestamp.json")
    draft = _next(repository, role)
    with pytest.raises(KioskError, match=r"PUB-0[45]"):
        repository.accept({role: repository.signed(role, draft, ROLE_OF[role].threshold - 1)}, repository.given)
    assert repository.file("timestamp.json") == before
    unit.refreshed()


@pytest.mark.one_database
@pytest.mark.parametrize("role", OFFLINE)
def test_enough_signatures_publish(repository: Repository, role: RoleName, unit: Unit) -> None:
    draft = _next(repository, role)
    repository.accept({role: repository.signed(role, draft)}, repository.given)
    assert unit.fetch(TRUST_TARGET) == b'{"version": 1}'


@pytest.mark.one_database
@pytest.mark.parametrize("version", [1, 3])
def test_root_of_another_version_than_the_next_is_refused(repository: Repository, version: int) -> None:
    draft = root_draft(repository.keys, version, repository.at)
    with pytest.raises(KioskError, match="PUB-05"):
        repository.accept({RoleName.ROOT: repository.signed(RoleName.ROOT, draft)}, {})


@pytest.mark.one_database
def test_root_that_the_old_people_did_not_sign_is_refused(repository: Repository) -> None:
    people = people_of(RoleName.ROOT)
    keys = {**repository.keys, RoleName.ROOT: [signer.public_key for signer in people]}
    repository.people[RoleName.ROOT] = people
    with pytest.raises(KioskError, match="PUB-05"):
        repository.accept({RoleName.ROOT: repository.signed(RoleName.ROOT, root_draft(keys, 2, repository.at))}, {})


@pytest.mark.one_database
def test_older_trust_list_is_refused(repository: Repository, at: datetime) -> None:
    repository.sign_list(RoleName.TRUST, {TRUST_TARGET: b"new"})
    old = repository.signed(RoleName.TRUST, list_draft(RoleName.TRUST, {TRUST_TARGET: b"old"}, 1, at))
    with pytest.raises(KioskError, match="PUB-05"):
        repository.accept({RoleName.TRUST: old}, {TRUST_TARGET: b"old"})


@pytest.mark.one_database
@pytest.mark.parametrize("given", [{}, {TRUST_TARGET: b"other"}], ids=["missing", "other"])
def test_bytes_that_were_not_signed_are_refused(repository: Repository, at: datetime, given: dict[str, bytes]) -> None:
    signed = repository.signed(RoleName.TRUST, list_draft(RoleName.TRUST, {TRUST_TARGET: b"new"}, 2, at))
    with pytest.raises(KioskError, match="PUB-05"):
        repository.accept({RoleName.TRUST: signed}, given)


@pytest.mark.one_database
def test_expired_metadata_is_refused(repository: Repository, at: datetime) -> None:
    draft = list_draft(RoleName.TRUST, {}, 2, at - 2 * ROLE_OF[RoleName.TRUST].lifetime)
    with pytest.raises(KioskError, match="expired"):
        repository.accept({RoleName.TRUST: repository.signed(RoleName.TRUST, draft)}, {})


@pytest.mark.one_database
@pytest.mark.parametrize("role", TOP_LEVEL)
def test_unit_follows_new_keys_of_the_top_level(unit: Unit, repository: Repository, role: RoleName) -> None:
    unit.refreshed()
    repository.rotate_root(role)
    repository.publish({OPAQUE: b"after"})
    assert unit.fetch(OPAQUE) == b"after"


@pytest.mark.one_database
@pytest.mark.parametrize("role", DELEGATED)
def test_unit_follows_new_keys_of_a_delegated_role(unit: Unit, repository: Repository, role: RoleName) -> None:
    unit.refreshed()
    repository.rotate_delegated(role)
    repository.publish({OPAQUE: b"after"})
    assert unit.fetch(OPAQUE) == b"after"
    assert unit.fetch(TRUST_TARGET) == b'{"version": 1}'


@pytest.mark.one_database
def test_centre_without_its_vault_publishes_nothing(repository: Repository) -> None:
    repository.service = replace(repository.service, vault=no_vault())
    with pytest.raises(VaultError, match="SEAL-30"):
        repository.publish({OPAQUE: b"lots"})


@dataclass(frozen=True, slots=True)
class _BreaksAtTheEnd:
    """A vault that fails at the very last signature of a publication."""

    kind: str = VAULT.kind

    def make(self, name: KeyName) -> HeldKey:
        return VAULT.make(name)

    def sign(self, key: HeldKey, message: bytes) -> bytes:
        if key.name.establishment_id.endswith(RoleName.TIMESTAMP):
            raise VaultError("SEAL-33", "the token is gone.", "Put it in.")
        return VAULT.sign(key, message)


def test_publication_that_breaks_at_its_end_leaves_what_stood(unit: Unit, repository: Repository) -> None:
    repository.publish({OPAQUE: b"lots"})
    service = repository.service
    repository.service = replace(service, vault=_BreaksAtTheEnd())
    with pytest.raises(VaultError, match="SEAL-33"):
        repository.publish({OPAQUE: b"more lots"})
    with repository.engine.connect() as connection:
        assert target_file(connection, served_name(OPAQUE, b"more lots")) is None
    assert unit.fetch(OPAQUE) == b"lots"
    repository.service = service
    repository.publish({OPAQUE: b"more lots"})
    assert unit.fetch(OPAQUE) == b"more lots"


@pytest.mark.one_database
def test_timestamp_says_when_it_was_signed(repository: Repository, at: datetime) -> None:
    repository.vouch(at + timedelta(hours=1))
    signed = json.loads(repository.file("timestamp.json"))["signed"]
    assert datetime.fromisoformat(signed[SIGNED_AT_FIELD]) == (at + timedelta(hours=1)).replace(microsecond=0)


@pytest.mark.one_database
def test_new_timestamp_leaves_the_snapshot_as_it_is(repository: Repository, at: datetime) -> None:
    assert repository.vouch(at) == repository.vouch(at + timedelta(days=1))


@pytest.mark.one_database
def test_snapshot_is_made_anew_before_it_expires(repository: Repository, at: datetime) -> None:
    assert repository.vouch(at) < repository.vouch(at + ROLE_OF[RoleName.SNAPSHOT].lifetime / 2)


def test_centre_that_comes_back_from_a_backup_is_followed(unit: Unit, repository: Repository, at: datetime) -> None:
    with repository.engine.connect() as connection:
        backup = {table: connection.execute(select(table)).mappings().all() for table in (tuf_metadata, tuf_targets)}
    for _ in range(3):
        repository.publish({OPAQUE: b"forgotten"})
    unit.refreshed()
    with repository.engine.begin() as connection:
        for table, rows in backup.items():
            connection.execute(delete(table))
            connection.execute(insert(table), [dict(row) for row in rows])
    repository.publish({OPAQUE: b"after"}, at=at + timedelta(minutes=1))
    assert unit.fetch(OPAQUE) == b"after"


@pytest.mark.one_database
def test_stick_holds_what_the_centre_serves(client: TestClient, repository: Repository, tmp_path: Path) -> None:
    repository.rotate_root(RoleName.ROOT)
    repository.publish({OPAQUE: b"lots"})
    repository.export(tmp_path)
    files = [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert {"metadata/1.root.json", "metadata/2.root.json", "metadata/timestamp.json"} <= set(files)
    for name in files:
        assert client.get(f"/v1/tuf/{name}").content == (tmp_path / name).read_bytes()


@pytest.mark.one_database
def test_unit_of_another_root_verifies_nothing(unit: Unit, repository: Repository) -> None:
    unit.root = repository.root.replace(b'"threshold":3', b'"threshold":1')
    with pytest.raises(RepositoryError):
        unit.refreshed()


def _next(repository: Repository, role: RoleName) -> Root | Targets:
    if role is RoleName.ROOT:
        return root_draft(repository.keys, 2, repository.at)
    if role is RoleName.TARGETS:
        return targets_draft(repository.keys, 2, repository.at)
    return list_draft(role, {TRUST_TARGET: b'{"version": 1}'} if role is RoleName.TRUST else {}, 2, repository.at)
