"""Columns that the centre sets itself, whatever is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import Table

from kiosk.central.registry import tables
from kiosk.central.registry.folded import folded_columns

LOT_DATES = ("harvested_on", "packed_on", "best_before", "use_by")

Values = Mapping[str, object]


def derived_columns(table: Table, before: Values | None, after: Values, now: datetime) -> dict[str, object]:
    """Return the columns that follow from the change of `before` to `after` at `now`.

    The time of registration is set once, for a new row: it counts against stolen keys
    (docs/specs/seal.md), so nobody may give it. A date that a lot loses stays among its earlier ones:
    labels that bear it were printed.
    """
    derived: dict[str, object] = {**folded_columns(table, after)}
    if before is None and table in (tables.establishments, tables.lots):
        derived["registered_at"] = now.astimezone(UTC)  # as it will be read again
    if table is tables.lots:
        derived["earlier_dates"] = _earlier_dates(before, after)
    return derived


def certificate_id(row: Values) -> str:
    """Return the id of a certificate that was given none: the same for the same certificate given again."""
    named = "|".join(str(row[name]) for name in ("kind", "number", "issuer", "establishment_id"))
    return f"cert-{sha256(named.encode()).hexdigest()[:24]}"


def _earlier_dates(before: Values | None, after: Values) -> list[str]:
    if before is None:
        return []
    kept = before["earlier_dates"]
    assert isinstance(kept, list)
    lost = [before[name] for name in LOT_DATES if before[name] != after[name]]
    return list(dict.fromkeys([*kept, *(day.isoformat() for day in lost if isinstance(day, date))]))
