"""What sync hands over to the update: which release, when the market is open, and the pieces that it fetched.

Sync has the network and no right to change the program; the update has the right and no network. It trusts
nothing that lies here: every byte is verified again, from the root of trust on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.durable import write_whole
from kiosk.messages.unit_settings import MAX_HOURS, OpeningHours
from kiosk.messages.wave import Version
from kiosk.sync.bundle import FOLDER as TUF
from kiosk.sync.bundle import TARGETS

FOLDER: Final = "release"
"""Below the state folder, sync's own; in it what was verified lies as `kiosk.sync.bundle` keeps it."""
FILE: Final = "wanted.json"
MAX_BYTES: Final = 20_000


class Wanted(BaseModel):
    """The release that this unit is to run; `opening_hours` None where nobody set them."""

    model_config = ConfigDict(frozen=True)

    version: Version
    is_fetched: bool = True
    """False for one that this unit does not go to by itself."""
    opening_hours: tuple[OpeningHours, ...] | None = Field(default=None, max_length=MAX_HOURS)


def hand_over(state: Path, wanted: Wanted) -> None:
    """Let the update know, durably; what it knows already is not written again. Raises OSError."""
    if read_wanted(state) != wanted:
        (state / FOLDER).mkdir(parents=True, exist_ok=True)
        write_whole(state / FOLDER / FILE, wanted.model_dump_json().encode())


def withdraw(state: Path) -> None:
    """Want nothing of the update any more. Raises OSError."""
    (state / FOLDER / FILE).unlink(missing_ok=True)


def take_back(state: Path) -> None:
    """Want nothing of the update any more, and drop what was fetched for it. Raises OSError."""
    withdraw(state)
    targets = state / FOLDER / TUF / TARGETS
    for path in targets.iterdir() if targets.is_dir() else ():
        path.unlink()


def read_wanted(state: Path) -> Wanted | None:
    """Return what sync handed over last; None where it is nothing that is understood."""
    path = state / FOLDER / FILE
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return Wanted.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
