"""Whose journal an upload is of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose journal it is: kiosk and market of who signed the upload, and the journal's name."""

    kiosk_id: str
    market_id: str
    journal: str
