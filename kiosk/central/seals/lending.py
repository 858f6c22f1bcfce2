"""GTINs and GLNs of the city, lent to who has none: no small co-operative needs a licence of GS1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from kiosk.central.database import insert_of
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.registry.codes import AliasKind
from kiosk.central.registry.tables import aliases, establishments, products
from kiosk.central.seals.tables import lent_numbers, number_ranges
from kiosk.codes.gtin import check_digit, to_gtin14
from kiosk.errors import KioskError, UnregisteredError
from kiosk.moment import hanoi_day

_DIGITS = 12
"""Digits of a number before its check digit: both kinds have 13 in all, a GTIN padded to 14 after."""


class NumberKind(StrEnum):
    """What is lent."""

    GTIN = "gtin"
    GLN = "gln"


@dataclass(frozen=True, slots=True)
class LentRanges:
    """The city's ranges by their first digits; "" where it has none."""

    gtins: str = ""
    glns: str = ""

    def of(self, kind: NumberKind) -> str:
        """Return the range of a kind."""
        return self.gtins if kind is NumberKind.GTIN else self.glns


def lend_number(connection: Connection, deed: Deed, ranges: LentRanges, kind: NumberKind, establishment_id: str) -> str:
    """Lend an establishment the next free number of the city's range, and return it.

    A lent GLN becomes the establishment's own. Raises KioskError: SEAL-15 where there is no range,
    or it is lent out; SEAL-19 for an unknown establishment, SEAL-20 for one that has a GLN.
    """
    prefix = ranges.of(kind)
    if not prefix:
        raise _no_number(kind, "the city has no range of them", f"Set KIOSK_CENTRAL__{kind.name}_RANGE.")
    _lock_range(connection, kind, prefix)
    gln = _gln_of(connection, establishment_id)
    if kind is NumberKind.GLN and gln:
        raise KioskError("SEAL-20", f"{establishment_id!r} has the GLN {gln} already.", "It needs no other.")
    number = _next_free(connection, kind, prefix)
    row = {
        "number": number,
        "kind": kind.value,
        "establishment_id": establishment_id,
        "since": deed.at,
        "user_id": deed.caller.user_id,
    }
    connection.execute(insert(lent_numbers), row)
    record_change(connection, deed, lent_numbers.name, number, None, row)
    if kind is NumberKind.GLN:
        own = establishments.c.id == establishment_id
        connection.execute(update(establishments).where(own).values(gln=number))
        record_change(connection, deed, establishments.name, establishment_id, {"gln": gln}, {"gln": number})
        _keep_alias(connection, deed, establishment_id, number)
    return number


def _lock_range(connection: Connection, kind: NumberKind, prefix: str) -> None:
    row = {"kind": kind.value, "prefix": prefix, "next": 0}
    connection.execute(insert_of(connection, number_ranges).values(row).on_conflict_do_nothing())
    own = (number_ranges.c.kind == kind.value, number_ranges.c.prefix == prefix)
    connection.execute(update(number_ranges).where(*own).values(next=number_ranges.c.next))


def _next_free(connection: Connection, kind: NumberKind, prefix: str) -> str:
    """Count the range up to the next number that nobody has registered by himself."""
    own = (number_ranges.c.kind == kind.value, number_ranges.c.prefix == prefix)
    counted = update(number_ranges).where(*own).values(next=number_ranges.c.next + 1).returning(number_ranges.c.next)
    width = _DIGITS - len(prefix)
    while True:
        position = connection.execute(counted).scalar_one() - 1
        if position >= 10**width:
            raise _no_number(kind, f"all {10**width} numbers from {prefix} on are lent", "Set another range.")
        body = f"{prefix}{position:0{width}d}"
        number = body + check_digit(body)
        if kind is NumberKind.GTIN:
            number = to_gtin14(number)
        if not _is_taken(connection, kind, number):
            return number


def _is_taken(connection: Connection, kind: NumberKind, number: str) -> bool:
    by_whom = (
        select(products.c.gtin).where(products.c.gtin == number)
        if kind is NumberKind.GTIN
        else select(aliases.c.value).where(aliases.c.kind == AliasKind.GLN.value, aliases.c.value == number)
    )
    by_today = select(establishments.c.gln).where(establishments.c.gln == number)
    was_lent = select(lent_numbers.c.number).where(lent_numbers.c.number == number)
    return any(connection.execute(query).first() is not None for query in (by_whom, by_today, was_lent))


def _keep_alias(connection: Connection, deed: Deed, establishment_id: str, gln: str) -> None:
    """Keep the GLN among the codes by which the establishment is known for ever."""
    row = {
        "kind": AliasKind.GLN.value,
        "value": gln,
        "first_day": hanoi_day(deed.at),
        "establishment_id": establishment_id,
        "last_day": None,
    }
    connection.execute(insert(aliases), row)
    record_change(connection, deed, aliases.name, f"{AliasKind.GLN.value}/{gln}/{hanoi_day(deed.at)}", None, row)


def _gln_of(connection: Connection, establishment_id: str) -> str:
    query = select(establishments.c.gln).where(establishments.c.id == establishment_id)
    gln: str | None = connection.execute(query).scalar()
    if gln is None:
        raise UnregisteredError(
            "SEAL-19", f"no establishment {establishment_id!r} is registered.", "Register it first, or correct its id."
        )
    return gln


def _no_number(kind: NumberKind, why: str, remedy: str) -> KioskError:
    return KioskError("SEAL-15", f"no {kind.name} can be lent: {why}.", remedy)
