"""A whole repository with throw-away keys, people's and the service's: for whoever spoils one thing of it.

repository = make_repository(engine, NOW)
repository.publish({"registry/opaque": b"…"})
with serving(create_app(repository.service)) as url: …
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import Key
from sqlalchemy import Engine
from tuf.api.metadata import Metadata, Root, T, Targets

from kiosk.central.publishing.accepting import accept, read_offline
from kiosk.central.publishing.drafts import as_draft, list_draft, root_draft, sign_file, targets_draft
from kiosk.central.publishing.export import export_files
from kiosk.central.publishing.publication import put_targets, root_of, vouch
from kiosk.central.publishing.roles import OFFLINE, ONLINE, ROLE_OF, RoleName, role_of_target
from kiosk.central.publishing.signers import KeySigner, new_service_key, service_keys, signers_of
from kiosk.central.publishing.store import lock, metadata_file, newest_targets
from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.seals.signing_key import OpenKey
from kiosk.central.service import Service, service_over
from kiosk.messages.published import TRUST_TARGET

VAULT = SealedVault((b"the key-encryption key of tests.",))


@dataclass
class Repository:
    """A centre that publishes; `at` is its time, to be set at will.

    `people` are the private keys of the offline roles, `keys` the public ones of all.
    """

    service: Service
    at: datetime
    people: dict[RoleName, list[KeySigner]]
    keys: dict[RoleName, list[Key]]
    given: dict[str, bytes] = field(default_factory=dict)
    """The bytes of targets of offline roles, by their names."""

    @property
    def engine(self) -> Engine:
        """The centre's database."""
        return self.service.primary

    @property
    def root(self) -> bytes:
        """The first root, as a package ships it."""
        return self.file("1.root.json")

    def file(self, name: str) -> bytes:
        """Return a file of metadata as it is served."""
        with self.engine.connect() as connection:
            content = metadata_file(connection, name)
        assert content is not None, name
        return content

    def publish(self, put: Mapping[str, bytes], drop: Sequence[str] = (), at: datetime | None = None) -> int:
        """Publish targets of one online role, and return the snapshot's version."""
        moment = at or self.at
        with self.engine.begin() as connection:
            lock(connection)
            signers = signers_of(connection, self.service.vault)
            role = role_of_target(next(iter([*put, *drop])))
            put_targets(connection, signers, role, put, moment, drop)
            return vouch(connection, signers, moment)

    def vouch(self, at: datetime) -> int:
        """Publish a new timestamp, as a centre does by itself, and return the snapshot's version."""
        with self.engine.begin() as connection:
            lock(connection)
            return vouch(connection, signers_of(connection, self.service.vault), at)

    def sign_list(self, role: RoleName, targets: Mapping[str, bytes], by: int | None = None) -> None:
        """Publish exactly these targets of an offline role, signed by `by` people, or as many as it needs."""
        with self.engine.connect() as connection:
            before = newest_targets(connection, role)
        version = 1 if before is None else before.signed.version + 1
        self.accept({role: self.signed(role, list_draft(role, targets, version, self.at), by)}, targets)

    def rotate_root(self, *roles: RoleName) -> None:
        """Publish a root with new keys for `roles` of the top level: signed by the old people and the new."""
        old = self.people[RoleName.ROOT]
        for role in roles:
            self._replace_keys(role)
        draft = root_draft(self.keys, self._next_root(), self.at)
        files = {RoleName.ROOT: self.signed(RoleName.ROOT, draft)}
        if RoleName.ROOT in roles:
            for signer in old[: ROLE_OF[RoleName.ROOT].threshold]:
                files[RoleName.ROOT] = sign_file(files[RoleName.ROOT], signer)
        if RoleName.TARGETS in roles:
            files[RoleName.TARGETS] = self._next_targets()
        self.accept(files, {})

    def rotate_delegated(self, *roles: RoleName) -> None:
        """Publish new keys for `roles` that `targets` delegates to, and what those sign, signed anew."""
        for role in roles:
            self._replace_keys(role)
        files = {RoleName.TARGETS: self._next_targets()}
        for role in set(roles) & set(OFFLINE):
            with self.engine.connect() as connection:
                before = newest_targets(connection, role)
            assert before is not None
            targets = {name: self.given[name] for name in before.signed.targets}
            files[role] = self.signed(role, list_draft(role, targets, before.signed.version + 1, self.at))
        self.accept(files, {})

    def accept(self, files: Mapping[RoleName, bytes], targets: Mapping[str, bytes]) -> None:
        """Publish what people signed."""
        self.given.update(targets)
        with self.engine.begin() as connection:
            lock(connection)
            read = [read_offline(content, role) for role, content in files.items()]
            accept(connection, signers_of(connection, self.service.vault), read, targets, self.at)

    def signed(self, role: RoleName, draft: Root | Targets, by: int | None = None) -> bytes:
        """Return a draft, signed by `by` people of an offline role, or as many as it needs."""
        content = as_draft(draft)
        for signer in self.people[role][: ROLE_OF[role].threshold if by is None else by]:
            content = sign_file(content, signer)
        return content

    def resigned(self, role: RoleName, whole: Metadata[T]) -> bytes:
        """Return metadata of any role signed anew by the right keys: what a thief of those keys could make."""
        whole.signatures.clear()
        for signer in self.signers(role):
            whole.sign(signer, append=True)
        return whole.to_bytes()

    def signers(self, role: RoleName) -> Sequence[KeySigner]:
        """Return who signs a role: its people, or this centre."""
        if role in OFFLINE:
            return self.people[role][: ROLE_OF[role].threshold]
        with self.engine.connect() as connection:
            ours = signers_of(connection, self.service.vault)[role]
        return [signer for signer in ours if isinstance(signer, KeySigner) and signer.public_key in self.keys[role]]

    def export(self, folder: Path) -> None:
        """Write `metadata/` and `targets/` as a stick holds them."""
        with self.engine.connect() as connection:
            export_files(connection, folder)

    def _replace_keys(self, role: RoleName) -> None:
        if role in OFFLINE:
            self.people[role] = people_of(role)
            self.keys[role] = [signer.public_key for signer in self.people[role]]
            return
        with self.engine.begin() as connection:
            self.keys[role] = [new_service_key(connection, self.service.vault, role, self.at)]

    def _next_root(self) -> int:
        with self.engine.connect() as connection:
            return root_of(connection).signed.version + 1

    def _next_targets(self) -> bytes:
        with self.engine.connect() as connection:
            before = newest_targets(connection, RoleName.TARGETS)
        assert before is not None
        return self.signed(RoleName.TARGETS, targets_draft(self.keys, before.signed.version + 1, self.at))


def people_of(role: RoleName) -> list[KeySigner]:
    """Return new private keys for the people of an offline role."""
    return [KeySigner(OpenKey(Ed25519PrivateKey.generate())) for _ in range(ROLE_OF[role].keys)]


def make_repository(engine: Engine, at: datetime, trust: bytes = b"{}", begun: timedelta = timedelta()) -> Repository:
    """Return a repository on a migrated database, with `trust` as its first trust list; begun before `at`."""
    people = {role: people_of(role) for role in OFFLINE}
    with engine.begin() as connection:
        ours = service_keys(connection, VAULT, at - begun)
    keys: dict[RoleName, list[Key]] = {role: [signer.public_key for signer in held] for role, held in people.items()}
    keys |= {role: [ours[role]] for role in ONLINE}
    made = Repository(replace(service_over(engine, lambda: made.at), vault=VAULT), at - begun, people, keys)
    first = {TRUST_TARGET: trust}
    drafts: dict[RoleName, Root | Targets] = {
        RoleName.ROOT: root_draft(keys, 1, made.at),
        RoleName.TARGETS: targets_draft(keys, 1, made.at),
        RoleName.TRUST: list_draft(RoleName.TRUST, first, 1, made.at),
        RoleName.RELEASE: list_draft(RoleName.RELEASE, {}, 1, made.at),
    }
    made.accept({role: made.signed(role, draft) for role, draft in drafts.items()}, first)
    made.at = at
    return made
