"""A release of this program, as the centre publishes it: packages in pieces, and which systems need which. Pure.

Targets of the role `release`: `release/VERSION/manifest.json`, and the pieces that it names.
"""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.messages.published import MAX_PIECE_BYTES, Digest
from kiosk.messages.wave import Version

MAX_WHEELS: Final = 200
MAX_SYSTEMS: Final = 8
MAX_WHEEL_BYTES: Final = 400_000_000
WheelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}\.whl$")]


class _Published(BaseModel):
    model_config = ConfigDict(frozen=True)


class Wheel(_Published):
    """One package, as a wheel (PEP 427), cut into pieces of MAX_PIECE_BYTES."""

    name: WheelName
    sha256: Digest
    size_bytes: int = Field(ge=1, le=MAX_WHEEL_BYTES)

    @property
    def pieces(self) -> tuple[str, ...]:
        """Return the names of the targets that hold it, in their order."""
        count = -(-self.size_bytes // MAX_PIECE_BYTES)
        return tuple(f"release/wheels/{self.sha256}.{number:03d}" for number in range(count))


class ReleaseSystem(_Published):
    """What one kind of unit needs: its Python, its processor, its packages, and their size once unpacked."""

    python: str = Field(pattern=r"^3\.[0-9]{1,2}$")
    machine: str = Field(pattern=r"^[a-z0-9_]{1,20}$", description="as uname -m says it")
    unpacked_bytes: int = Field(ge=1)
    wheels: tuple[Wheel, ...] = Field(min_length=1, max_length=MAX_WHEELS)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({one.sha256 for one in self.wheels}) != len(self.wheels):
            raise ValueError("a package stands twice")
        return self


class ReleaseManifest(_Published):
    """The target of `manifest_target`: all of one release."""

    version: Version
    way_back: Version | None = Field(
        default=None, description="the older release that units may go to by themselves from this one; none without it"
    )
    systems: tuple[ReleaseSystem, ...] = Field(min_length=1, max_length=MAX_SYSTEMS)

    def system(self, python: str, machine: str) -> ReleaseSystem | None:
        """Return what a unit of that kind needs; None where the release is not for it."""
        return next((one for one in self.systems if (one.python, one.machine) == (python, machine)), None)


def manifest_target(version: str) -> str:
    """Return the name of a release's manifest."""
    return f"release/{version}/manifest.json"


def is_manifest(target: str) -> bool:
    """Return whether a target is the manifest of a release."""
    return target.startswith("release/") and target.endswith("/manifest.json")
