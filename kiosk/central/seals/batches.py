"""One batch of labels: what is asked for, what was issued, and what stands in each label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, select

from kiosk.central.registry.tables import serials
from kiosk.central.seals.tables import label_issues
from kiosk.codes.code import Elements

MOST_LABELS = 10_000
"""A batch, as one request gives it: some megabytes, signed in seconds."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One issue of labels. `gln` is set for the sign of a place, else `gtin` and `lot`."""

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
    attributes: Elements
    host: str


def read_batches(connection: Connection, query: Select[*tuple[object, ...]]) -> list[Batch]:
    """Return what a query of whole rows of `label_issues` finds."""
    found = []
    for row in connection.execute(query).mappings():
        attributes = tuple((digits, value) for digits, value in row["attributes"])
        fields = {name: value for name, value in row.items() if name not in ("request_key", "attributes")}
        found.append(Batch(**fields, attributes=attributes))
    return found


def find_batch(connection: Connection, number: int) -> Batch | None:
    """Return a batch by its number."""
    found = read_batches(connection, select(label_issues).where(label_issues.c.number == number))
    return found[0] if found else None


def serials_of(connection: Connection, batch: Batch) -> tuple[str, ...]:
    """Return the serials of a batch in the order of its labels."""
    query = select(serials.c.serial).where(
        serials.c.gtin == batch.gtin, serials.c.lot == batch.lot, serials.c.issue == batch.number
    )
    return tuple(sorted(connection.execute(query).scalars()))


def labels_of(batch: Batch, drawn: tuple[str, ...]) -> tuple[Elements, ...]:
    """Return what stands in each label of a batch; without serials they are all the same."""
    if batch.gln:
        return ((("414", batch.gln),),)
    item = (("01", batch.gtin), ("10", batch.lot))
    if not batch.is_serialised:
        return ((*item, *batch.attributes),)
    return tuple((*item, ("21", serial), *batch.attributes) for serial in drawn)


def printed_dates(use_by: date | None, best_before: date | None) -> Elements:
    """Return the date that a label bears: use-by (17), else best-before (15), else none."""
    if use_by is not None:
        return (("17", f"{use_by:%y%m%d}"),)
    return () if best_before is None else (("15", f"{best_before:%y%m%d}"),)
