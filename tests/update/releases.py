"""Small releases, signed by a test's own keys, and a unit that updates to them."""

from __future__ import annotations

import io
import platform
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.messages.published import MAX_PIECE_BYTES
from kiosk.messages.release import ReleaseManifest, ReleaseSystem, Wheel, manifest_target
from kiosk.update.fetch import Source
from kiosk.update.layout import Layout
from kiosk.update.links import current, point
from kiosk.update.steps import At, on
from kiosk.update.take import HandedOver
from kiosk.update.trial import Outcome, Trial
from kiosk.update.unpack import this_interpreter, unpack
from kiosk.update.update import Update

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
HEALTH = "kiosk/health.txt"
"""In the fake program: "" for one that is well, "?" for one that nobody can judge, else why it is unwell."""


def wheel(version: str, health: str = "", size_bytes: int = 0) -> bytes:
    """Return a package of a fake program, of at least `size_bytes`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("kiosk/__init__.py", f"VERSION = {version!r}\n")
        file.writestr("kiosk/cli.py", f"def main():\n    print({version!r})\n")
        file.writestr(HEALTH, health)
        file.writestr("kiosk/_systemd/outage.py", "")
        file.writestr("kiosk/_assets/lists.json", "{}")
        file.writestr(f"kiosk-{version}.data/scripts/kiosk", "not wanted")
        if size_bytes:
            file.writestr("kiosk/large.bin", bytes(size_bytes))
    return packed.getvalue()


def named(name: str, content: bytes) -> Wheel:
    return Wheel(name=name, sha256=sha256(content).hexdigest(), size_bytes=len(content))


def release_targets(
    version: str, *wheels: bytes, unpacked_bytes: int = 1, machine: str = "", way_back: str | None = None
) -> dict[str, bytes]:
    """Return a release as targets."""
    described = tuple(named(f"kiosk-{version}-{number}.whl", one) for number, one in enumerate(wheels))
    system = ReleaseSystem(
        python=this_interpreter().version,
        machine=machine or platform.machine(),
        unpacked_bytes=unpacked_bytes,
        wheels=described,
    )
    manifest = ReleaseManifest(version=version, way_back=way_back, systems=(system,))
    pieces = {
        piece: content[number * MAX_PIECE_BYTES : (number + 1) * MAX_PIECE_BYTES]
        for one, content in zip(described, wheels, strict=True)
        for number, piece in enumerate(one.pieces)
    }
    return {**pieces, manifest_target(version): manifest.model_dump_json().encode()}


HEALTHS = {"good": "", "bad": "it reads no label", "odd": "?"}
"""Kinds of releases, and what they hold as HEALTH."""


@dataclass
class FakeParts:
    """Runs what is current, by a file that says so, and judges it by what its program holds."""

    layout: Layout
    started: list[str] = field(default_factory=list)
    before_judging: Callable[[], object] = lambda: None

    @property
    def running(self) -> Path:
        return self.layout.folder.parent / "running"

    def must_answer(self) -> None:
        """They can always be started."""

    def restart(self) -> None:
        version = current(self.layout)
        assert version is not None
        assert self.layout.is_whole(version), "what starts is whole"
        self.started.append(version)
        self.running.write_text(version)

    def judge(self, version: str) -> str:
        assert self.running.read_text() == version
        self.before_judging()
        health = self.health(version)
        if health == "?":
            raise StoreError("UPD-06", "nobody can tell.", "Try again.")
        return health

    def health(self, version: str) -> str:
        [found] = self.layout.release(version).glob(f".venv/lib/*/site-packages/{HEALTH}")
        return found.read_text()


@dataclass
class Updating:
    """A unit in `folder` with the release 1.0, whose root of trust is `root`."""

    folder: Path
    root: bytes

    def __post_init__(self) -> None:
        self.layout = Layout(self.folder / "opt")
        self.state = self.folder / "state"
        self.own = self.folder / "update"
        self.parts = FakeParts(self.layout)

    def provision(self) -> None:
        self.state.mkdir()
        self.layout.wheels.mkdir(parents=True)
        self.layout.releases.mkdir()
        first = self.folder / "first.whl"
        first.write_bytes(wheel("1.0"))
        unpack(self.layout, "1.0", [first], this_interpreter())
        for link in (self.layout.current, self.layout.proven):
            point(link, "1.0")
        self.parts.restart()

    def stands_at(self, version: str, way_back: str | None = None) -> None:
        """Let it run a release, and have judged it well."""
        unpack(self.layout, version, [self.folder / "first.whl"], this_interpreter(), way_back=way_back)
        for link in (self.layout.current, self.layout.proven):
            point(link, version)

    def source(self, state: Path) -> Source:
        return Source(state, self.root, time.monotonic, lambda: LONG_AGO)

    def trial(self, at: At = on, now: datetime = NOW) -> Trial:
        return Trial(self.layout, self.parts, lambda: now, at)

    def update(self, version: str, at: At = on) -> Outcome:
        """Do what the update does with what sync handed over."""
        updating = Update(self.source(self.own), self.trial(at), this_interpreter())
        return updating.trial.go_on() or updating.bring_in(version, HandedOver(self.state))
