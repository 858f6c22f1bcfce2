"""Taking what was published into this unit's registry: whole, checked, and in one step, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.messages.published import PublishedIndex

FILE_NAME = "registry.db"


@dataclass(frozen=True, slots=True)
class Applied:
    """What is now the registry of this unit. `is_new` false: it was that before.

    `gtins` are those of which something arrived, for the cache to forget; None: nobody knows which, all.
    """

    as_of: datetime
    content_sha256: str
    is_new: bool
    gtins: frozenset[str] | None


def needed_targets(state_dir: Path, index: PublishedIndex) -> tuple[str, ...]:
    """Return the names that `apply` will open: the changes that are missing here, or all pieces and changes."""
    raise NotImplementedError


def apply(state_dir: Path, index: PublishedIndex, open_target: Callable[[str], Path], now: datetime) -> Applied:
    """Make the registry of `state_dir` what `index` says, and return what it is.

    `open_target` gives a verified file for the name of a target; only what is needed is asked for, and what
    it raises goes through. Raises StoreError: SNP-01 the registry cannot be written, SNP-02 the disk is full,
    SNP-03 what was published does not fit together, SNP-04 it is of a future form. Whatever happens, the
    registry is the one before or the new one, whole; the one before stays beside it.
    """
    raise NotImplementedError
