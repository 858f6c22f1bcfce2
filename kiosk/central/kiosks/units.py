"""Kiosks as rows: made and given a key, moved, denied; and what each of them is told of itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import Connection, insert, select, update

from kiosk.central.kiosks.authority import authority_of, issue
from kiosk.central.kiosks.door import public_key_of
from kiosk.central.kiosks.levels import settings_of
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.people.changes import Deed, Row, new_id, record_change
from kiosk.central.registry.folded import folded_columns
from kiosk.central.registry.tables import markets
from kiosk.central.seals.vault import Vault
from kiosk.messages.enrolment import CentreFacts, Enrolled, Hardware

_KIND = "kiosks"
_AUDITED = ("name", "market_id", "area", "position", "public_key", "expires_at", "denied_at", "denied_because")


@dataclass(frozen=True, slots=True)
class Place:
    """What a board calls a kiosk, and where it stands."""

    name: str
    market_id: str
    area: str
    position: str


def row_of(connection: Connection, kiosk_id: str) -> Row | None:
    """Return the row of a kiosk; None where there is none."""
    row = connection.execute(select(kiosks).where(kiosks.c.id == kiosk_id)).mappings().first()
    return None if row is None else dict(row)


def market_of(row: Row) -> str:
    """Return the market that a kiosk's row names."""
    return str(row["market_id"])


def is_market(connection: Connection, market_id: str) -> bool:
    """Return whether there is such a market."""
    return connection.execute(select(markets.c.id).where(markets.c.id == market_id)).first() is not None


def is_denied(connection: Connection, kiosk_id: str) -> bool:
    """Return whether a kiosk is on the deny list; until the transaction ends, nobody changes that."""
    query = select(kiosks.c.denied_at).where(kiosks.c.id == kiosk_id).with_for_update()
    return connection.execute(query).scalar_one_or_none() is not None


def is_key_taken(connection: Connection, public_key: str) -> bool:
    """Return whether a kiosk has this key: a key belongs to one."""
    return connection.execute(select(kiosks.c.id).where(kiosks.c.public_key == public_key)).first() is not None


def add_kiosk(
    connection: Connection, deed: Deed, vault: Vault, place: Place, public_key: str, hardware: Hardware
) -> str:
    """Store a new kiosk with its certificate, and return its id. Raises VaultError."""
    kiosk_id = new_id(deed.at)
    row: dict[str, object] = {
        "id": kiosk_id,
        **asdict(place),
        **_certified(connection, deed, vault, kiosk_id, public_key),
        "hardware": hardware.model_dump(),
        "denied_at": None,
        "denied_because": "",
        "paired_at": deed.at,
    }
    connection.execute(insert(kiosks), {**row, **folded_columns(kiosks, row)})
    record_change(connection, deed, _KIND, kiosk_id, None, _audited(row))
    return kiosk_id


def replace_unit(
    connection: Connection, deed: Deed, vault: Vault, kiosk_id: str, public_key: str, hardware: Hardware
) -> None:
    """Make another card or machine this kiosk: the key before is worth nothing from now on. Raises VaultError.

    With it the deny list's entry goes: it was about the card that is lost.
    """
    certified = _certified(connection, deed, vault, kiosk_id, public_key)
    is_new = {"hardware": hardware.model_dump(), "paired_at": deed.at, "denied_at": None, "denied_because": ""}
    values: dict[str, object] = {**certified, **is_new}
    change_kiosk(connection, deed, kiosk_id, values)


def renew(connection: Connection, deed: Deed, vault: Vault, kiosk_id: str, public_key: str) -> None:
    """Give a kiosk a certificate from now on; `public_key` may be a new one. Raises VaultError."""
    change_kiosk(connection, deed, kiosk_id, _certified(connection, deed, vault, kiosk_id, public_key))


def change_kiosk(connection: Connection, deed: Deed, kiosk_id: str, values: dict[str, object]) -> None:
    """Change columns of a kiosk, and record it."""
    before = row_of(connection, kiosk_id)
    folded = folded_columns(kiosks, {**(before or {}), **values})
    connection.execute(update(kiosks).where(kiosks.c.id == kiosk_id).values(**values, **folded))
    record_change(connection, deed, _KIND, kiosk_id, _audited(before), _audited(row_of(connection, kiosk_id)))


def enrolled(connection: Connection, vault: Vault, kiosk_id: str, now: datetime) -> Enrolled:
    """Return all that a unit is told once it is paired or renewed."""
    query = select(kiosks, markets.c.name.label("market_name")).join(markets).where(kiosks.c.id == kiosk_id)
    row = connection.execute(query).one()
    holds = settings_of(connection, row.market_id, kiosk_id)
    return Enrolled(
        device_id=row.id,
        certificate=row.certificate,
        expires_at=row.expires_at,
        name=row.name,
        market_id=row.market_id,
        market_name=row.market_name,
        area=row.area,
        position=row.position,
        settings_version=holds.version,
        settings=holds.settings,
        centre=CentreFacts(release=version("kiosk"), authority=authority_of(connection, vault, now).pem),
        answered_at=now,
    )


def _certified(connection: Connection, deed: Deed, vault: Vault, kiosk_id: str, public_key: str) -> dict[str, object]:
    key = public_key_of(public_key)
    assert key is not None, "checked where it came in"
    issued = issue(authority_of(connection, vault, deed.at), kiosk_id, key, deed.at)
    return {"public_key": public_key, "certificate": issued.pem, "expires_at": issued.expires_at}


def _audited(row: Row | None) -> Row | None:
    return None if row is None else {name: row[name] for name in _AUDITED}
