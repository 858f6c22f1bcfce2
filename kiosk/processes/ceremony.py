"""The ceremony at the centre's own machine: drafts go out, and what people signed comes in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Key
from sqlalchemy import Connection

from kiosk.central.publishing.accepting import accept
from kiosk.central.publishing.ceremony import (
    Draft,
    exchanged,
    first_drafts,
    next_list,
    next_root,
    next_targets,
    standing_keys,
    standing_targets,
    trust_targets,
)
from kiosk.central.publishing.export import export_files
from kiosk.central.publishing.folder import (
    CeremonyFolder,
    public_keys_in,
    read_file,
    read_folder,
    read_public_key,
    write_draft,
    write_standing,
)
from kiosk.central.publishing.publication import root_of
from kiosk.central.publishing.publisher import Publication, Publisher
from kiosk.central.publishing.roles import OFFLINE, TOP_LEVEL, RoleName
from kiosk.central.publishing.signers import new_service_key, public_key, signers_of
from kiosk.central.publishing.standing import Standing, standing
from kiosk.central.publishing.store import lock, newest_targets
from kiosk.central.seals.publishing import mark_signed, refuse_other_list, signed_list
from kiosk.central.seals.sealing_time import refuse_unsure
from kiosk.central.service import service_by
from kiosk.errors import KioskError
from kiosk.messages.published import TRUST_TARGET
from kiosk.moment import Moment
from kiosk.processes.central.database import changing, opened, reading
from kiosk.processes.central.seals import vault_of
from kiosk.settings import Central
from kiosk.trust.lists import KeyStatus, TrustList
from kiosk.trust.read import trust_list_from_json


@dataclass(frozen=True, slots=True)
class Exchange:
    """A key of `role`, whose id begins with `old`, makes room: for the one in the file `new`.

    `new` None: for another key of the service.
    """

    role: RoleName
    old: str
    new: Path | None = None


def begin_ceremony(database_url: str, settings: Central, folder: Path, keys_folder: Path, now: datetime) -> list[Path]:
    """Write what people sign on the first day into `folder`, and return the files. The service's keys are made.

    `keys_folder` holds people's public keys. Raises as `first_drafts`; KioskError PUB-08 for files.
    """
    people = public_keys_in(keys_folder)
    keys = {role: [public_key(read_public_key(path)) for path in paths] for role, paths in people.items()}
    with changing(database_url) as connection:
        drafts = first_drafts(connection, vault_of(settings), keys, now)
        return [write_draft(folder, draft.role, draft.signed, draft.targets) for draft in drafts]


def draft_list(
    database_url: str, role: RoleName, folder: Path, add: Mapping[str, Path], drop: Collection[str], now: datetime
) -> Path:
    """Write the next trust list, or the next releases, into `folder`, and return the file.

    The trust list is the newest of the centre; of releases, `add` gives files by their names, `drop` names what
    goes. Raises KioskError SEAL-10, PUB-01 and PUB-08.
    """
    with reading(database_url) as connection:
        if role is RoleName.TRUST:
            targets = trust_targets(connection)
        else:
            targets = {name: one for name, one in standing_targets(connection, role).items() if name not in drop}
            targets |= {name: read_file(path) for name, path in add.items()}
        return _written(connection, folder, next_list(connection, role, targets, now))


def draft_keys(
    database_url: str, settings: Central, role: RoleName, folder: Path, exchanges: Sequence[Exchange], now: datetime
) -> Path:
    """Write the next root, or the next targets, into `folder`, with keys exchanged, and return the file.

    Without exchanges it is the same for another lifetime. Raises KioskError PUB-03, PUB-06, PUB-08; VaultError.
    """
    with changing(database_url) as connection:
        keys = standing_keys(connection)
        for exchange in exchanges:
            keys = exchanged(keys, exchange.role, exchange.old, _new_key(connection, settings, exchange, now))
        make = next_root if role is RoleName.ROOT else next_targets
        return _written(connection, folder, make(connection, keys, now))


def publish_signed(database_url: str, settings: Central, folder: Path, now: Moment) -> int:
    """Publish what people signed in `folder`, and return the version of what stands.

    Raises as `accept`; KioskError PUB-08; SEAL-26 and SEAL-27 where a trust list brings a host, a key or more of
    one, and the clock is not sure. A theft waits for no clock, nor do releases and other people's keys.
    """
    held = read_folder(folder)
    with changing(database_url) as connection:
        lock(connection)
        signers = signers_of(connection, vault_of(settings))
        version = accept(connection, signers, held.files, held.targets, now.at)
        trust = _trust_in(held)
        if trust is not None:
            _refuse_unsure(connection, trust, now)
            refuse_other_list(connection, trust)
            mark_signed(connection, trust, now.at)
        return version


def publish_now(
    database_url: str, settings: Central, folder: Path, now: Moment, *, is_demonstration: bool = False
) -> Publication | None:
    """Publish all that the service itself signs, and return what was published. Raises as `Publisher.run_once`."""
    with opened(database_url) as engine:
        service = replace(service_by(engine, lambda: now), vault=vault_of(settings), is_demonstration=is_demonstration)
        return Publisher(service, folder).run_once(is_asked=True)


def write_stick(database_url: str, folder: Path) -> int:
    """Write what units may ask for below `folder`, and return how many files. Raises KioskError PUB-03, PUB-08."""
    with reading(database_url) as connection:
        try:
            return export_files(connection, folder)
        except OSError as fault:
            why = fault.strerror or str(fault)
            raise KioskError("PUB-08", f"{str(folder)!r} cannot be used: {why}.", "Name another folder.") from fault


def what_stands(database_url: str) -> Standing:
    """Return what stands of each role. Raises KioskError PUB-03 where nothing was published."""
    with reading(database_url) as connection:
        return standing(connection)


def _trust_in(held: CeremonyFolder) -> TrustList | None:
    """Return the trust list among what people signed; None where they signed other things."""
    if all(file.role is not RoleName.TRUST for file in held.files) or TRUST_TARGET not in held.targets:
        return None
    return trust_list_from_json(held.targets[TRUST_TARGET].decode("utf-8", "replace"), TRUST_TARGET)


def _refuse_unsure(connection: Connection, trust: TrustList, now: Moment) -> None:
    before = signed_list(connection)
    hosts, keys = (before.hosts, before.keys) if before else ((), ())
    new = [key for key in trust.keys if key.status is KeyStatus.ACTIVE and key not in keys]
    if new or not set(trust.hosts) <= set(hosts):
        refuse_unsure(now, (number for key in new for number in (*key.gtins, *key.gtin_prefixes, *key.glns)))


def _written(connection: Connection, folder: Path, draft: Draft) -> Path:
    """Write a draft, and beside it what stands and says who signs it; return the draft's path."""
    path = write_draft(folder, draft.role, draft.signed, draft.targets)
    if draft.role in TOP_LEVEL:
        write_standing(folder, RoleName.ROOT, root_of(connection))
    elif (targets := newest_targets(connection, RoleName.TARGETS)) is not None:
        write_standing(folder, RoleName.TARGETS, targets)
    return path


def _new_key(connection: Connection, settings: Central, exchange: Exchange, now: datetime) -> Key:
    if exchange.role in OFFLINE and exchange.new is not None:
        return public_key(read_public_key(exchange.new))
    if exchange.role not in OFFLINE and exchange.new is None:
        return new_service_key(connection, vault_of(settings), exchange.role, now)
    raise KioskError(
        "PUB-06",
        f"that is no exchange of a key of {exchange.role}.",
        "People's keys come from files; those of the service are made here, without one.",
    )
