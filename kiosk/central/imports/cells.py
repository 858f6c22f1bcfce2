"""What stands in a cell → the value that was meant, or why it cannot be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache

from kiosk.central.imports.sheets import Cell
from kiosk.central.registry.folded import fold
from kiosk.central.registry.rules import Form
from kiosk.words import LANGUAGES, Words

GROUPS = ("vegetable", "fruit", "meat", "fish", "tea", "rice")
CERTIFICATES = (
    "eligibility",
    "knowledge",
    "commitment",
    "safe_chain",
    "vietgap",
    "organic",
    "globalgap",
    "haccp",
    "iso_22000",
    "ocop",
    "test_report",
)
CHOICES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "group": ("group", GROUPS),
    "groups": ("group", GROUPS),
    "suspends_groups": ("group", GROUPS),
    "kind": ("certificate", CERTIFICATES),
    "any_of": ("certificate", CERTIFICATES),
    "status": ("status", ("active", "suspended", "withdrawn")),
    "level": ("level", ("city", "district", "ward", "commune")),
    "holder": ("holder", ("establishment", "person", "chain")),
}
"""Fields whose values have words: what they are choices of, and the values."""

LOSSLESS = 10**15
"""Excel keeps 15 digits of a number; of a longer one the last are lost."""

_ROUNDED = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}([.,][0-9]{1,12})?")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")
_YES = frozenset({"co", "yes", "x", "1", "true", "dung"})
_NO = frozenset({"khong", "no", "0", "false", "sai"})


class WrongCell(ValueError):  # noqa: N818  # it is a value's fault, told in words of its own
    """A cell holds nothing that its column may hold. `code` is a key of the words (`fault.<code>`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_cell(cell: Cell, field: str, form: Form) -> object:
    """Return the value of a cell that is not blank. Raises WrongCell."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.startswith("="):
            raise WrongCell("formula")
        if _ERROR.fullmatch(text):
            raise WrongCell("excel_error")
        cell = text
    return _READERS[form](cell, field)


def shown(cell: Cell) -> str:
    """Return a cell as a person would read it."""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y") if cell.time() == time() else cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LOSSLESS:
        return str(int(cell))
    return "" if cell is None else str(cell)


def _text(cell: Cell, field: str) -> object:
    if isinstance(cell, bool):
        raise WrongCell("text")
    return _chosen(shown(cell), field)


def _code(cell: Cell, field: str) -> object:
    """Return digits or letters as they are printed. A number that Excel rounded has lost its digits."""
    if isinstance(cell, bool | date | time):
        raise WrongCell("code_as_date")
    if isinstance(cell, int | float) and (abs(cell) >= LOSSLESS or float(cell) != int(cell)):
        raise WrongCell("excel_number")
    text = shown(cell)
    if _ROUNDED.fullmatch(text):
        raise WrongCell("excel_number")
    return _chosen(text, field)


def _day(cell: Cell, _field: str) -> object:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _DAY.fullmatch(cell) if isinstance(cell, str) else None
    iso = _ISO_DAY.fullmatch(cell) if isinstance(cell, str) else None
    try:
        if match is not None:
            return date(int(match[3]), int(match[2]), int(match[1]))
        if iso is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError as fault:
        raise WrongCell("no_such_day") from fault
    raise WrongCell("day")


def _whole(cell: Cell, _field: str) -> object:
    text = shown(cell)
    if isinstance(cell, bool) or not _WHOLE.fullmatch(text):
        raise WrongCell("whole")
    return int(text)


def _decimal(cell: Cell, _field: str) -> object:
    text = str(cell)
    if isinstance(cell, bool) or not _DECIMAL.fullmatch(text):
        raise WrongCell("decimal")
    return float(text.replace(",", "."))


def _yes_no(cell: Cell, _field: str) -> object:
    if isinstance(cell, bool):
        return cell
    answer = fold(shown(cell))
    if answer in _YES or answer in _NO:
        return answer in _YES
    raise WrongCell("yes_no")


def _list(cell: Cell, field: str) -> object:
    text = _code(cell, "")
    return tuple(_chosen(part.strip(), field) for part in re.split(r"[;,|\n]", str(text)) if part.strip())


_READERS: Mapping[Form, Callable[[Cell, str], object]] = {
    Form.TEXT: _text,
    Form.CODE: _code,
    Form.DAY: _day,
    Form.WHOLE: _whole,
    Form.DECIMAL: _decimal,
    Form.YES_NO: _yes_no,
    Form.LIST: _list,
}


def _chosen(text: str, field: str) -> str:
    """Return the value behind a word of the field's choices; any other text as it is, for the rules to judge."""
    return _choices(field).get(fold(text), text)


@lru_cache
def _choices(field: str) -> Mapping[str, str]:
    family, values = CHOICES.get(field, ("", ()))
    return {fold(_word(Words(language), family, value)): value for language in LANGUAGES for value in values}


def choice_words(field: str, words: Words) -> tuple[str, ...]:
    """Return the words that may stand in a column; none where it has no choices."""
    return tuple(choice_word(field, value, words) for value in CHOICES.get(field, ("", ()))[1])


def choice_word(field: str, value: str, words: Words) -> str:
    """Return the word for one of the values of a column that has choices."""
    return _word(words, CHOICES[field][0], value)


def _word(words: Words, family: str, value: str) -> str:
    return words(f"certificate.{value}") if family == "certificate" else words(f"choice.{family}.{value}")
