"""A city with goods of its own: three markets, one producer, labels whose seal is no sample's, and a served centre."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from kiosk.central import migrations
from kiosk.central.app import create_app
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.registry.load import load_registry
from kiosk.central.service import Service, service_over
from kiosk.clock import FixedClock
from kiosk.codes.code import Elements
from kiosk.codes.digital_link import link_text
from kiosk.codes.gtin import check_digit
from kiosk.messages.local import Scanned
from kiosk.sync.identity import Identity
from kiosk.trust.lists import Key, KeyStatus, Lists, TrustList
from kiosk.trust.signing import seal_text
from tests.central.kiosks.paired import NOW, pair
from tests.central.publishing.repository import VAULT
from tests.central.registry_folder import CERTIFICATES, write_registry
from tests.central.running import serving
from tests.sync.paired import identity_of

GTIN = "0893600001001" + check_digit("0893600001001")
"""Of Viet Nam: a unit calls what bears the samples' prefix practice."""
LOT = "L2611A"
HOST = "trace.example"
MARKETS = ("M1", "M2", "M3")
SERIALS = 2000
OTHER_LOTS = 3000
_SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_KEY = Key(
    kid=0x00A17,
    public=_SIGNER.public_key().public_bytes_raw(),
    issuer="HTX Rau mẫu",
    gln="9521234000013",
    gtins=frozenset((GTIN,)),
    gtin_prefixes=(),
    glns=frozenset(),
    not_before=date(2026, 1, 1),
    not_after=date(2126, 1, 1),
    status=KeyStatus.ACTIVE,
    status_since=None,
)
_ISSUED = datetime(2026, 11, 23, tzinfo=UTC)
LISTS = Lists(TrustList(version=1, issued=_ISSUED, hosts=(HOST,), keys=(_KEY,)), (), confirmed_at=NOW)


def serial_of(number: int) -> str:
    """Return the serial of one pack of the lot."""
    return f"{number:08d}"


def other_lots() -> list[str]:
    """Return the names of the lots that nobody checks here: they make the registry as large as its test needs."""
    return [hashlib.sha256(str(number).encode()).hexdigest()[:12].upper() for number in range(OTHER_LOTS)]


def label_of(number: int) -> bytes:
    """Return what the label of one pack says: a sealed link."""
    elements: Elements = (("01", GTIN), ("10", LOT), ("21", serial_of(number)))
    return link_text(HOST, elements, seal_text(elements, _KEY.kid, _SIGNER)).encode()


def scanned(number: int, frame_ns: int = 0) -> Scanned:
    """Return what a camera says of the label of one pack."""
    return Scanned(content=label_of(number), symbology="]Q1", frame_ns=frame_ns, frames=1, decode_ms=1.0)


def write_city(folder: Path, at: datetime) -> Path:
    """Write the registry that knows SERIALS packs of one lot, harvested three days before `at`; return `folder`."""
    harvested_at, lasts = at - timedelta(days=3), {"first_day": "2025-01-01", "last_day": "2126-01-01"}
    lots = [
        {
            "gtin": GTIN,
            "lot": lot,
            "registered_at": harvested_at.isoformat(),
            "harvested_on": harvested_at.date().isoformat(),
            "use_by": (at + timedelta(days=7)).date().isoformat(),
        }
        for lot in (LOT, *other_lots())
    ]
    issued = {"gtin": GTIN, "lot": LOT, "serials": [serial_of(number) for number in range(SERIALS)]}
    product = {"gtin": GTIN, "name": "Rau muống", "group": "vegetable", "establishment_id": "E1"}
    document = {"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]}
    facts = {"type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-11-22T00:00:00+07:00"}
    return write_registry(
        folder,
        products=[product],
        lots=lots,
        certificates=[certificate | lasts for certificate in CERTIFICATES],
        recalls=[],
        violations=[],
        issued_serials=[issued],
        movements=document | facts | {"epcisBody": {"eventList": []}},
        history={"checks": [], "flags": []},
        lists=json.loads(trust_list_text()),
    )


def trust_list_text(version: int = 1) -> str:
    """Return the city's trust list as it is written."""
    key = {
        "kid": _KEY.kid,
        "alg": "Ed25519",
        "public": b64encode(_KEY.public).decode(),
        "issuer": _KEY.issuer,
        "gln": _KEY.gln,
        "gtins": [GTIN],
        "gtin_prefixes": [],
        "glns": [],
        "not_before": _KEY.not_before.isoformat(),
        "not_after": _KEY.not_after.isoformat(),
        "status": "active",
        "status_since": None,
    }
    return json.dumps({"version": version, "issued": _ISSUED.isoformat(), "hosts": [HOST], "keys": [key]})


@dataclass(frozen=True, slots=True)
class City:
    """A served centre: its database, its service and its URL.

    Its clock said `at` at the monotonic second `since_s`, and runs: other processes may share it.
    """

    engine: Engine
    service: Service
    url: str
    clock: FixedClock
    at: datetime
    since_s: float

    def unit(self, number: int, market_id: str = "M1") -> Identity:
        """Return the identity of a new kiosk in a market."""
        name, paired_at = f"01936aaa-0000-7000-8000-{number:012d}", self.at - timedelta(days=30)
        ends = self.at + timedelta(days=60)
        unit = pair(self.engine, market_id, number, id=name, paired_at=paired_at, expires_at=ends)
        papers = identity_of(unit, self.url, ends).papers
        enrolled = papers.enrolled.model_copy(update={"market_id": market_id, "name": f"Trạm {number}"})
        return Identity(unit.key, papers.model_copy(update={"enrolled": enrolled}))


@contextlib.contextmanager
def city_in(folder: Path, at: datetime = NOW) -> Iterator[City]:
    """Serve a new centre that keeps its database in `folder`; its time begins with `at`."""
    engine = open_database(sqlite_url(folder / "central.db"))
    with engine.begin() as connection:
        migrations.upgrade(connection)
        load_registry(connection, write_city(folder / "registry-files", at))
    since_s = time.monotonic()
    clock = FixedClock(at, since_s)
    service = replace(service_over(engine, lambda: clock.now().at), vault=VAULT)
    with serving(create_app(service)) as url:
        yield City(engine, service, url, clock, at, since_s)
    engine.dispose()
