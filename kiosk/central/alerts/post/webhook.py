"""The webhook: one signed POST a letter, to a place outside that the operator has named.

The name is looked up here, and the line goes to the very address that was judged: a name that answers otherwise
the second time leads nowhere else. Nothing is followed, nothing of the answer but its status is read.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from kiosk.central.alerts.post.mail import PostError, ended_after
from kiosk.messages.alerts import ID_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign

PHASE_S: Final = 10.0
WHOLE_S: Final = 30.0
Network = IPv4Network | IPv6Network
_INTERNET_6: Final = IPv6Network("2000::/3")
"""All that IANA gives out; beyond it are NAT64 and other ways of writing an IPv4 address, a private one too."""
_LEADING_ELSEWHERE: Final = (IPv6Network("2001::/23"), IPv6Network("2002::/16"))
"""Protocols' own (Teredo among them), and 6to4 (RFC 3056): both carry an IPv4 address."""
_ASSIGNMENTS_4: Final = IPv4Network("192.0.0.0/24")
"""Protocols' own (RFC 6890); which of them are global, versions of Python judge differently."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Who is called: an https address, the secret that both sides know, and private networks that are allowed."""

    url: str
    secret: bytes
    allowed: tuple[Network, ...] = ()
    context: ssl.SSLContext | None = None
    """None: the certificates that this machine trusts."""

    def __repr__(self) -> str:
        """Return it without its secret."""
        return f"Webhook({self.url})"


def call(webhook: Webhook, letter_id: str, body: bytes, now: datetime) -> None:
    """Send `body`, signed at `now`. Raises PostError; an answer that refuses it for good (410) is final."""
    parts = urlsplit(webhook.url)
    host, port = parts.hostname or "", parts.port or 443
    if parts.scheme != "https":
        raise PostError("the webhook is called by https alone", is_final=True)
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "kiosk-central",
        ID_HEADER: letter_id,
        TIME_HEADER: str(timestamp),
        SIGNATURE_HEADER: sign(webhook.secret, timestamp, body),
    }
    connection = _Pinned(host, port, address_of(host, port, webhook.allowed), webhook.context)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.connect()
        with ended_after(WHOLE_S, connection.sock):
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as fault:
        reason = " ".join(str(fault).split()) or type(fault).__name__
        raise PostError(f"the webhook cannot be called: {reason}") from fault
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise PostError(f"the webhook answered {status}", is_final=status == http.client.GONE)


def address_of(host: str, port: int, allowed: Sequence[Network]) -> str:
    """Return the address of `host`. Raises PostError where any of its addresses is private and not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise PostError(f"the webhook's name {host!r} is not known: {fault}") from fault
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not is_allowed(address, allowed):
            raise PostError(f"the webhook's address {address} is private: allow its network in the settings")
    return addresses[0]


def is_allowed(address: str, allowed: Sequence[Network]) -> bool:
    """Return whether a line may go to `address`: one of the whole Internet, or of a network that is allowed."""
    plain = ip_address(address.partition("%")[0])
    if isinstance(plain, IPv6Address) and plain.ipv4_mapped is not None:
        plain = plain.ipv4_mapped
    if any(plain in network for network in allowed):
        return True
    if isinstance(plain, IPv6Address):
        is_outside = plain in _INTERNET_6 and not any(plain in network for network in _LEADING_ELSEWHERE)
    else:
        is_outside = plain not in _ASSIGNMENTS_4
    return is_outside and plain.is_global and not plain.is_multicast


class _Pinned(http.client.HTTPSConnection):
    """A line to one address, under the certificate of the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=PHASE_S)
        self._address = address
        self._tls = context or ssl.create_default_context()

    def connect(self) -> None:
        """Connect to the address that was judged."""
        plain = socket.create_connection((self._address, self.port), PHASE_S)
        try:
            with ended_after(WHOLE_S, plain):
                self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            with contextlib.suppress(OSError):
                plain.close()
            raise
