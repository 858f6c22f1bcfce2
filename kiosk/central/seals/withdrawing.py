"""Withdrawing labels: lost rolls, ruined prints, stolen packs. From then on each kiosk says so, in red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kiosk.central.database import insert_of
from kiosk.central.lookups.tables import flags
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.registry.tables import lots, serials
from kiosk.central.seals.batches import find_batch, serials_of
from kiosk.errors import KioskError, UnregisteredError
from kiosk.records.history import FlagKind

MOST_SERIALS = 10_000
_IN_ONE_QUESTION = 500
KIND = "withdrawn_labels"
"""In the audit."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Part:
    """Some labels of a batch, counted from 1 in the order in which they were printed; `last` None: to its end."""

    batch: int
    first: int = 1
    last: int | None = None


def serials_of_part(connection: Connection, gtin: str, lot: str, part: Part) -> tuple[str, ...]:
    """Return the serials of a part of a batch of this lot. Raises KioskError SEAL-17 where there is no such part."""
    batch = find_batch(connection, part.batch)
    if batch is None or (batch.gtin, batch.lot) != (gtin, lot) or not batch.is_serialised:
        raise _refused(f"batch {part.batch} holds no serials of lot {lot!r} of {gtin!r}")
    last = batch.count if part.last is None else part.last
    if not 1 <= part.first <= last <= batch.count:
        raise _refused(f"batch {part.batch} has the labels 1 to {batch.count}, not {part.first} to {last}")
    return serials_of(connection, batch)[part.first - 1 : last]


def withdraw_serials(connection: Connection, deed: Deed, gtin: str, lot: str, named: Sequence[str]) -> int:
    """Withdraw serials of a lot, and return how many were not withdrawn before.

    Raises KioskError SEAL-11 for a lot that is not registered, SEAL-17 for a serial that is not its
    own. A lot whose labels were made elsewhere has no list of its own: any serial of it is taken.
    """
    own = (lots.c.gtin == gtin, lots.c.lot == lot)
    if connection.execute(select(lots.c.lot).where(*own)).first() is None:
        raise UnregisteredError(
            "SEAL-11", f"no lot {lot!r} of {gtin!r} is registered.", "Correct the number of the lot."
        )
    wanted = tuple(dict.fromkeys(named))
    _refuse_strange(connection, gtin, lot, wanted)
    rows = [{"gtin": gtin, "serial": serial, "kind": FlagKind.WITHDRAWN.value, "since": deed.at} for serial in wanted]
    made = insert_of(connection, flags).on_conflict_do_nothing().returning(flags.c.serial)
    new = sorted(connection.execute(made, rows).scalars())
    if new:
        after = {"lot": lot, "count": len(new), "serials": new}
        record_change(connection, deed, KIND, f"{gtin}/{lot}", None, after)
    return len(new)


def _refuse_strange(connection: Connection, gtin: str, lot: str, wanted: Sequence[str]) -> None:
    of_lot = (serials.c.gtin == gtin, serials.c.lot == lot)
    if (
        connection.execute(
            select(func.count()).select_from(select(serials).where(*of_lot).limit(1).subquery())
        ).scalar()
        == 0
    ):
        return
    strange: list[str] = []
    for start in range(0, len(wanted), _IN_ONE_QUESTION):
        piece = wanted[start : start + _IN_ONE_QUESTION]
        query = select(serials.c.serial).where(*of_lot, serials.c.serial.in_(piece))
        known = set(connection.execute(query).scalars())
        strange += [serial for serial in piece if serial not in known]
    if strange:
        shown = ", ".join(map(repr, strange[:_SHOWN])) + (" …" if len(strange) > _SHOWN else "")
        raise _refused(f"{len(strange)} of the serials were never issued for lot {lot!r}: {shown}")


def _refused(what: str) -> KioskError:
    return KioskError(
        "SEAL-17", f"{what}.", "Correct it; nothing was withdrawn. GET /registry/label-issues lists the batches."
    )
