"""Where releases stand on a unit. Whoever installs, starts or changes one uses these names (docs/specs/update.md).

/opt/kiosk/
    releases/0.2.0/       one release: .venv/, systemd/ and assets/, whole where .complete stands in it; way_back
    current  → releases/0.2.0    what the units of systemd start
    proven   → releases/0.1.0    what was judged well last: it judges the next, and is gone back to
    former   → releases/0.0.9    what was proven before that: `kiosk update back` goes there
    wheels/SHA256.whl     the packages of the releases that stand here
    judgements.json       what is known of releases that were tried

The folder is kept on the disk that lasts, and belongs to root; everybody may read it. Standard library only: the
settle step runs before anything else of this unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path("/opt/kiosk")
RELEASES: Final = "releases"
CURRENT: Final = "current"
PROVEN: Final = "proven"
FORMER: Final = "former"
WHEELS: Final = "wheels"
JUDGEMENTS: Final = "judgements.json"
COMPLETE: Final = ".complete"
"""Stands in a release that is wholly on the disk; written last."""
WAY_BACK: Final = "way_back"
"""In a release: which older one units may go to by themselves from it, as was signed; absent where there is none."""
ENVIRONMENT: Final = ".venv"
PROGRAM: Final = ".venv/bin/kiosk"
"""Below a release: what starts it. Its first line names the release itself, never a link to it."""
UPDATE_STATE: Final = Path("/var/lib/kiosk-update")
"""What the update itself verified, root's alone."""
VERSION: Final = re.compile(r"[0-9]([.-]?[0-9A-Za-z]){0,19}")
"""What a release may be called; never the name of another folder."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The folder of releases at `folder`, with all its paths."""

    folder: Path = FOLDER

    @property
    def releases(self) -> Path:
        """Return the folder with one folder a release."""
        return self.folder / RELEASES

    @property
    def wheels(self) -> Path:
        """Return the folder of packages."""
        return self.folder / WHEELS

    @property
    def current(self) -> Path:
        """Return the link to the release that is started."""
        return self.folder / CURRENT

    @property
    def proven(self) -> Path:
        """Return the link to the release that was judged well last."""
        return self.folder / PROVEN

    @property
    def former(self) -> Path:
        """Return the link to the release that was proven before."""
        return self.folder / FORMER

    @property
    def judgements(self) -> Path:
        """Return the file of what is known of releases."""
        return self.folder / JUDGEMENTS

    def release(self, version: str) -> Path:
        """Return the folder of one release, there or not. Raises ValueError for what is no version."""
        if VERSION.fullmatch(version) is None:
            raise ValueError(f"{version!r} is no version of a release")
        return self.releases / version

    def wheel(self, sha256: str) -> Path:
        """Return where the package of that digest lies, there or not."""
        return self.wheels / f"{sha256}.whl"

    def program(self, version: str) -> Path:
        """Return the program of one release."""
        return self.release(version) / PROGRAM

    def is_whole(self, version: str) -> bool:
        """Return whether a release stands there, wholly on the disk."""
        return (self.release(version) / COMPLETE).is_file()

    def way_back(self, version: str) -> str | None:
        """Return which older release may be gone to from `version` without a person; None where none was signed."""
        try:
            return (self.release(version) / WAY_BACK).read_text("ascii").strip() or None
        except (OSError, ValueError):
            return None

    def whole(self) -> tuple[str, ...]:
        """Return the versions of all releases that are whole, in no order."""
        try:
            names = [path.name for path in self.releases.iterdir()]
        except OSError:
            return ()
        return tuple(name for name in names if VERSION.fullmatch(name) and self.is_whole(name))
