"""A shopper's report of a suspicion: what a kiosk sends, and what it gets."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.instant import BoundedInstant
from kiosk.messages.report_number import DRAWN, DRAWN_FROM

PATH = "/v1/reports"
PAGE_PATH = "/report"
"""Of the form for people; with a number behind it, of what became of that report."""


def page_of(number: str) -> str:
    """Return the path of the page that says what became of the report of that number."""
    return f"{PAGE_PATH}/{number}"


class ReportReason(StrEnum):
    """What looks wrong; a closed set, so that nothing personal is ever typed."""

    LABEL_TAMPERED = "label_tampered"
    GOODS_DIFFER = "goods_differ"
    DATE_CHANGED = "date_changed"
    SAME_CODE = "same_code"
    SPOILED = "spoiled"
    SHORT_WEIGHT = "short_weight"
    UNREADABLE = "unreadable"
    NO_SCANNING = "no_scanning"
    OTHER = "other"


_Key = Annotated[str, Field(default="", max_length=20, pattern=r"^[ -~]*$")]


class Report(BaseModel):
    """One report. `id` is made once for it: sent again, it is the same report.

    `gtin`, `lot`, `serial` and `gln` are what the label in question named, "" where it named none;
    `headline` what was shown of it. `number` is what the shopper was told already, "" where nobody was told any:
    the centre takes it unless another report has it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    number: str = Field(default="", pattern=rf"^(BL-[0-9]{{4}}-[{DRAWN_FROM}]{{{DRAWN + 1}}})?$")
    reason: ReportReason
    at: BoundedInstant
    gtin: str = Field(default="", pattern=r"^([0-9]{14})?$")
    lot: _Key
    serial: _Key
    gln: str = Field(default="", pattern=r"^([0-9]{13})?$")
    headline: str = Field(default="", pattern=r"^[a-z_]{0,32}$")


class ReportReceipt(BaseModel):
    """The number that a shopper is told, and the path of its page at the centre."""

    model_config = ConfigDict(frozen=True)

    number: str
    path: str
    received_at: BoundedInstant
