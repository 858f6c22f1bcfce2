"""The roots by which a centre's web certificate is judged."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def web_roots() -> ssl.SSLContext:
    """Return them, the same for every client: to read them takes longer than to ask the centre."""
    return httpx.create_ssl_context(trust_env=False)
