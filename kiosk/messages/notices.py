"""Notices on the screens of a market: each has an end, at which it vanishes by itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

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
    starts_at: datetime
    ends_at: datetime


class NoticesAnswer(BaseModel):
    """Answer of GET /v1/notices: those that hold now or begin later, emergencies first."""

    model_config = ConfigDict(frozen=True)

    version: int
    notices: tuple[Notice, ...]
    answered_at: datetime
