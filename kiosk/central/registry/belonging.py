"""To whom rows of the registry belong: to their establishment, and by it to its unit, markets and department.

The same rule twice: as conditions of a list, and as the Subject of one row. An establishment belongs to
its unit and to those above it, to the markets where it has a stall, and to the department that answers for it. What
stands in a market, a kiosk or a notice, belongs to the market, to its unit and to those above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from kiosk.central.people.reach import Tie, Ties, equal_to
from kiosk.central.people.rights import EVERYTHING, Subject
from kiosk.central.registry.tables import establishments, lots, markets, products, stalls, units

LEVELS = 4
"""City, district, ward: no chain of units is longer, and one that goes in a circle ends."""
PIECE = 500
"""Keys in one statement."""


def ties_of_establishment(column: ColumnElement[str]) -> Ties:
    """Return the ties of rows that name their establishment in `column`."""
    in_market = select(stalls.c.establishment_id)
    place = select(establishments.c.id)
    return Ties(
        establishment=equal_to(column),
        market=lambda limit: column.in_(in_market.where(stalls.c.market_id == limit)),
        unit=lambda limit: column.in_(place.where(establishments.c.unit_id.in_(_unit_and_below(limit)))),
        department=lambda limit: column.in_(place.where(establishments.c.department == limit)),
    )


def ties_of_market(column: ColumnElement[str]) -> Ties:
    """Return the ties of rows that name their market in `column`."""
    place = select(markets.c.id)
    return Ties(
        market=equal_to(column),
        unit=lambda limit: column.in_(place.where(markets.c.unit_id.in_(_unit_and_below(limit)))),
    )


def ties_of_lot() -> Ties:
    """Return the ties of lots: those of their products."""
    ties = ties_of_establishment(products.c.establishment_id)
    return Ties(*(_by_product(tie) for tie in (ties.establishment, ties.market, ties.unit, ties.department)))


def subjects_of(connection: Connection, establishment_ids: Iterable[str]) -> Mapping[str, Subject]:
    """Return the Subject of each establishment; EVERYTHING's for one that does not exist."""
    wanted = sorted(set(establishment_ids))
    parents = dict(connection.execute(select(units.c.id, units.c.parent_id)).all()) if wanted else {}
    found: dict[str, Subject] = dict.fromkeys(wanted, EVERYTHING)
    for start in range(0, len(wanted), PIECE):
        piece = wanted[start : start + PIECE]
        markets: dict[str, set[str]] = {}
        trading = select(stalls.c.establishment_id, stalls.c.market_id).where(stalls.c.establishment_id.in_(piece))
        for establishment_id, market_id in connection.execute(trading):
            markets.setdefault(establishment_id, set()).add(market_id)
        columns = (establishments.c.id, establishments.c.unit_id, establishments.c.department)
        query = select(*columns).where(establishments.c.id.in_(piece))
        for establishment_id, unit_id, department in connection.execute(query):
            found[establishment_id] = Subject(
                establishments=frozenset({establishment_id}),
                markets=frozenset(markets.get(establishment_id, ())),
                units=unit_and_above(unit_id, parents),
                departments=_named(department),
            )
    return found


def subject_of(connection: Connection, establishment_id: str) -> Subject:
    """Return the Subject of one establishment; EVERYTHING where it does not exist."""
    return subjects_of(connection, (establishment_id,))[establishment_id]


def subject_of_markets(connection: Connection, market_ids: Iterable[str]) -> Subject:
    """Return the Subject of what stands in these markets; EVERYTHING for none, and for "" alone."""
    wanted = frozenset(market_ids) - {""}
    if not wanted:
        return EVERYTHING
    parents = dict(connection.execute(select(units.c.id, units.c.parent_id)).all())
    stands_in = connection.execute(select(markets.c.unit_id).where(markets.c.id.in_(wanted))).scalars()
    return Subject(markets=wanted, units=frozenset().union(*(unit_and_above(unit, parents) for unit in stands_in)))


def subject_of_market(connection: Connection, market_id: str) -> Subject:
    """Return the Subject of what stands in a market; EVERYTHING for "", what is told in all of them."""
    return subject_of_markets(connection, (market_id,))


def subjects_of_rows(connection: Connection, kind: str, rows: Sequence[Mapping[str, object]]) -> Sequence[Subject]:
    """Return the Subject of each row of the kind called `kind`; EVERYTHING for what belongs to nobody."""
    if kind == "stalls":
        return [
            Subject(
                establishments=frozenset({str(row["establishment_id"])}), markets=frozenset({str(row["market_id"])})
            )
            for row in rows
        ]
    if kind == "establishments":
        return _subjects_of_establishments(connection, rows)
    if kind == "lots":
        owners = _owners_of_products(connection, {str(row["gtin"]) for row in rows})
        names = [owners.get(str(row["gtin"]), "") for row in rows]
    elif kind in {"products", "certificates", "violations"}:
        names = [str(row["establishment_id"]) for row in rows]
    else:
        return [EVERYTHING for _ in rows]
    subjects = subjects_of(connection, names)
    return [subjects[name] for name in names]


def _subjects_of_establishments(connection: Connection, rows: Sequence[Mapping[str, object]]) -> Sequence[Subject]:
    """Return their Subjects, by the unit and the department that the row itself names: it may be a new row."""
    stored = subjects_of(connection, [str(row["id"]) for row in rows])
    parents = dict(connection.execute(select(units.c.id, units.c.parent_id)).all())
    return [
        Subject(
            establishments=frozenset({str(row["id"])}),
            markets=stored[str(row["id"])].markets,
            units=unit_and_above(str(row["unit_id"]), parents),
            departments=_named(str(row["department"])),
        )
        for row in rows
    ]


def _named(department: str) -> frozenset[str]:
    return frozenset({department} if department else ())


def _owners_of_products(connection: Connection, gtins: Iterable[str]) -> Mapping[str, str]:
    wanted = sorted(gtins)
    owners: dict[str, str] = {}
    for start in range(0, len(wanted), PIECE):
        query = select(products.c.gtin, products.c.establishment_id).where(
            products.c.gtin.in_(wanted[start : start + PIECE])
        )
        owners.update(connection.execute(query).all())
    return owners


def unit_and_above(unit_id: str, parents: Mapping[str, str]) -> frozenset[str]:
    """Return a unit with those that it lies in; none for ""."""
    chain: set[str] = set()
    while unit_id and unit_id not in chain and len(chain) < LEVELS:
        chain.add(unit_id)
        unit_id = parents.get(unit_id, "")
    return frozenset(chain)


def _by_product(tie: Tie | None) -> Tie | None:
    if tie is None:
        return None
    return lambda limit: lots.c.gtin.in_(select(products.c.gtin).where(tie(limit)))


def _unit_and_below(limit: str) -> Select[tuple[str]]:
    """Return the query of a unit and those below it, as deep as LEVELS."""
    level: Select[tuple[str]] = select(units.c.id).where(units.c.id == limit)
    conditions: list[ColumnElement[bool]] = [units.c.id == limit]
    for _ in range(LEVELS - 1):
        level = select(units.c.id).where(units.c.parent_id.in_(level))
        conditions.append(units.c.id.in_(level))
    return select(units.c.id).where(or_(*conditions))
