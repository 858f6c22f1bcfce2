"""A part of the console: a tab, its routes, and what it has to say on the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter
from sqlalchemy import Connection

from kiosk.central.console.page import Page
from kiosk.central.people.rights import Right

if TYPE_CHECKING:
    from kiosk.central.console.console import Console


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at a glance. `level`: good, caution, stop, unknown, "" for none; `path`: where more of it stands."""

    number: str
    words: str
    path: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One tab. Its words stand under `console.tab.KEY` and `console.tab.KEY.about`.

    Who holds one of `rights` somewhere sees the tab; each route demands its own right again.
    `glance` gives what the first page shows of it, of the caller's rows alone: in few milliseconds.
    """

    key: str
    path: str
    icon: str
    rights: frozenset[Right]
    routes: Callable[[Console], APIRouter]
    glance: Callable[[Connection, Page], Iterable[Figure]] | None = None

    def is_for(self, page: Page) -> bool:
        """Return whether the caller sees the tab."""
        return any(page.may(right) for right in self.rights)

    def has(self, path: str) -> bool:
        """Return whether `path` is one of its pages."""
        return path == self.path or path.startswith(self.path + "/")
