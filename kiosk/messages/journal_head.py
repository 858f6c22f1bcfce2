"""The signed end of a kiosk's journal. Both sides use this class."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.instant import BoundedInstant
from kiosk.messages.journal import Digest, JournalName


class JournalHead(BaseModel):
    """The device says that row `sequence` of `journal` has this digest, and so every row before it its own.

    `kiosk.journal.head` signs and verifies it. `made_at` is whole seconds of the device's clock.
    """

    model_config = ConfigDict(frozen=True)

    journal: JournalName
    sequence: int = Field(ge=1, lt=2**53)
    digest: Digest
    made_at: BoundedInstant
    signature: str = Field(pattern=r"^[A-Za-z0-9_-]{86}$")
    """Ed25519, base64url."""
