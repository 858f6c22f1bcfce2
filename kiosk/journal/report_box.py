"""Shoppers' reports that the centre does not hold yet: a file each, in a folder beside the journal.

The screen alone writes: a report is durable before its shopper is thanked, whether or not sync runs. Sync reads them,
sends them, and says which are taken; the screen takes those off.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from kiosk.durable import write_whole
from kiosk.errors import StoreError
from kiosk.messages.reports import Report

FOLDER = "reports"
MOST = 500
"""Reports that wait: a year without a network at more than one a day. More would fill the card."""
MAX_BYTES = 4_000
"""Of one file; a report has 400."""
_NAMES = "????????-????-????-????-????????????.json"

_log = logging.getLogger(__name__)


class ReportBox:
    """The folder as its writer uses it."""

    def __init__(self, state: Path) -> None:
        """Use the folder of reports in the state folder `state`; it is made with the first report."""
        self._folder = state / FOLDER

    def keep(self, report: Report) -> None:
        """Keep `report`, durable on return. Raises StoreError JRN-09 where it cannot be, or too many wait."""
        try:
            self._folder.mkdir(exist_ok=True)
            if len(_paths(self._folder)) >= MOST:
                raise StoreError("JRN-09", f"{MOST} reports of shoppers wait to be sent.", "Look at the network.")
            write_whole(self._folder / f"{report.id}.json", report.model_dump_json().encode())
        except OSError as fault:
            what = f"a report of a shopper cannot be kept in {str(self._folder)!r}: {fault.strerror}."
            raise StoreError("JRN-09", what, "Look whether the disk is full or cannot be written.") from fault

    def take_off(self, ids: Iterable[str]) -> None:
        """Take off reports that the centre holds; never raises. One that stays is sent again, and stands once."""
        taken = set(ids)
        for path in _paths(self._folder):
            if path.stem in taken:
                try:
                    path.unlink(missing_ok=True)
                except OSError as fault:
                    _log.warning("report %s stays here though it was sent: %s", path.stem, fault)


def waiting(state: Path) -> tuple[Report, ...]:
    """Return the reports in the state folder `state`, the oldest first; what cannot be read is left out."""
    reports = [report for path in _paths(state / FOLDER) if (report := _read(path)) is not None]
    return tuple(sorted(reports, key=lambda report: report.at))


def is_empty(state: Path) -> bool:
    """Return whether none waits."""
    return not _paths(state / FOLDER)


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob(_NAMES))


def _read(path: Path) -> Report | None:
    try:
        with path.open("rb") as file:
            return Report.model_validate_json(file.read(MAX_BYTES))
    except FileNotFoundError:  # it was taken off just now
        return None
    except (OSError, ValidationError) as fault:
        _log.warning("a report of a shopper in %s cannot be read: %s", path, fault)
        return None
