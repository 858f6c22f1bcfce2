"""What people read before they sign, and what stands: in lines. English, as all of the centre's own commands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from tuf.api.metadata import Metadata, Role, Root, Targets

from kiosk.central.publishing.form import fault_of_form
from kiosk.central.publishing.roles import RoleName
from kiosk.errors import ListError
from kiosk.messages.published import TRUST_TARGET
from kiosk.messages.release import ReleaseManifest, is_manifest
from kiosk.trust.read import trust_list_from_json

_SHOWN = 12
"""Digits of a key's id: enough to tell a handful of keys apart aloud."""


@dataclass(frozen=True, slots=True)
class StandingRole:
    """A role as it stands: its version and end; which keys may sign it, how many must, and which did."""

    role: RoleName
    version: int
    expires: datetime
    threshold: int
    keys: tuple[str, ...]
    signed_by: tuple[str, ...]

    def line(self) -> str:
        """Return it in one line."""
        keys = ", ".join(f"{shown_key(key)}{'*' if key in self.signed_by else ''}" for key in self.keys)
        return f"{self.role:<10} {self.version:>6}  until {self.expires:%Y-%m-%d %H:%M}  {self.threshold} of: {keys}"


def described(role: RoleName, whole: Metadata[Root] | Metadata[Targets], given: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what a draft says, and whether the bytes that lie beside it are those that it names."""
    signed = whole.signed
    yield f"{role}, version {signed.version}, holds until {signed.expires:%Y-%m-%d}"
    fault = fault_of_form(role, signed)
    if fault:
        yield f"  THIS IS NOT THE FORM THAT WAS DECIDED: {fault}: do not sign"
    yield f"  signed by: {', '.join(shown_key(key) for key in whole.signatures) or 'nobody yet'}"
    if isinstance(signed, Root):
        for name in sorted(signed.roles):
            yield _keys(name, signed.roles[name])
        return
    if signed.delegations is not None:
        for name, delegated in sorted((signed.delegations.roles or {}).items()):
            yield f"{_keys(name, delegated)}; names {', '.join(delegated.paths or ())}"
    for name, target in sorted(signed.targets.items()):
        yield f"  {name}: {target.length} bytes, sha256 {target.hashes['sha256']}"
        content = given.get(name)
        if content is None:
            yield "    its bytes are not in this folder: they cannot be looked at here"
        elif hashlib.sha256(content).hexdigest() != target.hashes["sha256"]:
            yield "    THE BYTES IN THIS FOLDER ARE OTHERS: do not sign"
        elif name == TRUST_TARGET:
            yield f"    {_trust(content)}"
        elif is_manifest(name):
            yield f"    {_release(content)}"


def shown_key(key_id: str) -> str:
    """Return the first digits of a key's id, as people compare them."""
    return key_id[:_SHOWN]


def _keys(name: str, role: Role) -> str:
    return f"  {name}: {role.threshold} of {', '.join(shown_key(key) for key in role.keyids)}"


def _trust(content: bytes) -> str:
    try:
        trust = trust_list_from_json(content.decode("utf-8"), TRUST_TARGET)
    except (ListError, UnicodeDecodeError):
        return "IT IS NO TRUST LIST: do not sign"
    hosts = ", ".join(trust.hosts)
    return f"trust list {trust.version} of {trust.issued:%Y-%m-%d %H:%M}, keys: {len(trust.keys)}, hosts: {hosts}"


def _release(content: bytes) -> str:
    try:
        release = ReleaseManifest.model_validate_json(content)
    except ValidationError:
        return "IT IS NO RELEASE: do not sign"
    kinds = ", ".join(f"{one.python} {one.machine}" for one in release.systems)
    back = "no way back but by hand" if release.way_back is None else f"units may be sent back to {release.way_back}"
    return f"release {release.version} for {kinds}; {back}"
