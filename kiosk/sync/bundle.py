"""What this unit has verified of what the centre publishes: a folder that no power cut makes useless.

The library verifies and keeps metadata; it flushes nothing, knows no life without a network, and reads what is
torn as if it had never been. What was verified last is therefore noted here, durably, when all of it is on the
disk: nothing older is taken afterwards, and a unit without a network knows how old its data are.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater, UpdaterConfig

from kiosk.durable import settle, write_whole
from kiosk.errors import CentreError, StoreError
from kiosk.messages.published import MAX_PIECE_BYTES, SIGNED_AT_FIELD
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.fetcher import METADATA_BASE, TARGETS_BASE, Fetcher
from kiosk.sync.roads import RoadError

FOLDER = "tuf"
METADATA, TARGETS, SCRATCH = "metadata", "targets", "scratch"
VERIFIED_FILE = "verified.json"
LOCK_FILE = ".lock"
MAX_METADATA_BYTES = 2_000_000


class Verified(BaseModel):
    """Which state of what is published this unit verified, and when the centre signed that it is its newest."""

    model_config = ConfigDict(frozen=True)

    signed_at: AwareDatetime
    root_version: int
    snapshot_version: int
    timestamp_version: int

    def is_before(self, other: Verified) -> bool:
        """Return whether this is older than `other`.

        Under another root nothing is compared: whoever stole the keys of the timestamp could have dated it years
        ahead, and a new root is how people put an end to that.
        """
        if self.root_version != other.root_version:
            return self.root_version < other.root_version
        return (
            self.timestamp_version < other.timestamp_version
            or self.snapshot_version < other.snapshot_version
            or self.signed_at < other.signed_at
        )


def last_verified(state: Path) -> Verified | None:
    """Return what the unit whose state is there verified last; None where it never did, or the note is damaged."""
    try:
        return Verified.model_validate_json((state / FOLDER / VERIFIED_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


@contextmanager
def locked_folder(state: Path) -> Iterator[Path]:
    """Give the folder of what is verified, which is the caller's alone meanwhile; made where it is missing.

    Raises StoreError: TUF-05 where another process has it, STO-01 where it cannot be used.
    """
    folder = state / FOLDER
    try:
        for part in (METADATA, TARGETS, SCRATCH):
            (folder / part).mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as fault:
        raise unusable(folder, fault) from fault
    try:
        _take(lock)
        for left in (folder / SCRATCH).iterdir():
            left.unlink(missing_ok=True)
        yield folder
    finally:
        os.close(lock)


def _take(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(
            "TUF-05", "another process of this unit fetches what is published just now.", "Try again in a minute."
        ) from None


class Bundle:
    """One state of what is published, verified from `root` on. `folder` is the caller's by `locked_folder`."""

    def __init__(self, folder: Path, root: bytes, fetcher: Fetcher, floor: datetime) -> None:
        """Verify the newest state; `floor` has certainly passed, whatever the machine's clock says.

        Raises CentreError TUF-01 to TUF-03, RoadError and OSError.
        """
        self._folder = folder
        self._metadata = folder / METADATA
        with _named():
            self._updater = Updater(
                str(self._metadata),
                METADATA_BASE,
                str(folder / TARGETS),
                TARGETS_BASE,
                fetcher,
                UpdaterConfig(snapshot_max_length=MAX_METADATA_BYTES, targets_max_length=MAX_METADATA_BYTES),
                bootstrap=root,
            )
            self._updater.refresh()
            self.verified = self._read_verified(floor)
        before = last_verified(folder.parent)
        if before is not None and self.verified.is_before(before):
            raise _older()

    def has(self, name: str) -> bool:
        """Return whether a target is published. Raises as `target`."""
        return self._find(name) is not None

    def target(self, name: str) -> Path:
        """Return a verified target on this disk, fetched where it is not here yet.

        Raises CentreError TUF-01 for what does not verify, TUF-04 for what is not named; RoadError and OSError.
        """
        found = self._find(name)
        if found is None:
            raise CentreError(
                "TUF-04", f"the centre names {name!r}, but signed no such thing.", "Tell the central service."
            )
        kept = self._folder / TARGETS / found.hashes["sha256"]
        with _named():
            if self._updater.find_cached_target(found, str(kept)) is not None:
                return kept
            fresh = self._folder / SCRATCH / kept.name
            self._updater.download_target(found, str(fresh))
        settle(fresh)
        if kept.is_dir() and not kept.is_symlink():
            shutil.rmtree(kept)
        fresh.replace(kept)
        return kept

    def note(self) -> None:
        """Note durably that this state is verified, once all that was fetched of it is on the disk. Raises OSError."""
        for path in self._metadata.rglob("*.json"):
            settle(path)
        for folder in (self._folder / TARGETS, self._metadata, *self._metadata.glob("*/")):
            settle(folder)
        if last_verified(self._folder.parent) != self.verified:
            write_whole(self._folder / VERIFIED_FILE, self.verified.model_dump_json().encode())

    def drop_all_but(self, names: Collection[str]) -> None:
        """Remove the files of every target that is not among `names`. Raises OSError."""
        kept = {found.hashes["sha256"] for found in map(self._find, names) if found is not None}
        for path in (self._folder / TARGETS).iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _find(self, name: str) -> TargetFile | None:
        with _named():
            found = self._updater.get_targetinfo(name)
        if found is None:
            return None
        if not 0 < found.length <= MAX_PIECE_BYTES or set(found.hashes) != {"sha256"}:
            raise _unverified(f"{name!r} has {found.length} bytes, hashed by {sorted(found.hashes)}")
        return found

    def _read_verified(self, floor: datetime) -> Verified:
        """Return what has just been verified, from where the library keeps it, once its times are believed."""
        root = Metadata[Root].from_bytes((self._metadata / "root.json").read_bytes()).signed
        timestamp = Metadata[Timestamp].from_bytes((self._metadata / "timestamp.json").read_bytes()).signed
        snapshot = Metadata[Snapshot].from_bytes((self._metadata / "snapshot.json").read_bytes()).signed
        targets = Metadata[Targets].from_bytes((self._metadata / "targets.json").read_bytes()).signed
        for one in (timestamp, snapshot):
            if one.expires < floor:  # the library judges by the machine's clock, which may be set back
                raise _expired(f"the {one.type} at {one.expires}, and {floor} has passed")
        signed_at = _signed_at(timestamp)
        if signed_at > min(root.expires, targets.expires):  # people sign these offline: a thief of one key cannot
            raise _unverified(f"the timestamp is dated {signed_at}, when root and targets no longer hold")
        return Verified(
            signed_at=signed_at,
            root_version=root.version,
            snapshot_version=snapshot.version,
            timestamp_version=timestamp.version,
        )


def _signed_at(timestamp: Timestamp) -> datetime:
    said = timestamp.unrecognized_fields.get(SIGNED_AT_FIELD)
    try:
        return datetime.fromisoformat(said if isinstance(said, str) else "").astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unverified(f"the timestamp bears no {SIGNED_AT_FIELD}") from None


@contextmanager
def _named() -> Iterator[None]:
    """Let what the library refuses be said with its number."""
    try:
        yield
    except ExpiredMetadataError as fault:
        raise _expired(str(fault)) from fault
    except BadVersionNumberError as fault:  # signatures are looked at before versions: the city did sign it once
        raise _older() from fault
    except UnsignedMetadataError as fault:
        raise _unverified(f"the city's signatures are missing or false ({fault})") from fault
    except (LengthOrHashMismatchError, DownloadLengthMismatchError) as fault:
        raise _unverified(f"a file has another content than was signed ({fault})") from fault
    except RepositoryError as fault:
        raise _unverified(f"it does not fit together ({fault})") from fault
    except DownloadHTTPError as fault:
        # no refusal of this unit, after which it would rest: a file may be there in a moment
        raise RoadError(CentreFaultError(Fault.NOT_UNDERSTOOD, f"nothing is published there: {fault}")) from fault


def unusable(folder: Path, fault: OSError) -> StoreError:
    """Return the error of a folder that this unit cannot write."""
    return StoreError(
        "STO-01",
        f"the folder {str(folder)!r} cannot be used: {fault.strerror}.",
        "Run as the kiosk's user, or set KIOSK_PLACES__STATE to a folder that this user may write.",
    )


def _older() -> CentreError:
    return CentreError(
        "TUF-03",
        "what is served was signed by the city, but is older than what this unit has.",
        "Fetch again from the centre itself, or let it write the stick anew. What this unit has stays in use.",
    )


def _expired(what: str) -> CentreError:
    return CentreError(
        "TUF-02",
        f"what is served has expired by this unit's clock ({what}).",
        "Is the clock right? Else let the centre publish anew, or write a new stick.",
    )


def _unverified(why: str) -> CentreError:
    return CentreError(
        "TUF-01",
        f"what is served is not what the city signed: {why}.",
        "What this unit has stays in use. Look who answers in the centre's place, and tell the central service.",
    )
