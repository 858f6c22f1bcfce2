"""Issuing labels: reserved under a lock up to what is declared, then sealed outside of it.

First a trial label is sealed, so that what no key may seal takes nothing of the quota. Then the
serials are drawn and stored in one short transaction. Last they are sealed: who breaks off there
gets the same labels again by the batch's number, or by the key of the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from kiosk.central.database import insert_of
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.registry.tables import serials
from kiosk.central.seals.batches import Batch, find_batch, labels_of, read_batches, serials_of
from kiosk.central.seals.keyring import held_keys
from kiosk.central.seals.publishing import held_lists
from kiosk.central.seals.quota import Limit, limits
from kiosk.central.seals.serials import LENGTH, draw_serials
from kiosk.central.seals.signer import Signer
from kiosk.central.seals.signers import Chosen, choose_signer, signer_of
from kiosk.central.seals.stock import Stock, lock_lot, stock_of
from kiosk.central.seals.tables import label_issues
from kiosk.central.seals.vault import Vault
from kiosk.codes.code import Elements
from kiosk.errors import KioskError

_TRIAL_SERIAL = "0" * LENGTH


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: so many labels with serials, or so many copies of the lot's one label."""

    gtin: str
    lot: str
    count: int
    is_serialised: bool
    request_key: str | None = None
    """Repeated with the same key, a request gives the labels that it gave before."""


@dataclass(frozen=True, slots=True)
class SealedLabel:
    """One label: its link, and what stands in it."""

    link: str
    elements: Elements


@dataclass(frozen=True, slots=True)
class Issued:
    """A batch with its labels, and what limits the lot after it."""

    batch: Batch
    labels: tuple[SealedLabel, ...]
    limits: tuple[Limit, ...]


def issue_labels(engine: Engine, vault: Vault, deed: Deed, wanted: Wanted, as_of: datetime) -> Issued:
    """Seal labels of a lot as of `as_of` (`sealing_as_of`), logged at the deed's time. The right is asked before.

    Raises KioskError: SEAL-11 and SEAL-13 for a lot that has no such labels, SEAL-12 where fewer
    remain, SEAL-14 and SEAL-05 to SEAL-09 where no key seals it, SEAL-18 for a request's key that
    was used for something else; VaultError.
    """
    with engine.connect() as connection:
        stock = stock_of(connection, wanted.gtin, wanted.lot)
        _refuse_other_labels(stock, wanted)
        before = _same_request(connection, deed, wanted)
        chosen = None if before else choose_signer(connection, vault, stock.establishment_id, _trial(stock), as_of)
    if before is None and chosen is not None:
        with engine.begin() as connection:
            before = _reserve(connection, deed, wanted, chosen)
    assert before is not None
    return print_batch(engine, vault, before, as_of)


def print_batch(engine: Engine, vault: Vault, batch: Batch, at: datetime) -> Issued:
    """Return the labels of a batch, the same at each time: Ed25519 seals alike what is alike.

    Raises KioskError SEAL-05 where its key signs no more; VaultError.
    """
    with engine.connect() as connection:
        drawn = serials_of(connection, batch) if batch.is_serialised else ()
        held = next(key for key in held_keys(connection) if key.name.kid == batch.kid)
        lists = held_lists(connection, at)
        standing = _limits_of(stock_of(connection, batch.gtin, batch.lot)) if batch.lot else ()
    signer = signer_of(vault, held, lists, at, batch.host).signer
    return Issued(batch, sealed(signer, labels_of(batch, drawn)), standing)


def sealed(signer: Signer, labels: tuple[Elements, ...]) -> tuple[SealedLabel, ...]:
    """Return each label with its link."""
    return tuple(SealedLabel(signer.seal(elements), elements) for elements in labels)


def _reserve(connection: Connection, deed: Deed, wanted: Wanted, chosen: Chosen) -> Batch:
    """Store a batch and its serials, within what remains. Who asks for the same lot meanwhile waits."""
    lock_lot(connection, wanted.gtin, wanted.lot)
    before = _same_request(connection, deed, wanted)
    if before is not None:
        return before
    stock = stock_of(connection, wanted.gtin, wanted.lot)
    _refuse_too_many(stock, wanted.count)
    row = {
        "at": deed.at,
        "user_id": deed.caller.user_id,
        "kid": chosen.kid,
        "gtin": wanted.gtin,
        "lot": wanted.lot,
        "gln": "",
        "count": wanted.count,
        "is_serialised": wanted.is_serialised,
        "first_serial": "",
        "last_serial": "",
        "attributes": [list(pair) for pair in stock.attributes],
        "host": chosen.host,
        "request_key": wanted.request_key,
    }
    number = connection.execute(insert(label_issues).values(row).returning(label_issues.c.number)).scalar_one()
    if wanted.is_serialised:
        drawn = _store_serials(connection, wanted, number)
        ends = {"first_serial": drawn[0], "last_serial": drawn[-1]}
        connection.execute(label_issues.update().where(label_issues.c.number == number).values(ends))
        row |= ends
    return recorded_batch(connection, deed, number, row)


def recorded_batch(connection: Connection, deed: Deed, number: int, row: dict[str, object]) -> Batch:
    """Record the batch that was stored as `row`, and return it."""
    record_change(connection, deed, label_issues.name, str(number), None, row)
    batch = find_batch(connection, number)
    assert batch is not None
    return batch


def _store_serials(connection: Connection, wanted: Wanted, number: int) -> list[str]:
    """Draw and store the serials of a batch; one that another pack of the product bears is drawn again."""
    stored: list[str] = []
    while len(stored) < wanted.count:
        rows = [
            {"gtin": wanted.gtin, "lot": wanted.lot, "serial": serial, "issue": number}
            for serial in draw_serials(wanted.count - len(stored))
        ]
        made = insert_of(connection, serials).on_conflict_do_nothing().returning(serials.c.serial)
        stored += connection.execute(made, rows).scalars()
    return sorted(stored)


def _same_request(connection: Connection, deed: Deed, wanted: Wanted) -> Batch | None:
    """Return the batch that the same request made before. Raises KioskError SEAL-18 where it asked for other labels."""
    if wanted.request_key is None:
        return None
    query = select(label_issues).where(
        label_issues.c.user_id == deed.caller.user_id, label_issues.c.request_key == wanted.request_key
    )
    found = read_batches(connection, query)
    if not found:
        return None
    batch = found[0]
    asked = (wanted.gtin, wanted.lot, wanted.count, wanted.is_serialised)
    if (batch.gtin, batch.lot, batch.count, batch.is_serialised) != asked:
        raise KioskError(
            "SEAL-18",
            f"the Idempotency-Key {wanted.request_key!r} stands for other labels already.",
            "Take a new one for each batch, and the same only to have a batch again.",
        )
    return batch


def _trial(stock: Stock) -> Elements:
    serial = (("21", _TRIAL_SERIAL),) if stock.is_serialised else ()
    return (("01", stock.gtin), ("10", stock.lot), *serial, *stock.attributes)


def _refuse_other_labels(stock: Stock, wanted: Wanted) -> None:
    """Refuse what the lot's registration says its labels are not."""
    named = f"lot {stock.lot!r} of {stock.gtin!r}"
    if not stock.is_sealed:
        what = f"{named} was registered with labels that carry no seal"
    elif wanted.is_serialised and not stock.is_serialised:
        what = f"{named} was registered with one label for all packs, without serials"
    elif stock.is_serialised and not wanted.is_serialised:
        what = f"{named} was registered with a serial for each pack"
    elif wanted.is_serialised and stock.declared.quantity is None:
        what = f"{named} was registered without its quantity"
    else:
        return
    raise KioskError("SEAL-13", f"{what}.", "Ask for the other kind of labels, or correct the lot first.")


def _refuse_too_many(stock: Stock, count: int) -> None:
    standing = limits(stock.declared, stock.used)
    if standing and count > standing[0].remaining:
        strictest = standing[0]
        raise KioskError(
            "SEAL-12",
            f"labels asked for: {count}, more than remain for lot {stock.lot!r} of {stock.gtin!r}: "
            f"{strictest.remaining} of {strictest.most}, by its {strictest.rule.value}.",
            "Seal no more than that, or declare what was really harvested and packed.",
        )


def _limits_of(stock: Stock) -> tuple[Limit, ...]:
    return limits(stock.declared, stock.used)
