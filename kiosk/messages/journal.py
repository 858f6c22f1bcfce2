"""The journal on its way from a kiosk to the centre. Both sides use these classes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from kiosk.messages.http import Versions

MAX_UPLOAD_BYTES = 8_000_000
"""What one upload may bring; the centre's door and its proxy refuse more."""
MAX_EVENT_CHARS = 65_536
"""Of one event; those of kiosks have 3.4 kB."""
MAX_ROWS = 60
"""Rows of one upload: as many as always fit, even where JSON escapes every character of the longest events."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
JournalName = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
"""The first 16 digits of the digest of a journal's first row: a journal begun anew has another name."""


class JournalRow(BaseModel):
    """One row as the kiosk stored it: what its digest was made of, letter by letter."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: str = Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
    """`kiosk.journal.upload.row_id`: UUIDv7 of the event's time and the row's digest."""
    sequence: int = Field(ge=1, lt=2**53)
    event: str = Field(max_length=MAX_EVENT_CHARS, pattern=r"^[ -~]+$")
    """Canonical JSON (`kiosk.journal.event.to_json`): ASCII."""
    previous: Digest
    digest: Digest


class JournalUpload(BaseModel):
    """Body of POST /v1/journal as a kiosk makes it."""

    model_config = ConfigDict(frozen=True)

    journal: JournalName
    rows: tuple[JournalRow, ...] = Field(max_length=MAX_ROWS)


class ReceivedUpload(BaseModel):
    """The same body as the centre reads it: a row that is wrong spoils no other."""

    model_config = ConfigDict(frozen=True)

    journal: JournalName
    rows: tuple[JsonValue, ...] = Field(max_length=MAX_ROWS, description="Each is a JournalRow.")


class RefusedRow(BaseModel):
    """Why one row does not stand. Sent again as it is, it will be refused again."""

    model_config = ConfigDict(frozen=True)

    position: int
    """In the upload, from 0."""
    id: str
    """"" where the row names none."""
    field: str
    reason: str


class JournalReceipt(BaseModel):
    """Answer of POST /v1/journal."""

    model_config = ConfigDict(frozen=True)

    confirmed: tuple[str, ...]
    """Ids of the rows that stand now, durable, also those that stood before."""
    refused: tuple[RefusedRow, ...]
    versions: Versions
