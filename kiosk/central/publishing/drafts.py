"""What people are given to sign: the next root, the next delegations, the next trust list or release. Pure.

Nothing here signs, or reads a private key: `sign_file` is what a person's own machine does with a draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Root, TargetFile, Targets
from tuf.api.serialization import DeserializationError
from tuf.api.serialization.json import JSONSerializer

from kiosk.central.publishing.roles import DELEGATED, ROLE_OF, TOP_LEVEL, RoleName
from kiosk.errors import KioskError

Keys = Mapping[RoleName, Sequence[Key]]
"""Public keys of each role."""


def root_draft(keys: Keys, version: int, at: datetime) -> Root:
    """Return a root that names `keys` for the top-level roles. Raises KioskError PUB-06 for too few or too many."""
    root = Root(version=version, expires=_end_of(RoleName.ROOT, at), consistent_snapshot=True)
    for role in TOP_LEVEL:
        for key in _enough(keys, role):
            root.add_key(key, role)
        root.roles[role].threshold = ROLE_OF[role].threshold
    return root


def targets_draft(keys: Keys, version: int, at: datetime) -> Targets:
    """Return what delegates names of targets to the other roles. Raises KioskError PUB-06."""
    known: dict[str, Key] = {}
    roles: dict[str, DelegatedRole] = {}
    for role in DELEGATED:
        named = _enough(keys, role)
        known |= {key.keyid: key for key in named}
        row = ROLE_OF[role]
        roles[role] = DelegatedRole(
            role, [key.keyid for key in named], row.threshold, terminating=True, paths=list(row.patterns)
        )
    return Targets(version=version, expires=_end_of(RoleName.TARGETS, at), delegations=Delegations(known, roles))


def list_draft(role: RoleName, targets: Mapping[str, bytes], version: int, at: datetime) -> Targets:
    """Return metadata of an offline role that name exactly `targets`."""
    named = {name: TargetFile.from_data(name, content, ["sha256"]) for name, content in targets.items()}
    return Targets(version=version, expires=_end_of(role, at), targets=named)


def as_draft(signed: Root | Targets) -> bytes:
    """Return a draft as a file that people can read before they sign it."""
    return _readable(Metadata(signed) if isinstance(signed, Root) else Metadata[Targets](signed))


def read_metadata(content: bytes) -> Metadata[Root] | Metadata[Targets]:
    """Return a file of metadata that people sign. Raises KioskError PUB-07 for anything else."""
    try:
        whole = Metadata[Targets].from_bytes(content)
    except (DeserializationError, ValueError) as fault:
        raise _no_draft(f"the file is no TUF metadata ({fault})") from fault
    if not isinstance(whole.signed, Root | Targets):
        raise _no_draft("people sign a root, or targets")
    return whole


def sign_file(content: bytes, signer: Signer) -> bytes:
    """Return a file of metadata with one more signature; those that it bears stay. Raises KioskError PUB-07."""
    whole = read_metadata(content)
    whole.sign(signer, append=True)
    return _readable(whole)


def merged_files(contents: Sequence[bytes]) -> bytes:
    """Return one file with the signatures of all copies. Raises KioskError PUB-07 where other things were signed."""
    first, *others = (read_metadata(content) for content in contents)
    for other in others:
        if other.signed_bytes != first.signed_bytes:
            raise _no_draft("the files are no copies of one draft: what was signed differs")
        first.signatures.update(other.signatures)
    return _readable(first)


def _readable(whole: Metadata[Root] | Metadata[Targets]) -> bytes:
    return JSONSerializer(compact=False).serialize(whole)


def _no_draft(why: str) -> KioskError:
    return KioskError("PUB-07", f"it cannot be signed: {why}.", "Sign what kiosk central tuf begin or draft wrote.")


def _enough(keys: Keys, role: RoleName) -> Sequence[Key]:
    row, named = ROLE_OF[role], keys.get(role, ())
    distinct = {key.keyid for key in named}
    if len(distinct) != len(named) or not (row.threshold <= len(named)) or (row.is_offline and len(named) != row.keys):
        raise KioskError(
            "PUB-06",
            f"the number of different keys given for {role} is {len(distinct)}.",
            f"It needs {row.keys}, of which {row.threshold} sign.",
        )
    return named


def _end_of(role: RoleName, at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0) + ROLE_OF[role].lifetime
