"""What the centre publishes for offline use, as targets under TUF. Both sides use these names and classes.

A target is named as its role delegates: `trust/…`, `registry/…`, `settings/…`, `release/…`. The index says
what there is of the registry; its hash, like every target's, is signed by the role.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.instant import BoundedInstant
from kiosk.messages.unit_settings import KioskSettings

TUF_PATH: Final = "/v1/tuf/"
METADATA_PATH: Final = "/v1/tuf/metadata/"
TARGETS_PATH: Final = "/v1/tuf/targets/"
SNAPSHOT_PATH: Final = "/v1/snapshot"
"""Answers with the index, for whoever wants to look; units read it as the target below."""

TRUST_TARGET: Final = "trust/list.json"
"""The trust list, as docs/specs/seal.md describes it."""
INDEX_TARGET: Final = "registry/index.json"
SIGNED_AT_FIELD: Final = "signed_at"
"""In the signed part of timestamp.json: when the centre said that all this is its newest (ISO 8601, UTC)."""
MAX_PIECE_BYTES: Final = 4_000_000
"""So that a download that broke goes on where it was."""
MAX_PIECES: Final = 64
MAX_DAYS: Final = 62
MAX_TABLES: Final = 32
MAX_KIOSKS: Final = 1000
"""Of one market."""

Name = Annotated[str, Field(pattern=r"^registry/[a-z0-9][a-z0-9._/-]{0,119}$")]
TableName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def settings_target(market_id: str) -> str:
    """Return the name of what is set for a market and its kiosks."""
    return f"settings/market-{market_id}.json"


class _Published(BaseModel):
    model_config = ConfigDict(frozen=True)


class PublishedKiosk(_Published):
    """What is set for one kiosk: its own before its market's before the city's."""

    id: str = Field(max_length=36)
    name: str
    area: str
    position: str
    version: int = Field(ge=0)
    settings: KioskSettings


class PublishedSettings(_Published):
    """The target of `settings_target`: a market, and what is set for each of its kiosks."""

    market_id: str
    market_name: str
    kiosks: tuple[PublishedKiosk, ...] = Field(max_length=MAX_KIOSKS)


class PublishedSnapshot(_Published):
    """One SQLite file with the whole, compressed (zlib) and cut into pieces."""

    id: str = Field(pattern=r"^[0-9]{8}T[0-9]{6}Z$")
    """When it was made."""
    schema_version: int = Field(ge=1)
    as_of: BoundedInstant
    """It holds every change that was registered before."""
    size_bytes: int = Field(ge=1, le=1_000_000_000)
    """Of the file, not compressed."""
    sha256: Digest
    """Of the file, not compressed."""
    content_sha256: Digest
    """Of all rows in their order, whatever the file's pages look like."""
    counts: dict[TableName, Annotated[int, Field(ge=0)]] = Field(max_length=MAX_TABLES)
    """Rows of each table."""
    pieces: tuple[Name, ...] = Field(min_length=1, max_length=MAX_PIECES)


class PublishedChanges(_Published):
    """What changed of one table on one day of Hanoi: gzip of JSON lines, applied in order, again without harm."""

    day: date
    table: TableName
    schema_version: int = Field(ge=1)
    target: Name
    lines: int = Field(ge=0)


class PublishedIndex(_Published):
    """The target INDEX_TARGET: the newest snapshot, and every change since, oldest first."""

    made_at: BoundedInstant
    as_of: BoundedInstant
    """Snapshot and changes together hold every change that was registered before."""
    snapshot: PublishedSnapshot
    changes: tuple[PublishedChanges, ...] = Field(max_length=MAX_DAYS * MAX_TABLES)
    content_sha256: Digest
    """Of all rows once the changes are applied."""
