"""What a field of the registry may hold: one rule a concept, for requests and for sheets alike.

A fault has a code of the table of words (`fault.<code>`) and a sentence in English; sheets say it in
the language of who fills them in, requests in English. What is given in another form of the same thing
comes out in the one that is kept: GTINs with 14 digits, city codes in capitals, texts composed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from kiosk.codes.city_code import read_city_code
from kiosk.codes.code import CityCode
from kiosk.codes.gs1_checks import CSET_82
from kiosk.codes.gtin import check_digit, has_check_digit, is_shop_number, to_gtin14

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_GLN = re.compile(r"[0-9]{13}")
_PLU = re.compile(r"9?[0-9]{4}")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,63}")
_GROUP = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FIRST_DAY_OF_ALL: Final = date(1990, 1, 1)
_LAST_DAY_OF_ALL: Final = date(2100, 12, 31)


class Form(StrEnum):
    """How a value is written in a cell of a sheet."""

    TEXT = "text"
    CODE = "code"
    """Digits or letters that are no amount: 0012 is not 12."""
    DAY = "day"
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    LIST = "list"


def fault(code: str, sentence: str, **values: str) -> PydanticCustomError:
    """Return what a rule raises. `right` among `values` is what would be right, where that is known."""
    return PydanticCustomError(code, sentence, dict(values))


def _text(value: str) -> str:
    """NFC, one line, without spaces around; what cannot be seen is refused."""
    tidy = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} for sign in tidy):
        raise fault("text_signs", "The text holds signs that cannot be read")
    return tidy


def _of_form(pattern: re.Pattern[str], code: str, sentence: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        tidy = value.strip()
        if not pattern.fullmatch(tidy):
            raise fault(code, sentence)
        return tidy

    return check


def _gtin(value: str) -> str:
    digits = value.strip()
    if not _GTIN.fullmatch(digits):
        raise fault("gtin_form", "A GTIN has 8, 12, 13 or 14 digits")
    gtin = to_gtin14(digits)
    if is_shop_number(gtin):
        raise fault("gtin_shop", "This is a number of one shop (prefix 02, 04 or 20 to 29), no GTIN")
    if not has_check_digit(digits):
        right = digits[:-1] + check_digit(digits[:-1])
        raise fault(
            "check_digit", "The check digit is wrong; with these digits before it, right is {right}", right=right
        )
    return gtin


def _gln(value: str) -> str:
    digits = value.strip()
    if not _GLN.fullmatch(digits):
        raise fault("gln_form", "A GLN has 13 digits")
    if not has_check_digit(digits):
        right = digits[:-1] + check_digit(digits[:-1])
        raise fault(
            "check_digit", "The check digit is wrong; with these digits before it, right is {right}", right=right
        )
    return digits


def _city_code(value: str) -> str:
    code = read_city_code(value.strip())
    if isinstance(code, CityCode):
        return code.text
    if code is None:
        raise fault(
            "city_code_form", "A code of the city is HN, a letter of P S K W R T, five digits and a check character"
        )
    raise fault("city_code_check", "The check character of the city's code is wrong")


def _lot(value: str) -> str:
    lot = value.strip()
    if not 1 <= len(lot) <= 20 or set(lot) - set(CSET_82):
        raise fault("lot_form", "A lot has 1 to 20 letters, digits or signs of GS1's character set 82, without spaces")
    return lot


def _day(value: date) -> date:
    if not _FIRST_DAY_OF_ALL <= value <= _LAST_DAY_OF_ALL:
        raise fault("day_range", "A day lies between 01/01/1990 and 31/12/2100")
    return value


def _unless_empty(check: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: check(value) if value.strip() else ""


_id = _of_form(
    _ID, "id_form", "An id has 1 to 64 letters, digits, points, hyphens or low lines, and begins with a letter or digit"
)
_group = _of_form(_GROUP, "group_form", "A key has small letters, digits and low lines, and begins with a letter")

Id = Annotated[str, AfterValidator(_id), Form.CODE]
OptionalId = Annotated[str, AfterValidator(_unless_empty(_id)), Form.CODE]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_text), Form.TEXT]
OptionalName = Annotated[str, Field(max_length=200), AfterValidator(_text), Form.TEXT]
Paragraph = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_text), Form.TEXT]
OptionalParagraph = Annotated[str, Field(max_length=2000), AfterValidator(_text), Form.TEXT]
Gtin = Annotated[str, AfterValidator(_gtin), Form.CODE]
OptionalGln = Annotated[str, AfterValidator(_unless_empty(_gln)), Form.CODE]
OptionalCityCode = Annotated[str, AfterValidator(_unless_empty(_city_code)), Form.CODE]
OptionalPlu = Annotated[
    str,
    AfterValidator(_unless_empty(_of_form(_PLU, "plu_form", "A PLU has 4 digits, or 5 with a 9 before"))),
    Form.CODE,
]
LotCode = Annotated[str, AfterValidator(_lot), Form.CODE]
OptionalLotCode = Annotated[str, AfterValidator(_unless_empty(_lot)), Form.CODE]
AliasValue = Annotated[
    str,
    AfterValidator(_of_form(_CODE, "code_form", "A code has 1 to 64 letters, digits, points, slashes or hyphens")),
    Form.CODE,
]
Group = Annotated[str, AfterValidator(_group), Form.CODE]
Groups = Annotated[tuple[Group, ...], Field(max_length=50), Form.LIST]
Gtins = Annotated[tuple[Gtin, ...], Field(max_length=500), Form.LIST]
Lots = Annotated[tuple[LotCode, ...], Field(max_length=500), Form.LIST]
Ids = Annotated[tuple[Id, ...], Field(max_length=500), Form.LIST]
Hosts = Annotated[
    tuple[
        Annotated[str, AfterValidator(_of_form(_HOST, "host_form", "A host is a name such as check.example.vn"))], ...
    ],
    Field(max_length=50),
    Form.LIST,
]
Prefixes = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=32)], ...], Field(max_length=50), Form.LIST]
Day = Annotated[date, AfterValidator(_day), Form.DAY]
OptionalDay = Annotated[Annotated[date, AfterValidator(_day)] | None, Form.DAY]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), Form.DECIMAL]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), Form.DECIMAL]
OptionalLatitude = Annotated[Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None, Form.DECIMAL]
OptionalLongitude = Annotated[Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None, Form.DECIMAL]
Amount = Annotated[Annotated[int, Field(ge=1, le=2_000_000_000)] | None, Form.WHOLE]
YesNo = Annotated[bool, Form.YES_NO]
