"""Label schemes of others: whose a label is, what it proves and what not. A table, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.codes.web_link import ascii_lower

MAX_PREFIX = 32


@dataclass(frozen=True, slots=True)
class Scheme:
    """One row of the table of label schemes. Nothing of such a label is ever opened.

    `hosts` match a link's host exactly; `path_prefix` narrows them. `text_prefixes` match what is no
    link: payment, Wi-Fi and contact codes, which are no code of produce, but can be named.
    Texts are shown as they are.
    """

    id: str
    owner: str
    hosts: tuple[str, ...]
    proves: str
    proves_not: str
    owner_en: str = ""
    proves_en: str = ""
    proves_not_en: str = ""
    path_prefix: str = ""
    text_prefixes: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None


def find_scheme(host: str, path: str, schemes: Sequence[Scheme]) -> Scheme | None:
    """Return the first of `schemes` whose labels hold a link to `path` on `host` (lower case)."""
    for scheme in schemes:
        if host in scheme.hosts and path.startswith(scheme.path_prefix):
            return scheme
    return None


def find_text_scheme(text: str, schemes: Sequence[Scheme]) -> Scheme | None:
    """Return the first of `schemes` whose codes begin as `text` does; capitals or not (ASCII) make no difference."""
    seen = ascii_lower(text[:MAX_PREFIX])
    for scheme in schemes:
        if any(seen.startswith(ascii_lower(prefix)) for prefix in scheme.text_prefixes):
            return scheme
    return None
