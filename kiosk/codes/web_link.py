"""A web address cut into its parts, without a library that forgives. Nothing here is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINK = re.compile(r"(https?)://([^/?#\\]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.ASCII | re.IGNORECASE | re.DOTALL)
_ANY_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_USUAL_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class WebLink:
    """The parts of an http or https address, none of them decoded.

    Scheme and host are in lower case (ASCII only: a Kelvin sign is no k). `port` is None where
    none is printed, or the scheme's own is.
    """

    printed: str
    host: str
    port: str | None
    user_info: str | None
    path: str
    query: str

    @property
    def is_plain(self) -> bool:
        """Whether the host stands alone: no user-info, no odd port, no final dot."""
        return self.user_info is None and self.port is None and not self.host.endswith(".")


def split_link(text: str) -> WebLink | None:
    """Return the parts of `text`, or None where it is no http or https address.

    A backslash ends the host, as browsers read it.
    """
    match = _LINK.fullmatch(text)
    if match is None:
        return None
    scheme, authority, path, query = match.groups()
    user_info, at, place = authority.rpartition("@")
    host, port = _split_port(place)
    return WebLink(
        printed=text,
        host=ascii_lower(host),
        port=None if port == _USUAL_PORTS[ascii_lower(scheme)] else port,
        user_info=user_info if at else None,
        path=path,
        query=query or "",
    )


def is_any_link(text: str) -> bool:
    """Return whether `text` is an address of whatever scheme."""
    return _ANY_LINK.match(text) is not None


def ascii_lower(text: str) -> str:
    """Return `text` with A–Z in lower case and every other letter as it is."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _split_port(place: str) -> tuple[str, str | None]:
    """Return host and port; the colons of an IPv6 address in brackets are no port."""
    host, colon, port = place.rpartition(":")
    if not colon or "]" in port:
        return place, None
    return host, port
