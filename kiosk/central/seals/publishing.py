"""Publishing the trust list: one version after the other, by one writer at a time, none forgotten.

What stands here goes out to kiosks when people have signed it (`kiosk/central/publishing`;
docs/specs/published.md): `mark_signed` remembers when.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from kiosk.central.database import insert_of
from kiosk.central.registry.schemes import published_schemes
from kiosk.central.registry.tables import lists
from kiosk.central.seals.documents import trust_document
from kiosk.central.seals.signer import PUBLISHED_FOR
from kiosk.central.seals.tables import published_lists
from kiosk.errors import KioskError
from kiosk.trust.digest import digest_of
from kiosk.trust.lists import TrustList
from kiosk.trust.read import trust_list_from_json

TRUST = "trust"
"""Name of the trust list in the table of lists."""
_TRUST_FIELD, _SCHEMES_FIELD = "trust", "schemes"


def store_lists(connection: Connection, content: Mapping[str, object], trust: TrustList) -> None:
    """Store lists that came from a file, `trust` read from `content`. A newer one that stands stays."""
    row = {
        "name": TRUST,
        "version": trust.version,
        "issued": trust.issued,
        "document": content,
        "digest": digest_of(trust),
    }
    made = insert_of(connection, lists).values(row)
    same = {name: made.excluded[name] for name in row if name != "name"}
    is_newer = made.excluded.version >= lists.c.version
    connection.execute(made.on_conflict_do_update(index_elements=[lists.c.name], set_=same, where=is_newer))
    remember_list(connection, trust)


def remember_list(connection: Connection, trust: TrustList) -> None:
    """Store `trust` among the lists that were published; a version that stands there is corrected."""
    row = _published_row(trust)
    made = insert_of(connection, published_lists).values(row)
    same = {name: made.excluded[name] for name in row if name != "version"}
    connection.execute(made.on_conflict_do_update(index_elements=[published_lists.c.version], set_=same))


def mark_signed(connection: Connection, trust: TrustList, at: datetime) -> None:
    """Remember that `trust` went out under the signatures of people at `at`; the first time counts.

    Never before what went out before it: a clock that is behind would make all lists as old as it says.
    """
    remember_list(connection, trust)
    newest: datetime | None = connection.execute(select(func.max(published_lists.c.signed_at))).scalar()
    is_new = (published_lists.c.version == trust.version, published_lists.c.signed_at.is_(None))
    connection.execute(update(published_lists).where(*is_new).values(signed_at=max(at, newest or at)))


def signed_list(connection: Connection) -> TrustList | None:
    """Return the newest list that went out under the signatures of people; None where none did."""
    query = select(published_lists.c.document).where(published_lists.c.signed_at.is_not(None))
    document = connection.execute(query.order_by(published_lists.c.version.desc()).limit(1)).scalar()
    return None if document is None else _read(document)


def refuse_other_list(connection: Connection, trust: TrustList) -> None:
    """Raise KioskError PUB-09 for a list that this centre did not make, or that is older than one that went out."""
    made = connection.execute(select(published_lists.c.digest).where(published_lists.c.version == trust.version))
    out = select(func.max(published_lists.c.version)).where(published_lists.c.signed_at.is_not(None))
    newest = connection.execute(out).scalar() or 0
    if made.scalar() != digest_of(trust) or trust.version < newest:
        raise KioskError(
            "PUB-09",
            f"version {trust.version} of the trust list is none that this centre made, or older than {newest},"
            " which went out.",
            "Draft the newest one: kiosk central tuf draft trust.",
        )


def publish(connection: Connection, at: datetime, change: Callable[[TrustList], TrustList]) -> TrustList:
    """Publish the newest list as `change` makes it, under the next version, and return it.

    Holds the list's row from the first statement on: who publishes at the same time waits, and
    `change` gets what the other made. Label schemes are the registry's.
    Raises KioskError SEAL-10 where no list stands.
    """
    next_version = update(lists).where(lists.c.name == TRUST).values(version=lists.c.version + 1)
    row = connection.execute(next_version.returning(lists.c.version, lists.c.document)).first()
    if row is None:
        raise _no_list()
    before = _read(_trust_in(row.document))
    changed = change(before)
    whole = replace(changed, version=row.version, issued=max(at.replace(microsecond=0), before.issued))
    trust = _read(trust_document(whole))  # what kiosks could not read is never published
    document = {_TRUST_FIELD: trust_document(trust), _SCHEMES_FIELD: _schemes(connection, row.document)}
    values = {"issued": trust.issued, "document": document, "digest": digest_of(trust)}
    connection.execute(update(lists).where(lists.c.name == TRUST).values(values))
    connection.execute(insert(published_lists), _published_row(trust))
    return trust


def publish_first(connection: Connection, at: datetime, hosts: tuple[str, ...]) -> TrustList:
    """Publish a list of the city's own hosts: the first of this centre, or the newest with other hosts."""
    started = _read(trust_document(TrustList(0, at.replace(microsecond=0), hosts, ())))
    row = {
        "name": TRUST,
        "version": 0,
        "issued": started.issued,
        "document": {_TRUST_FIELD: trust_document(started), _SCHEMES_FIELD: published_schemes(connection)},
        "digest": digest_of(started),
    }
    connection.execute(insert_of(connection, lists).values(row).on_conflict_do_nothing())
    return publish(connection, at, lambda before: replace(before, hosts=started.hosts))


def publish_schemes(connection: Connection, at: datetime) -> None:
    """Publish the newest list again with the label schemes as they stand now; nothing where no list stands yet."""
    if connection.execute(select(lists.c.version).where(lists.c.name == TRUST)).first() is not None:
        publish(connection, at, lambda before: before)


def newest_list(connection: Connection) -> TrustList:
    """Return the newest trust list. Raises KioskError SEAL-10 where there is none."""
    document = connection.execute(select(lists.c.document).where(lists.c.name == TRUST)).scalar()
    if document is None:
        raise _no_list()
    return _read(_trust_in(document))


def newest_list_version(connection: Connection) -> int:
    """Return the version of the newest trust list, whether people have signed it or not; 0 where there is none."""
    return connection.execute(select(lists.c.version).where(lists.c.name == TRUST)).scalar() or 0


def held_lists(connection: Connection, at: datetime) -> tuple[TrustList, ...]:
    """Return the lists that a kiosk which was online within two days of `at` may hold, newest last.

    Two days from when people signed a list; from when it was issued, at a centre where nobody ever signed one.
    Raises KioskError SEAL-10 where none was published.
    """
    is_any_signed = connection.execute(select(func.count(published_lists.c.signed_at))).scalar_one() > 0
    out_since = published_lists.c.signed_at if is_any_signed else published_lists.c.issued
    everywhere = select(func.max(published_lists.c.version)).where(out_since <= at - PUBLISHED_FOR)
    oldest = connection.execute(everywhere).scalar() or 0
    query = select(published_lists.c.document).where(published_lists.c.version >= oldest)
    held = tuple(
        _read(document) for document in connection.execute(query.order_by(published_lists.c.version)).scalars()
    )
    if not held:
        raise _no_list()
    return held


def _published_row(trust: TrustList) -> dict[str, object]:
    return {
        "version": trust.version,
        "issued": trust.issued,
        "digest": digest_of(trust),
        "document": trust_document(trust),
    }


def _read(document: object) -> TrustList:
    return trust_list_from_json(json.dumps(document), "the trust list of the centre")


def _trust_in(content: object) -> object:
    return content.get(_TRUST_FIELD, content) if isinstance(content, dict) else content


def _schemes(connection: Connection, content: object) -> list[object]:
    """Return the registry's label schemes, and those of the list before that no row of the registry names."""
    kept = published_schemes(connection)
    known = {scheme["id"] for scheme in kept}
    before = content.get(_SCHEMES_FIELD, []) if isinstance(content, dict) else []
    return [*kept, *(scheme for scheme in before if isinstance(scheme, dict) and scheme.get("id") not in known)]


def _no_list() -> KioskError:
    return KioskError(
        "SEAL-10",
        "no trust list was published at this centre.",
        "Publish the first one with kiosk central trust publish --host HOST.",
    )
