"""The folders of this unit, and whether it is a unit at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.settings.sections import Settings

CONFIG_PATH = Path("/etc/kiosk/kiosk.toml")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of this unit. Nothing is made before `open_state` and `open_runtime`."""

    state: Path
    runtime: Path
    config: Path
    """The folder of the settings file; a unit has it, a developer's machine does not."""


def find_places(
    settings: Settings, environ: Mapping[str, str], config_path: Path = CONFIG_PATH, root: Path = Path("/")
) -> Places:
    """Return the folders that `settings` name, else the service's where they exist, else the user's own."""
    state = root / "var/lib/kiosk"
    if not state.is_dir():
        state = (
            Path(environ.get("XDG_STATE_HOME") or Path(environ.get("HOME") or Path.home()) / ".local/state") / "kiosk"
        )
    runtime = root / "run/kiosk"
    if not runtime.is_dir():
        given = Path(environ.get("XDG_RUNTIME_DIR") or "/nowhere")
        runtime = given / "kiosk" if given.is_dir() else _memory(root) / f"kiosk-{os.getuid()}"
    return Places(
        state=(settings.places.state or state).absolute(),
        runtime=(settings.places.runtime or runtime).absolute(),
        config=config_path.parent.absolute(),
    )


def _memory(root: Path) -> Path:
    """Return a folder in memory that everybody may use: the live picture never reaches a disk."""
    shared = root / "dev/shm"
    return shared if shared.is_dir() else root / "tmp"  # who else may write there is checked when it is opened


def is_enrolled(places: Places) -> bool:
    """Whether this is a unit of the city: it has a settings folder or an identity. Samples are not for it.

    An identity folder that lost its key counts too, and one that may not be looked for: the cautious answer.
    """
    try:
        return places.config.exists() or (places.state / "identity").exists()
    except PermissionError:
        return True


def open_state(places: Places) -> Path:
    """Return the state folder, made if missing. Raises StoreError STO-01 where it cannot be written."""
    return _open(places.state, "KIOSK_PLACES__STATE", 0o750)


def open_state_to_go_on(places: Places) -> Path:
    """Return the state folder for a part that shoppers need: one on a disk that became read-only is good enough.

    What cannot be written then is said by each who would. Raises StoreError STO-01 as `open_state`.
    """
    return places.state if _is_read_only(places.state) else open_state(places)


def open_runtime(places: Places) -> Path:
    """Return the runtime folder, made if missing, closed to other users.

    Raises StoreError STO-01 where it cannot be written, STO-02 where it belongs to somebody else.
    """
    folder = _open(places.runtime, "KIOSK_PLACES__RUNTIME", 0o700)
    there = folder.lstat()
    is_ours = stat.S_ISDIR(there.st_mode) and there.st_uid in {os.getuid(), 0}
    if not is_ours or (there.st_mode & 0o022 and not there.st_mode & stat.S_ISVTX):
        raise StoreError(
            "STO-02",
            f"the runtime folder {str(folder)!r} can be written by others.",
            "Remove it, or set KIOSK_PLACES__RUNTIME to a folder of this user alone.",
        )
    return folder


def assets_dir() -> Path:
    """Return the folder of fonts, icons, sounds and samples: in the wheel, else beside the package."""
    package = Path(__file__).parent.parent
    packed = package / "_assets"
    return packed if packed.is_dir() else package.parent / "assets"


def _is_read_only(folder: Path) -> bool:
    try:
        return folder.is_dir() and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _open(folder: Path, variable: str, mode: int) -> Path:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        is_ours = os.access(folder, os.W_OK | os.X_OK)
        reason = "this user may not write there"
    except OSError as fault:
        is_ours, reason = False, str(fault.strerror)
    if not is_ours:
        raise StoreError(
            "STO-01",
            f"the folder {str(folder)!r} cannot be used: {reason}.",
            f"Run as the kiosk's user, or set {variable} to a folder that this user may write.",
        )
    return folder
