"""The webhook by a real listener: signed, new, once told apart, and never to a private place that is not allowed."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from kiosk.central.alerts.post.delivery import NO_POST, Post, send_due, write_due
from kiosk.central.alerts.post.letters import DELAYS
from kiosk.central.alerts.post.mail import PostError
from kiosk.central.alerts.post.webhook import Webhook, address_of, call, is_allowed
from kiosk.central.alerts.tables import alerts, letters
from kiosk.central.service import Service, Trusted
from kiosk.messages.alerts import ID_HEADER, REPLAY_WINDOW_S, SIGNATURE_HEADER, TIME_HEADER, is_ours, sign
from tests.central.alerts.certificate import certificate
from tests.central.alerts.standing import opened
from tests.central.conftest import NOW

SECRET = b"0123456789abcdef0123456789abcdef"
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
MINUTE = timedelta(minutes=1)


@dataclass
class Listener:
    """A program of the city: what it was sent, and how it answers."""

    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    location: str = ""


@contextmanager
def listening(folder: Path) -> Iterator[tuple[Listener, Webhook]]:
    """Give a listener under TLS, and the webhook that calls it."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # its name there
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.calls.append((dict(self.headers), body))
            self.send_response(listener.status)
            if listener.location:
                self.send_header("Location", listener.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    paths, trust = certificate(folder, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paths)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a caller that does not trust it hangs up
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        url = f"https://localhost:{server.server_address[1]}/hook?of=city"
        yield listener, Webhook(url, SECRET, LOOPBACK, ssl.create_default_context(cafile=trust))
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[tuple[Listener, Webhook]]:
    with listening(tmp_path) as made:
        yield made


def run(service: Service, webhook: Webhook | None, at: datetime = NOW) -> None:
    post = NO_POST if webhook is None else Post(webhook=webhook)
    with service.primary.begin() as connection:
        write_due(connection, post, at)
    send_due(replace(service, moment=Trusted(lambda: at)), post)


def test_each_state_of_an_alert_is_told_once_and_signed(
    service: Service, engine: Engine, city: tuple[Listener, Webhook]
) -> None:
    listener, webhook = city
    alert_id = opened(engine)
    run(service, webhook)
    run(service, webhook, NOW + MINUTE)
    with engine.begin() as connection:
        connection.execute(update(alerts).values(state="closed", cause="other", closed_at=NOW))
    run(service, webhook, NOW + 2 * MINUTE)
    told = [json.loads(body) for _, body in listener.calls]
    assert [(one["event"], one["alert"]["id"]) for one in told] == [
        ("alert.opened", alert_id),
        ("alert.closed", alert_id),
    ]
    for headers, body in listener.calls:
        now = int(headers[TIME_HEADER]) + 5
        assert is_ours(SECRET, headers[TIME_HEADER], body, headers[SIGNATURE_HEADER], now)
        assert headers[ID_HEADER] == json.loads(body)["id"]


@pytest.mark.one_database
def test_call_that_failed_comes_again_under_its_id_with_a_new_signature(
    service: Service, engine: Engine, city: tuple[Listener, Webhook]
) -> None:
    listener, webhook = city
    listener.status = 503
    opened(engine)
    run(service, webhook)
    run(service, webhook, NOW + DELAYS[0] / 2)
    assert len(listener.calls) == 1
    listener.status = 200
    run(service, webhook, NOW + DELAYS[0])
    (first, body), (second, again) = listener.calls
    assert (first[ID_HEADER], body) == (second[ID_HEADER], again)
    assert first[SIGNATURE_HEADER] != second[SIGNATURE_HEADER]
    run(service, webhook, NOW + timedelta(days=2))
    assert len(listener.calls) == 2


@pytest.mark.one_database
def test_listener_that_is_gone_for_good_is_not_called_again(
    service: Service, engine: Engine, city: tuple[Listener, Webhook]
) -> None:
    listener, webhook = city
    listener.status = 410
    opened(engine)
    run(service, webhook)
    with engine.connect() as connection:
        assert connection.execute(select(letters.c.outcome)).scalars().all() == ["given_up"]


@pytest.mark.one_database
def test_nothing_is_followed(city: tuple[Listener, Webhook]) -> None:
    listener, webhook = city
    listener.status, listener.location = 307, webhook.url
    with pytest.raises(PostError, match="answered 307"):
        call(webhook, "l1", b"{}", NOW)
    assert len(listener.calls) == 1


@pytest.mark.one_database
def test_what_was_before_a_webhook_was_set_up_is_not_told_to_it(
    service: Service, engine: Engine, city: tuple[Listener, Webhook]
) -> None:
    listener, webhook = city
    opened(engine)
    run(service, None)
    run(service, webhook)
    assert listener.calls == []


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"allowed": ()}, "is private"),
        ({"context": None}, "cannot be called"),
        ({"url": "http://localhost/hook"}, "https alone"),
        ({"url": "https://no.such.host.invalid/"}, "is not known"),
    ],
)
def test_call_goes_nowhere_else(city: tuple[Listener, Webhook], spoilt: dict[str, object], reason: str) -> None:
    listener, webhook = city
    with pytest.raises(PostError, match=reason):
        call(replace(webhook, **spoilt), "l1", b"{}", NOW)  # type: ignore[arg-type]  # fields of it
    assert listener.calls == []


def named(monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> None:
    """Let each question for the name localhost be answered by the next of `answers`; addresses stay as they are."""
    left, real = iter(answers), socket.getaddrinfo

    def answer(host: str, port: int, *more: Any, **kinds: Any) -> Any:
        if host != "localhost":
            return real(host, port, *more, **kinds)
        return [found for address in next(left) for found in real(address, port, *more, **kinds)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_name_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, ("93.184.216.34", "10.0.0.1"))
    with pytest.raises(PostError, match="is private"):
        address_of("localhost", 443, ())


def test_line_goes_to_the_address_that_was_judged_whatever_the_name_says_then(
    city: tuple[Listener, Webhook], monkeypatch: pytest.MonkeyPatch
) -> None:
    listener, webhook = city
    named(monkeypatch, ("127.0.0.1",), ("127.0.0.9",))
    call(webhook, "l1", b"{}", NOW)
    assert len(listener.calls) == 1


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::1", False),
        ("2002:a00:1::", False),
        ("2001:0:a00:1::", False),
        ("::10.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("fec0::1", False),
        ("192.0.0.8", False),
    ],
)
def test_private_addresses_are_refused(address: str, allowed: bool) -> None:
    assert is_allowed(address, ()) is allowed


def test_private_network_is_allowed_where_the_operator_says_so() -> None:
    assert is_allowed("10.1.2.3", (ip_network("10.0.0.0/8"),))
    assert is_allowed("::ffff:10.1.2.3", (ip_network("10.0.0.0/8"),))
    assert address_of("127.0.0.1", 443, LOOPBACK) == "127.0.0.1"


@pytest.mark.parametrize(
    ("timestamp", "body", "signature", "now", "ours"),
    [
        ("1000", b"{}", sign(SECRET, 1000, b"{}"), 1000 + REPLAY_WINDOW_S, True),
        ("1000", b"{}", sign(SECRET, 1000, b"{}"), 1000 + REPLAY_WINDOW_S + 1, False),
        ("1000", b"{}", sign(SECRET, 1000, b"{}"), 1000 - REPLAY_WINDOW_S - 1, False),
        ("1000", b"{ }", sign(SECRET, 1000, b"{}"), 1000, False),
        ("1001", b"{}", sign(SECRET, 1000, b"{}"), 1000, False),
        ("1000", b"{}", sign(b"another" * 8, 1000, b"{}"), 1000, False),
        ("-1000", b"{}", "v1=ß", 1000, False),
        ("٣", b"{}", "", 3, False),
        ("9" * 5000, b"{}", "", 3, False),
    ],
)
def test_signature_covers_time_and_body_and_ends(
    timestamp: str, body: bytes, signature: str, now: int, ours: bool
) -> None:
    assert is_ours(SECRET, timestamp, body, signature, now) is ours


def test_secret_is_never_shown() -> None:
    assert SECRET.decode() not in repr(Webhook("https://a.example/", SECRET))
