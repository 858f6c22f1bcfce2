"""A part of the console: a tab, its routes, and what it has to say on the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import Connection

from kiosk.central.console.console import Console
from kiosk.central.console.page import Page
from kiosk.central.console.tab import Tab


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at a glance. `level`: good, caution, stop, unknown, "" for none; `path`: where more of it stands."""

    number: str
    words: str
    path: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Section(Tab):
    """One tab with its routes.

    `glance` gives what the first page shows of it, of the caller's rows alone: in few milliseconds.
    """

    routes: Callable[[Console], APIRouter]
    glance: Callable[[Connection, Page], Iterable[Figure]] | None = None
