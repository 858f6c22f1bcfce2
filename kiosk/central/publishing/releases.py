"""A release as targets: the wheels of a folder in pieces, and the manifest that says which unit needs which."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from kiosk.errors import KioskError
from kiosk.messages.published import MAX_PIECE_BYTES
from kiosk.messages.release import MAX_WHEEL_BYTES, ReleaseManifest, ReleaseSystem, Wheel, is_manifest, manifest_target

Targets = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class SystemFolder:
    """The wheels of one kind of unit: its Python (3.13), its processor (aarch64), and the folder that holds them."""

    python: str
    machine: str
    folder: Path


def release_targets(version: str, systems: Sequence[SystemFolder], way_back: str | None = None) -> dict[str, bytes]:
    """Return the targets of a release, from which units may go to `way_back` by themselves.

    Raises KioskError PUB-11 for a folder that holds none.
    """
    pieces: dict[str, bytes] = {}
    described = tuple(_described(one, pieces) for one in systems)
    try:
        manifest = ReleaseManifest(version=version, way_back=way_back, systems=described)
    except ValidationError as fault:
        raise _no_release(str(fault.errors(include_url=False)[0]["msg"])) from fault
    return {**pieces, manifest_target(version): manifest.model_dump_json().encode()}


def without(targets: Targets, versions: Collection[str]) -> dict[str, bytes]:
    """Return the targets of role release without those versions, and without pieces that no other needs.

    Raises KioskError PUB-12 for a version that is not among them.
    """
    manifests = set(filter(is_manifest, targets))
    gone = {manifest_target(version) for version in versions}
    for name in sorted(gone - manifests):
        raise _not_published(name.split("/")[1])
    needed = {piece for name in manifests - gone for piece in _pieces(targets[name])}
    return {
        name: content
        for name, content in targets.items()
        if name in manifests - gone or name in needed or not (name in gone or name.startswith("release/wheels/"))
    }


def refuse_unpublished(version: str, content: bytes | None) -> None:
    """Raise KioskError PUB-12 where no release of that version is published; `content` is that of its manifest."""
    if content is None:
        raise _not_published(version)


def _described(system: SystemFolder, pieces: dict[str, bytes]) -> ReleaseSystem:
    wheels, unpacked_bytes = [], 0
    try:
        paths = sorted(system.folder.glob("*.whl"))
        for path in paths:
            with zipfile.ZipFile(path) as packed:
                unpacked_bytes += sum(one.file_size for one in packed.infolist())
            wheels.append(_cut(path, pieces))
        return ReleaseSystem(
            python=system.python, machine=system.machine, unpacked_bytes=max(unpacked_bytes, 1), wheels=tuple(wheels)
        )
    except (OSError, zipfile.BadZipFile) as fault:
        raise _no_release(f"{str(system.folder)!r}: {fault}") from fault
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        raise _no_release(f"{str(system.folder)!r}: {first['loc']}: {first['msg']}") from fault


def _cut(path: Path, pieces: dict[str, bytes]) -> Wheel:
    if (size := path.stat().st_size) > MAX_WHEEL_BYTES:
        raise _no_release(f"{str(path)!r} has {size} bytes")
    content = path.read_bytes()
    wheel = Wheel(name=path.name, sha256=sha256(content).hexdigest(), size_bytes=len(content))
    for number, name in enumerate(wheel.pieces):
        pieces[name] = content[number * MAX_PIECE_BYTES : (number + 1) * MAX_PIECE_BYTES]
    return wheel


def _pieces(manifest: bytes) -> tuple[str, ...]:
    systems = ReleaseManifest.model_validate_json(manifest).systems
    return tuple(piece for system in systems for wheel in system.wheels for piece in wheel.pieces)


def _no_release(why: str) -> KioskError:
    return KioskError(
        "PUB-11", f"that is no release: {why}.", "Name a folder with a wheel of each package, as docs/keys.md shows."
    )


def _not_published(version: str) -> KioskError:
    return KioskError(
        "PUB-12", f"the release {version!r} is not published.", "See kiosk central release list for those that are."
    )
