"""Whether a person's key has a place in the role that it is to sign: seen before it signs, in the ceremony's folder.

The centre verifies what it publishes all the same. Here a person learns at once that the key is another.
"""

from __future__ import annotations

from pathlib import Path

from tuf.api.metadata import Metadata, Role, Root, Targets

from kiosk.central.publishing.described import shown_key
from kiosk.central.publishing.folder import found_of, role_of_file
from kiosk.central.publishing.roles import TOP_LEVEL, RoleName
from kiosk.errors import KioskError

_ROOTS_THAT_SIGN = 2
"""A root is signed by its own keys, and by those of the one before."""


def refuse_stranger(path: Path, whole: Metadata[Root] | Metadata[Targets], key_id: str) -> bool:
    """Return whether it can be seen that the key may sign the draft at `path`.

    False: what names the role's keys does not lie in the folder. Raises KioskError PUB-10 where the key has no
    place in the role; PUB-05 and PUB-08 for what lies there.
    """
    role = role_of_file(path)
    named = _named(path, role, whole)
    if named is None:
        return False
    keys = sorted({key for one in named for key in one.keyids})
    if key_id not in keys:
        shown = ", ".join(map(shown_key, keys))
        raise KioskError(
            "PUB-10",
            f"{str(path)!r} is not signed: the key {shown_key(key_id)} has no place in {role}, whose keys are {shown}.",
            f"Give the key of a person of {role}, by --key.",
        )
    return True


def _named(path: Path, role: RoleName, whole: Metadata[Root] | Metadata[Targets]) -> list[Role] | None:
    """Return the role as each of those names it whose keys may sign the draft; None where they do not lie here."""
    if isinstance(whole.signed, Root):
        version = whole.signed.version
        roots = [
            one.signed for one in found_of(path, role) if version - _ROOTS_THAT_SIGN < one.signed.version <= version
        ]
        is_all = len({root.version for root in roots}) == min(version, _ROOTS_THAT_SIGN)
        return [root.get_delegated_role(role) for root in roots] if is_all else None
    delegators = found_of(path, RoleName.ROOT if role in TOP_LEVEL else RoleName.TARGETS)
    return [delegators[-1].signed.get_delegated_role(role)] if delegators else None
