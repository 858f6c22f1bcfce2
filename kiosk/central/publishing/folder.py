"""A ceremony's folder: drafts that people carry from machine to machine, and the targets that they name.

2.trust.json               a draft, or the same with signatures
targets/trust/list.json    the bytes that it names
standing/1.targets.json    what stands at the centre and says who signs it: for who signs to compare with
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import Metadata, Root, Targets

from kiosk.central.publishing.accepting import MAX_METADATA_BYTES, OfflineFile, read_offline
from kiosk.central.publishing.drafts import as_draft
from kiosk.central.publishing.roles import OFFLINE, RoleName, file_name, role_of_target
from kiosk.durable import write_whole
from kiosk.errors import KioskError
from kiosk.messages.published import MAX_PIECE_BYTES

TARGETS_FOLDER = "targets"
PRIVATE, PUBLIC = ".key", ".pub"
STANDING_FOLDER = "standing"
_KEY_DIGITS = 64


@dataclass(frozen=True, slots=True)
class CeremonyFolder:
    """What stands in a ceremony's folder."""

    files: tuple[OfflineFile, ...]
    targets: Mapping[str, bytes]


def write_draft(folder: Path, role: RoleName, draft: Root | Targets, targets: Mapping[str, bytes]) -> Path:
    """Write a draft and its targets, and return the draft's path. Raises KioskError PUB-08; nothing is overwritten."""
    for name, content in targets.items():
        _write(folder / TARGETS_FOLDER / name, content, "wb")
    path = folder / file_name(role, draft.version)
    _write(path, as_draft(draft), "xb")
    return path


def write_standing(folder: Path, role: RoleName, whole: Metadata[Root] | Metadata[Targets]) -> None:
    """Write what stands of `role` beside drafts: it says which keys may sign them. Raises KioskError PUB-08."""
    _write(folder / STANDING_FOLDER / file_name(role, whole.signed.version), whole.to_bytes(), "wb")


def found_of(path: Path, role: RoleName) -> list[Metadata[Root] | Metadata[Targets]]:
    """Return what lies in the folder of the draft at `path` of `role`, drafts and what stands, oldest version first.

    Raises KioskError PUB-05 and PUB-08.
    """
    folders = (path.parent, path.parent / STANDING_FOLDER)
    paths = (found for folder in folders for found in folder.glob(f"*.{role}.json") if role_of_file(found) is role)
    wholes = [read_offline(read_file(found), role).whole for found in paths]
    return sorted(wholes, key=lambda whole: whole.signed.version)


def read_folder(folder: Path) -> CeremonyFolder:
    """Return the files and targets of a folder. Raises KioskError PUB-05 for a file of another kind, PUB-08."""
    files = tuple(read_offline(read_file(path), role_of_file(path)) for path in sorted(folder.glob("*.json")))
    if not files:
        raise _cannot(folder, "no file of metadata stands there")
    targets: dict[str, bytes] = {}
    for file in files:
        targets |= beside(folder / file.role, file.whole)
    return CeremonyFolder(files, targets)


def beside(path: Path, whole: Metadata[Root] | Metadata[Targets]) -> dict[str, bytes]:
    """Return the bytes that lie beside the file at `path`, of the targets that it names. Raises KioskError PUB-08."""
    names = whole.signed.targets if isinstance(whole.signed, Targets) else {}
    for name in names:
        role_of_target(name)  # else a name could lead out of the folder
    paths = {name: path.parent / TARGETS_FOLDER / name for name in sorted(names)}
    return {name: read_file(place) for name, place in paths.items() if place.is_file()}


def role_of_file(path: Path) -> RoleName:
    """Return the role that a file's name tells. Raises KioskError PUB-08."""
    parts = path.name.split(".")
    if len(parts) == 3 and parts[0].isdigit() and parts[1] in OFFLINE:
        return RoleName(parts[1])
    raise _cannot(path, "its name is none of a draft, such as 2.trust.json")


def read_file(path: Path, at_most: int = MAX_PIECE_BYTES) -> bytes:
    """Return the bytes of a file. Raises KioskError PUB-08 where it cannot be read, or is too long to be taken."""
    try:
        with path.open("rb") as file:
            content = file.read(at_most + 1)
    except OSError as fault:
        raise _cannot(path, fault.strerror or str(fault)) from fault
    if len(content) > at_most:
        raise _cannot(path, f"it is longer than {at_most} bytes")
    return content


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file at once. Raises KioskError PUB-08."""
    try:
        write_whole(path, content)
    except OSError as fault:
        raise _cannot(path, fault.strerror or str(fault)) from fault


def read_public_key(path: Path) -> bytes:
    """Return the 32 bytes in a file of 64 hexadecimal digits. Raises KioskError PUB-08."""
    digits = read_file(path, MAX_METADATA_BYTES).decode("ascii", "replace").strip()
    try:
        public = bytes.fromhex(digits)
    except ValueError:
        public = b""
    if len(digits) != _KEY_DIGITS or len(public) != _KEY_DIGITS // 2:
        raise _cannot(path, "it is no public key of 64 hexadecimal digits")
    return public


def public_keys_in(folder: Path) -> dict[RoleName, list[Path]]:
    """Return the files of people's public keys by role: `anna-root.pub` is one of `root`.

    Raises KioskError PUB-08 for a name that tells no role or is no .pub, and for a private key by any name: it never
    comes to the centre.
    """
    found: dict[RoleName, list[Path]] = {role: [] for role in OFFLINE}
    try:
        paths = sorted(folder.iterdir())
    except OSError as fault:
        raise _cannot(folder, fault.strerror or str(fault)) from fault
    for path in paths:
        if path.suffix == PRIVATE or _holds_private_key(path):
            raise _cannot(path, "a private key stays with its owner: take it away, and only bring its .pub")
        if path.suffix != PUBLIC:
            raise _cannot(path, "it is no .pub: only bring public keys, NAME-ROLE.pub with small letters at its end")
        role = path.stem.rpartition("-")[2]
        if role not in OFFLINE:
            raise _cannot(path, f"its name tells no role: NAME-ROLE.pub, with one of {', '.join(OFFLINE)}")
        found[RoleName(role)].append(path)
    return found


def _holds_private_key(path: Path) -> bool:
    """Whether a private key stands in a file, as `kiosk central tuf key` writes it or anybody else does (RFC 7468)."""
    return path.is_file() and b"PRIVATE KEY-----" in read_file(path)


def _write(path: Path, content: bytes, mode: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode) as file:
            file.write(content)
    except OSError as fault:
        raise _cannot(path, fault.strerror or str(fault)) from fault


def _cannot(path: Path, why: str) -> KioskError:
    return KioskError("PUB-08", f"{str(path)!r} cannot be used: {why}.", "Name another; docs/keys.md shows each step.")
