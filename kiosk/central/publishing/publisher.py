"""Publishing by itself: looks often, does little, and never twice what another process has just done.

The registry's file is made outside of the lock, in a transaction that only reads; what another process
published in the meantime wins, and the file is dropped. On PostgreSQL one process at a time makes one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, func, select

from kiosk.central.publishing.changes import BuiltIndex, Since, build_index
from kiosk.central.publishing.due import Due, Held, Progress, plan
from kiosk.central.publishing.held import held, note_published, progress, signed, unpublished
from kiosk.central.publishing.practice import publish_practice
from kiosk.central.publishing.publication import put_targets, renew, root_of, vouch
from kiosk.central.publishing.roles import RoleName
from kiosk.central.publishing.settings_targets import settings_targets
from kiosk.central.publishing.signers import Signers, signers_of
from kiosk.central.publishing.store import clear, lock, newest_root, newest_targets, store_progress, target_named
from kiosk.central.service import Service
from kiosk.messages.published import INDEX_TARGET, PublishedIndex

_BUILDING = 9521235
"""The number of PostgreSQL's lock under which one process makes the registry's file."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: the snapshot's version, and what for."""

    version: int
    due: Due

    def words(self) -> str:
        """Return it in one line."""
        named = [
            *(["settings"] if self.due.settings else []),
            *(["registry"] if self.due.registry else []),
            *(["what would have expired"] if self.due.renewed else []),
        ]
        return f"version {self.version}: {', '.join(named) or 'a new timestamp'}"


@dataclass(frozen=True, slots=True)
class _Built:
    """The registry's file, what it holds, and after which publication it was made."""

    index: BuiltIndex
    holds: Held
    after: datetime | None
    stops: Sequence[str]
    """Changes that it is the first to hold."""


class Publisher:
    """Publishes what is due. `folder` is this process's own, for what it compares with."""

    def __init__(self, service: Service, folder: Path) -> None:
        self._service = service
        self._folder = folder

    def run_once(self, *, is_asked: bool = False) -> Publication | None:
        """Publish what is due, and return what was; None where nothing is, or nothing was ever published.

        `is_asked`: somebody wants all of it published now. Raises KioskError PUB-02 to PUB-04; VaultError;
        what the database raises.
        """
        now = self._service.now()
        if self._service.is_demonstration:
            with self._service.primary.begin() as connection:
                publish_practice(connection, now)
        with self._service.primary.connect() as connection:
            if is_asked:
                root_of(connection)
            if newest_root(connection) is None:
                return None
            due = _due(connection, now, is_asked=is_asked)
        if not due.is_anything:
            return None
        built, fault = self._tried(now) if due.registry else (None, None)
        done = self._published(built, now, is_asked=is_asked)
        if fault is not None:
            raise fault
        return done

    def _published(self, built: _Built | None, now: datetime, *, is_asked: bool) -> Publication | None:
        """Publish what is due still, under the lock: another process may have been here just before."""
        with self._service.primary.begin() as connection:
            lock(connection)
            before = progress(connection)
            due = _due(connection, now, is_asked=is_asked)
            is_stale = built is None or built.after != before.registry_at
            done = replace(due, registry=False, is_urgent=False) if is_stale else due
            if not done.is_anything:
                return None
            return _publish(connection, signers_of(connection, self._service.vault), before, done, built, now)

    def _tried(self, now: datetime) -> tuple[_Built | None, Exception | None]:
        """Return the registry's file, or why there is none: lists and settings go out all the same."""
        try:
            return self._build(now), None
        except Exception as fault:  # noqa: BLE001  # raised again, when the rest is published
            return None, fault

    def _build(self, now: datetime) -> _Built | None:
        """Return the registry's file as of now; None where another process makes one."""
        with _one_moment(self._service.primary) as connection:
            if connection.dialect.name == "postgresql":
                is_ours = connection.execute(select(func.pg_try_advisory_xact_lock(_BUILDING))).scalar_one()
                if not is_ours:
                    return None
            holds, after = held(connection), progress(connection).registry_at
            self._folder.mkdir(parents=True, exist_ok=True)
            since = _since(connection, self._folder)
            stops = unpublished(connection)
            return _Built(build_index(connection, since, self._folder, now), holds, after, stops)


def _publish(
    connection: Connection, signers: Signers, before: Progress, due: Due, built: _Built | None, now: datetime
) -> Publication:
    """Publish what is due, under the lock."""
    new: dict[str, object] = {}
    if due.settings:
        new["settings"] = held(connection).settings
        _put_settings(connection, signers, now)
    if due.registry and built is not None:
        new |= {"registry_at": now, "told": built.holds.told, "stops": built.holds.stops}
        _put_registry(connection, signers, built.index, now)
        note_published(connection, built.stops, built.index.index.as_of)
    for role in due.renewed:
        renew(connection, signers, role, now)
    if due.clear:
        new["cleared_at"] = now
        clear(connection, now)
    version = vouch(connection, signers, now)
    after = before.model_copy(update=new)
    store_progress(connection, after.model_dump(mode="json"), is_urgent=due.is_urgent)
    return Publication(version, due)


def _due(connection: Connection, now: datetime, *, is_asked: bool) -> Due:
    due = plan(progress(connection), held(connection), signed(connection), now)
    return replace(due, settings=True, registry=True, timestamp=True) if is_asked else due


def _since(connection: Connection, folder: Path) -> Since | None:
    """Return what was published of the registry last; None where nothing was, or nothing that can be read."""
    content = target_named(connection, INDEX_TARGET)
    if content is None:
        return None

    def read(name: str) -> bytes:
        found = target_named(connection, name)
        if found is None:
            raise KeyError(name)
        return found

    try:
        return Since(PublishedIndex.model_validate_json(content), read, folder)
    except ValidationError as fault:
        _log.error("the index of what was published cannot be read: a new snapshot is made: %s", fault)
        return None


def _put_registry(connection: Connection, signers: Signers, built: BuiltIndex, now: datetime) -> None:
    index = built.index
    put = {target.name: target.content for target in built.targets}
    put[INDEX_TARGET] = index.model_dump_json().encode()
    named = {INDEX_TARGET, *index.snapshot.pieces, *(one.target for one in index.changes)}
    drop = [name for name in _names(connection, RoleName.REGISTRY) if name not in named]
    put_targets(connection, signers, RoleName.REGISTRY, put, now, drop)


def _put_settings(connection: Connection, signers: Signers, now: datetime) -> None:
    wanted = settings_targets(connection)
    put = {name: content for name, content in wanted.items() if target_named(connection, name) != content}
    drop = [name for name in _names(connection, RoleName.SETTINGS) if name not in wanted]
    if put or drop:
        put_targets(connection, signers, RoleName.SETTINGS, put, now, drop)


def _names(connection: Connection, role: RoleName) -> tuple[str, ...]:
    stands = newest_targets(connection, role)
    return () if stands is None else tuple(stands.signed.targets)


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose questions are all answered as of its first one."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            yield connection.execution_options(isolation_level="REPEATABLE READ")
        else:
            connection.exec_driver_sql("BEGIN")
            yield connection
