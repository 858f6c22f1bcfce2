"""What the routes of seals take and give, as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Literal, Self

from fastapi import Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.central.problems import errors_of
from kiosk.central.seals.batches import MOST_LABELS, Batch
from kiosk.central.seals.issuing import SealedLabel
from kiosk.central.seals.lending import NumberKind
from kiosk.central.seals.printing import Form, SheetWanted
from kiosk.central.seals.quota import WARNING_SHARE, Limit, Rule
from kiosk.central.seals.wanted import EstablishmentId
from kiosk.central.seals.withdrawing import MOST_SERIALS
from kiosk.trust.lists import KeyStatus

MAX_LIMIT = 200
MOST_ON_A_SHEET = 200
"""Drawing squares takes some 25 ms a label: what one request may cost the others of its process."""
REFUSALS = errors_of(400, 401, 403, 404, 409, 413, 503)

Gtin = Annotated[str, Path(pattern=r"^[0-9]{14}$", description="GTIN of 14 digits")]
_CSET_82 = r"""^[!"%-?A-Z_a-z]{1,20}$"""
"""Characters that lots and serials may have (GS1 General Specifications, 7.11)."""
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
LotNumber = Annotated[str, Path(pattern=_CSET_82)]
EstablishmentKey = Annotated[str, Path(min_length=1, max_length=64, pattern=_PRINTABLE)]
BatchNumber = Annotated[int, Path(ge=1, le=2**63 - 1)]
AfterText = Annotated[str, Query(max_length=64, pattern=_PRINTABLE)]
PageLimit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
RequestKey = Annotated[
    str | None, Header(alias="Idempotency-Key", pattern=r"^[!-~]{1,64}$", description="the same key, the same labels")
]
_Serial = Annotated[str, Field(pattern=_CSET_82)]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SheetAsked(_Asked):
    """A sheet to print: ZPL is for rolls, 58 or 80 mm wide."""

    paper: Literal["a4", "58", "80"] = "a4"
    form: Form = Form.PDF
    dpi: Literal[203, 300] = 203
    language: Literal["vi", "en"] = "vi"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.form is Form.ZPL and self.paper == "a4":
            message = "ZPL is for rolls: paper 58 or 80"
            raise ValueError(message)
        return self

    def wanted(self) -> SheetWanted:
        """Return what is wanted as printing takes it."""
        return SheetWanted(self.paper, self.form, self.dpi, self.language)


class PrintAsked(_Asked):
    """How the labels are wanted: as a sheet, or without one as a JSON object a line."""

    sheet: SheetAsked | None = None


class LabelsAsked(PrintAsked):
    """So many labels with a serial each, or, with `lot_label`, so many copies of the lot's one label."""

    count: int = Field(default=1, ge=1, le=MOST_LABELS)
    lot_label: bool = False

    @model_validator(mode="after")
    def _is_one_sheet(self) -> Self:
        if self.sheet is not None and self.count > MOST_ON_A_SHEET:
            message = f"a sheet has {MOST_ON_A_SHEET} labels at most: seal without one, and print parts of the batch"
            raise ValueError(message)
        return self


class PartAsked(PrintAsked):
    """Which labels of a batch, counted from 1 as printed: `first` to `last`, else to its end."""

    first: int = Field(default=1, ge=1, le=MOST_LABELS)
    last: int | None = Field(default=None, ge=1, le=MOST_LABELS)


class WithdrawalAsked(_Asked):
    """Serials by name, or labels of a batch counted from 1 as printed: `first` to `last`, else to its end."""

    serials: tuple[_Serial, ...] = Field(default=(), max_length=MOST_SERIALS)
    batch: int | None = Field(default=None, ge=1, le=2**63 - 1)
    first: int = Field(default=1, ge=1, le=MOST_LABELS)
    last: int | None = Field(default=None, ge=1, le=MOST_LABELS)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if bool(self.serials) == (self.batch is not None):
            message = "give serials, or batch"
            raise ValueError(message)
        return self


class Withdrawn(_Answer):
    """How many labels were withdrawn now, that were not before."""

    withdrawn: int


class LimitAnswer(_Answer):
    """One rule that limits a lot's labels."""

    rule: Rule
    most: int
    remaining: int
    is_near: bool

    @classmethod
    def of(cls, limit: Limit) -> LimitAnswer:
        """Return a limit as it is told."""
        return cls(rule=limit.rule, most=limit.most, remaining=limit.remaining, is_near=limit.is_near)


class StockAnswer(_Answer):
    """How many labels a lot has, and may have: the strictest limit first. `warning` "" while none is near."""

    labels: int
    remaining: int | None
    warning: str
    limits: tuple[LimitAnswer, ...]


class BatchAnswer(_Answer):
    """A batch of labels, as it was logged."""

    number: int
    at: datetime
    user_id: str
    kid: int
    gtin: str
    lot: str
    gln: str
    count: int
    is_serialised: bool
    first_serial: str
    last_serial: str
    host: str

    @classmethod
    def of(cls, batch: Batch) -> BatchAnswer:
        """Return a batch as it is told."""
        return cls(**{name: getattr(batch, name) for name in cls.model_fields})


class BatchPage(_Answer):
    """Some batches, the oldest first."""

    batches: tuple[BatchAnswer, ...]
    next: int | None


class Proposed(_Answer):
    """What waits for a second person now: /registry/proposals/{proposal_id}."""

    proposal_id: str


class KeyAnswer(_Answer):
    """A key of an establishment: its entry in the trust list, without its private half."""

    kid: int
    establishment_id: str
    public: str
    gtins: tuple[str, ...]
    gtin_prefixes: tuple[str, ...]
    glns: tuple[str, ...]
    not_before: date
    not_after: date
    status: KeyStatus
    status_since: datetime | None


class KeyPage(_Answer):
    """Some keys by their ids."""

    keys: tuple[KeyAnswer, ...]
    next: int | None


class PlotAsked(_Asked):
    """A plot and what one harvest of it can give."""

    establishment_id: EstablishmentId
    name: str = Field(min_length=1, max_length=200, pattern=_PRINTABLE)
    group: str = Field(max_length=64, pattern=_PRINTABLE)
    area_m2: float = Field(gt=0, le=10_000_000)
    yield_kg_m2: float = Field(gt=0, le=1000)


class PlotAnswer(PlotAsked):
    """A plot as it stands."""

    id: str


class PlotPage(_Answer):
    """Some plots by their ids."""

    plots: tuple[PlotAnswer, ...]
    next: str | None


class HarvestAsked(_Asked):
    """From which harvest of which plot a lot is, and how much of it: kilograms."""

    plot_id: str | None = Field(default=None, min_length=1, max_length=64, pattern=_PRINTABLE)
    harvest: str = Field(default="", max_length=32, pattern=_PRINTABLE)
    harvest_kg: float | None = Field(default=None, gt=0, le=10_000_000)


class LoanAsked(_Asked):
    """A number for who has none."""

    kind: NumberKind
    establishment_id: EstablishmentId


class LoanAnswer(_Answer):
    """A lent number, to whom and since when."""

    number: str
    kind: NumberKind
    establishment_id: str
    since: datetime


class LoanPage(_Answer):
    """Some lent numbers in their order."""

    numbers: tuple[LoanAnswer, ...]
    next: str | None


def stock_answer(labels: int, standing: tuple[Limit, ...]) -> StockAnswer:
    """Return a lot's labels and limits as they are told."""
    return StockAnswer(
        labels=labels,
        remaining=standing[0].remaining if standing else None,
        warning=warning_of(standing),
        limits=tuple(LimitAnswer.of(limit) for limit in standing),
    )


def warning_of(standing: tuple[Limit, ...]) -> str:
    """Return the early warning, in one line; "" where no limit is near."""
    near = [f"{limit.rule.value}: {limit.remaining} of {limit.most} remain" for limit in standing if limit.is_near]
    return f"{WARNING_SHARE:.0%} used; {', '.join(near)}" if near else ""


def json_lines(labels: tuple[SealedLabel, ...]) -> str:
    """Return one JSON object a label: its link, and what stands in it."""
    return "".join(
        json.dumps({"link": label.link, "code": dict(label.elements)}, ensure_ascii=False) + "\n" for label in labels
    )
