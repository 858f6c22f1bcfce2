"""A city with goods of its own: three markets, one producer, labels whose seal is no sample's, and a served centre."""

from __future__ import annotations

import contextlib
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
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
from tests.central.registry_folder import write_registry
from tests.central.running import serving
from tests.sync.paired import VAULT, identity_of

GTIN = "0893600001001" + check_digit("0893600001001")
"""Of Viet Nam: a unit calls what bears the samples' prefix practice."""
LOT = "L2611A"
HOST = "trace.example"
MARKETS = ("M1", "M2", "M3")
SERIALS = 2000
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
    not_after=date(2027, 1, 1),
    status=KeyStatus.ACTIVE,
    status_since=None,
)
_ISSUED = datetime(2026, 11, 23, tzinfo=UTC)
LISTS = Lists(TrustList(version=1, issued=_ISSUED, hosts=(HOST,), keys=(_KEY,)), (), confirmed_at=NOW)


def serial_of(number: int) -> str:
    """Return the serial of one pack of the lot."""
    return f"{number:08d}"


def label_of(number: int) -> bytes:
    """Return what the label of one pack says: a sealed link."""
    elements: Elements = (("01", GTIN), ("10", LOT), ("21", serial_of(number)), ("17", "261130"))
    return link_text(HOST, elements, seal_text(elements, _KEY.kid, _SIGNER)).encode()


def scanned(number: int, frame_ns: int = 0) -> Scanned:
    """Return what a camera says of the label of one pack."""
    return Scanned(content=label_of(number), symbology="]Q1", frame_ns=frame_ns, frames=1, decode_ms=1.0)


def write_city(folder: Path, serials: int = SERIALS) -> Path:
    """Write the registry that knows so many packs of one lot; return `folder`."""
    lot = {"gtin": GTIN, "lot": LOT, "registered_at": "2026-11-20T06:00:00+07:00"}
    dates = {"harvested_on": "2026-11-20", "use_by": "2026-11-30"}
    issued = {"gtin": GTIN, "lot": LOT, "serials": [serial_of(number) for number in range(serials)]}
    product = {"gtin": GTIN, "name": "Rau muống", "group": "vegetable", "establishment_id": "E1"}
    document = {"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]}
    facts = {"type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-11-22T00:00:00+07:00"}
    return write_registry(
        folder,
        products=[product],
        lots=[lot | dates],
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

    Its clock says NOW at the monotonic second `since_s`, and runs: other processes may share it.
    """

    engine: Engine
    service: Service
    url: str
    clock: FixedClock
    since_s: float

    def unit(self, number: int, market_id: str = "M1") -> Identity:
        """Return the identity of a new kiosk in a market."""
        unit = pair(self.engine, market_id, number, id=f"01936aaa-0000-7000-8000-{number:012d}")
        papers = identity_of(unit, self.url).papers
        enrolled = papers.enrolled.model_copy(update={"market_id": market_id, "name": f"Trạm {number}"})
        return Identity(unit.key, papers.model_copy(update={"enrolled": enrolled}))


@contextlib.contextmanager
def city_in(folder: Path) -> Iterator[City]:
    """Serve a new centre that keeps its database in `folder`."""
    engine = open_database(sqlite_url(folder / "central.db"))
    with engine.begin() as connection:
        migrations.upgrade(connection)
        load_registry(connection, write_city(folder / "registry-files"))
    since_s = time.monotonic()
    clock = FixedClock(NOW, since_s)
    service = replace(service_over(engine, lambda: clock.now().at), vault=VAULT)
    with serving(create_app(service)) as url:
        yield City(engine, service, url, clock, since_s)
    engine.dispose()
