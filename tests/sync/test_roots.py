"""What a unit asks over TLS has a certificate that the web's roots vouch for, or it is asked nothing."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import CentreError
from kiosk.messages.enrolment import Hardware
from kiosk.sync.centre import Centre, CentreFaultError
from kiosk.sync.enrol import Enrolment
from kiosk.sync.roads import HttpRoad, RoadError
from tests.central.alerts.certificate import certificate
from tests.sync.test_ask import ASK


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """The URL of a server whose certificate nobody vouches for, and what it was asked."""
    asked: list[bytes] = []

    class Asked(BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(65536))

    paths, _ = certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paths)
    server = TCPServer(("127.0.0.1", 0), Asked)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="stranger")
    thread.start()
    yield f"https://localhost:{server.server_address[1]}", asked
    server.shutdown()
    thread.join(60)
    server.server_close()


def ask_for_a_record(url: str) -> None:
    async def main() -> None:
        async with Centre(url, "M1") as centre:
            await centre.ask(ASK)

    asyncio.run(main())


def ask_for_a_file(url: str) -> None:
    with HttpRoad(url) as road:
        list(road.read("metadata/timestamp.json"))


def ask_to_be_paired(url: str) -> None:
    with Enrolment(url, Ed25519PrivateKey.generate(), lambda: datetime.now(UTC)) as pairing:
        pairing.begin(Hardware())


@pytest.mark.parametrize("ask", [ask_for_a_record, ask_for_a_file, ask_to_be_paired])
def test_who_has_no_certificate_of_the_webs_is_asked_nothing(
    stranger: tuple[str, list[bytes]], ask: Callable[[str], None]
) -> None:
    url, asked = stranger
    with pytest.raises((CentreFaultError, RoadError, CentreError), match="CERTIFICATE_VERIFY_FAILED"):
        ask(url)
    assert asked == []
