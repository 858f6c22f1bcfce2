"""Label schemes of others: whose a label is, what it proves and what not. A table, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scheme:
    """One row of the table of label schemes. Nothing of such a label is ever opened.

    `hosts` match a link's host exactly; `path_prefix` narrows them. Texts are shown as they are.
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
    first_day: date | None = None
    last_day: date | None = None


def find_scheme(host: str, path: str, schemes: Sequence[Scheme]) -> Scheme | None:
    """Return the first of `schemes` whose labels hold a link to `path` on `host` (lower case)."""
    for scheme in schemes:
        if host in scheme.hosts and path.startswith(scheme.path_prefix):
            return scheme
    return None
