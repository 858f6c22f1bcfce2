"""Writing what was planned: rows, what follows from them in other tables, and the audit. In one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.central.people.changes import Changed, Deed, record_changes
from kiosk.central.registry import tables
from kiosk.central.registry.codes import OWN_FOR_EVER, owners_of_codes
from kiosk.central.registry.plan import Change
from kiosk.central.registry.row_kinds import RowKind, Values
from kiosk.central.seals.publishing import publish_schemes
from kiosk.moment import hanoi_day
from kiosk.records.registry import CertificateStatus

NOT_AUDITED = frozenset({"folded"})


def write_changes(connection: Connection, deed: Deed, kind: RowKind, changes: Sequence[Change]) -> None:
    """Write `changes` of a plan, and who made them."""
    new = [dict(change.after) for change in changes if change.before is None]
    if new:
        connection.execute(insert(kind.table), new)
    _update(connection, kind, [change for change in changes if change.before is not None])
    day = hanoi_day(deed.at)
    if kind.table is tables.establishments:
        _keep_codes(connection, changes, day)
    elif kind.table is tables.certificates:
        _keep_suspensions(connection, changes)
    elif kind.table is tables.label_schemes and changes:
        publish_schemes(connection, deed.at)
    record_changes(
        connection,
        deed,
        kind.name,
        (Changed(kind.key_text(one.after), _audited(one.before), _audited(one.after)) for one in changes),
    )


def _update(connection: Connection, kind: RowKind, changes: Sequence[Change]) -> None:
    """Update rows by their keys, those that lose or gain the same columns together."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        assert change.before is not None
        before = change.before
        names = tuple(name for name, value in change.after.items() if before[name] != value)
        groups.setdefault(names, []).append(change)
    for names, group in groups.items():
        keys = [kind.table.columns[name] == bindparam(f"key_{name}") for name in kind.key]
        statement = update(kind.table).where(*keys).values({name: bindparam(f"new_{name}") for name in names})
        connection.execute(
            statement,
            [
                {f"key_{name}": one.after[name] for name in kind.key}
                | {f"new_{name}": one.after[name] for name in names}
                for one in group
            ],
        )


def _keep_codes(connection: Connection, changes: Sequence[Change], day: date) -> None:
    """Keep each new code as an alias from `day` on; the one that it replaces ends the day before."""
    for kind in OWN_FOR_EVER:
        changed = [one for one in changes if one.before is None or one.before[kind] != one.after[kind]]
        ended = [
            {"old": one.before[kind], "own": one.after["id"]} for one in changed if one.before and one.before[kind]
        ]
        if ended:
            where = (
                tables.aliases.c.kind == kind,
                tables.aliases.c.value == bindparam("old"),
                tables.aliases.c.establishment_id == bindparam("own"),
            )
            yesterday = day - timedelta(days=1)
            connection.execute(update(tables.aliases).where(*where).values(last_day=yesterday), ended)
        _add_codes(connection, kind, {str(one.after[kind]): str(one.after["id"]) for one in changed}, day)


def _add_codes(connection: Connection, kind: str, owners: Mapping[str, str], day: date) -> None:
    """Add codes that are new, and take up again those that their establishment once had.

    One that another was given a moment ago raises IntegrityError: no code is ever two establishments'.
    """
    codes = [code for code in owners if code]
    known = owners_of_codes(connection, kind, codes)
    again = [{"old": code} for code in codes if known.get(code) == owners[code]]
    if again:
        own = (tables.aliases.c.kind == kind, tables.aliases.c.value == bindparam("old"))
        connection.execute(update(tables.aliases).where(*own).values(last_day=None), again)
    new = [
        {"kind": kind, "value": code, "establishment_id": owners[code], "first_day": day}
        for code in codes
        if known.get(code) != owners[code]
    ]
    if new:
        connection.execute(insert(tables.aliases), new)


def _keep_suspensions(connection: Connection, changes: Sequence[Change]) -> None:
    """Open a row where a certificate is suspended, and close it where that ends."""
    suspensions = tables.suspensions
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    for change in changes:
        was = change.before["status"] if change.before else CertificateStatus.ACTIVE
        since, status = change.after["status_since"], change.after["status"]
        own = suspensions.c.certificate_id == change.after["id"]
        if was == CertificateStatus.SUSPENDED and status != was:
            last = since - timedelta(days=1) if isinstance(since, date) else None
            connection.execute(update(suspensions).where(own, suspensions.c.last_day.is_(None)).values(last_day=last))
        if status == CertificateStatus.SUSPENDED and was != status:
            row = {"certificate_id": change.after["id"], "first_day": since, "last_day": None, "reason": ""}
            connection.execute(make(suspensions).on_conflict_do_nothing(), row)


def _audited(row: Values | None) -> Values | None:
    return None if row is None else {name: value for name, value in row.items() if name not in NOT_AUDITED}
