"""Two people change the same: the second is shown what the first has made of it, and nothing is overwritten unseen.

A form bears the version of what it was filled with. Where another version stands by then, the form comes back with
the typed texts, what stands beside them, and the new version: sent again, it is meant.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from kiosk.central.people.changes import as_document
from kiosk.central.people.tables import changes, users

VERSION_FIELD = "version"
_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what it is called, what stands now, and what was typed."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else has changed meanwhile; `by` and `at`: who did so last, "" where nobody knows."""

    differences: tuple[Difference, ...]
    by: str = ""
    at: datetime | None = None


def version_of(values: Mapping[str, object]) -> str:
    """Return the version of a row's values: the same for the same values, another for others."""
    written = json.dumps(as_document(values), sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:_LETTERS]


def conflict_of(
    standing: Mapping[str, object], typed: Mapping[str, object], version: str, labels: Mapping[str, str]
) -> Conflict | None:
    """Return what differs where `version`, which the form bears, is not that of `standing`; None where it is.

    None as well where both have come to the same.
    `labels`: each field of the form in the reader's words, in the order in which they are shown.
    """
    if version == version_of(standing):
        return None
    pairs = ((label, _written(standing.get(name)), _written(typed.get(name))) for name, label in labels.items())
    differences = tuple(Difference(*each) for each in pairs if each[1] != each[2])
    return Conflict(differences) if differences else None


def last_change(connection: Connection, kind: str, key: str) -> tuple[str, datetime] | None:
    """Return who changed a row of the table `kind` last, by name, and when; None where the audit has nothing."""
    query = (
        select(changes.c.user_id, users.c.name, changes.c.at)
        .outerjoin(users, users.c.id == changes.c.user_id)
        .where(changes.c.kind == kind, changes.c.key == key)
        .order_by(changes.c.at.desc(), changes.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else (row.name or row.user_id, row.at)


def _written(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
