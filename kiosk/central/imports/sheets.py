"""A sheet as it was filled in: its headers and its lines, whatever file it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

MAX_FILE_BYTES: Final = 50_000_000
MAX_LINES: Final = 200_000
MAX_COLUMNS: Final = 60
MAX_CELLS: Final = 4_000_000
MAX_CELL_LETTERS: Final = 4000
MAX_SHEETS: Final = 30

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was given: its name, and all its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds something. `number` counts as the program that shows the sheet does, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stands in a file. `title` is "" where the file is the sheet (CSV)."""

    file: str
    title: str
    headers: tuple[str, ...]
    lines: Sequence[Line]
    header_line: int = 1


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong, and where. `line` 0 and `column` "" mean the sheet, or the file, as a whole.

    `code` is a key of the words (`fault.<code>`), `values` what its sentence names.
    """

    file: str
    sheet: str
    line: int
    column: str
    given: str
    code: str
    values: tuple[tuple[str, str], ...] = ()


class UnreadableFileError(Exception):
    """A file is no sheet that can be read: raised where the first such fault is met."""

    def __init__(self, fault: SheetFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def unreadable(file: str, code: str, sheet: str = "", line: int = 0, **values: str) -> UnreadableFileError:
    """Return what is raised for a file that cannot be read."""
    return UnreadableFileError(SheetFault(file, sheet, line, "", "", code, tuple(values.items())))


def sheet_of(file: str, title: str, lines: Sequence[Line]) -> Sheet | None:
    """Return the sheet whose first line holds its headers; None where nothing stands in it."""
    if not lines:
        return None
    headers = tuple(str(cell).strip() if cell is not None else "" for cell in lines[0].cells)
    return Sheet(file, title, headers, lines[1:], lines[0].number)


def is_blank(cell: Cell) -> bool:
    """Return whether nothing stands in `cell`."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
