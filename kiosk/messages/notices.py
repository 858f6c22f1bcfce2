"""Notices on the screens of a market: each has an end, at which it vanishes by itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from kiosk.messages.instant import BoundedInstant

PATH = "/v1/notices"


class NoticeKind(StrEnum):
    """How loudly it is told."""

    EMERGENCY = "emergency"
    """Before everything else, on every view."""
    ORDINARY = "ordinary"
    """While the screen waits."""


class Notice(BaseModel):
    """What is told, in both languages. A unit shows it from `starts_at`, and not from `ends_at` on."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: NoticeKind
    market_id: str
    """"" for all markets."""
    text: str
    text_en: str
    starts_at: BoundedInstant
    ends_at: BoundedInstant


def understood(said: object) -> object:
    """Return those of the notices `said` by a newer centre that this release understands: none silences the others."""
    return [one for one in said if _is_good(one)] if isinstance(said, list | tuple) else said


def _is_good(one: object) -> bool:
    try:
        Notice.model_validate(one)
    except ValidationError:
        return False
    return True


class NoticesAnswer(BaseModel):
    """Answer of GET /v1/notices: those that hold now or begin later, emergencies first."""

    model_config = ConfigDict(frozen=True)

    version: int
    notices: Annotated[tuple[Notice, ...], BeforeValidator(understood)]
    answered_at: BoundedInstant
