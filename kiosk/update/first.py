"""The first release of a unit: `python3 -m kiosk.update.first FOLDER VERSION`, as root, from the kiosk's own wheel.

FOLDER holds wheels and SHA256SUMS, as provisioning brought them. Standard library only: nothing is installed yet.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.update.layout import Layout
from kiosk.update.links import point
from kiosk.update.unpack import this_interpreter, unpack

SUMS = "SHA256SUMS"


def install(folder: Path, version: str, layout: Layout) -> None:
    """Make the release `version` of the wheels in `folder`, and let the unit start it; its packages are kept.

    One that is whole is started as it stands. Raises StoreError UPD-04 for a wheel that is not as its sum says,
    OSError.
    """
    layout.wheels.mkdir(parents=True, exist_ok=True)
    kept = [_keep(folder / name, sha256, layout) for sha256, name in _sums(folder)]
    unpack(layout, version, kept, this_interpreter())
    for link in (layout.proven, layout.current):
        point(link, version)


def _sums(folder: Path) -> list[tuple[str, str]]:
    """Return digest and name of each wheel, as sha256sum writes them."""
    rows = (line.split("  ", 1) for line in (folder / SUMS).read_text("utf-8").splitlines())
    return [(sha256, Path(name).name) for sha256, name in rows]


def _keep(wheel: Path, sha256: str, layout: Layout) -> Path:
    with wheel.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise StoreError("UPD-04", f"the package {wheel.name!r} is not as its sum says.", "Bring the release again.")
    kept = layout.wheel(sha256)
    fresh = kept.with_suffix(".new")
    shutil.copyfile(wheel, fresh)
    fresh.replace(kept)
    return kept


if __name__ == "__main__":
    install(Path(sys.argv[1]), sys.argv[2], Layout())
