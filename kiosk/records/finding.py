"""What a look-up finds for a code, with its source and age."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.records.history import History
from kiosk.records.registry import (
    Certificate,
    Establishment,
    Lot,
    Market,
    Movement,
    NeededKinds,
    Product,
    Recall,
    Violation,
)


class Source(StrEnum):
    """Who answered."""

    CENTRAL = "central"
    CACHE = "cache"
    SNAPSHOT = "snapshot"
    NONE = "none"


class Issue(StrEnum):
    """What the centre says of the serial itself."""

    ISSUED = "issued"
    NEVER_ISSUED = "never_issued"
    UNKNOWN = "unknown"
    """Not asked, or the code has no serial."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the label bears was a mistake of its maker, and the registry knows what was meant.

    `gtin` and `lot` are the right ones (`lot` "" where only the GTIN was wrong and the label names
    no lot). `since` is when the correction was registered.
    """

    gtin: str
    lot: str
    note: str
    note_en: str
    since: datetime
    printed_use_by: date | None = None
    """Use-by of the printed lot, where that is registered too: a correction makes nothing keep longer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """All that is known of the item behind a code. Absent parts are None or empty.

    `as_of` is the signed time of the newest confirmation by the centre; None where `source`
    is none. `establishment` is the producer of the goods, or the place that a sign names.
    `recalls` and `violations` are those that may concern it; the rules decide whether they do.
    """

    source: Source = Source.NONE
    as_of: datetime | None = None
    product: Product | None = None
    lot: Lot | None = None
    establishment: Establishment | None = None
    certificates: tuple[Certificate, ...] = ()
    needed: tuple[NeededKinds, ...] = ()
    movements: tuple[Movement, ...] = ()
    recalls: tuple[Recall, ...] = ()
    violations: tuple[Violation, ...] = ()
    markets: tuple[Market, ...] = ()
    """Markets named by the history and the movements, for distances and names."""
    issue: Issue = Issue.UNKNOWN
    history: History = field(default_factory=History)
    correction: Correction | None = None
    """Set where the code was corrected: all else here is of the right code."""


NOTHING_FOUND = Finding()
"""The centre could not be asked and this unit knows nothing."""
