"""Every route, and who gets past its door: one row each, in `table_<feature>.py` beside this file.

A file holds `ROWS: tuple[Row, ...]`, made by `public`, `kiosk_only`, `people` and `console`. The example of a row
must be valid in form, so that nothing but the right stands between a caller and the route; it may name
what does not exist, and should where the route would change something.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from kiosk.central.people.rights import RIGHTS, Right, Role


class Door(Enum):
    """What a route asks of who comes."""

    PUBLIC = "public"
    """Nothing: without a token and with any."""
    KIOSK = "kiosk"
    """The signature of a paired kiosk: no person's token opens it."""
    PEOPLE = "people"
    """A token in force, and a role of the row."""
    CONSOLE = "console"
    """A session in force with the token of its forms, and a role of the row. No API token opens it."""


@dataclass(frozen=True)
class Row:
    """One route: its template, and a request to it."""

    method: str
    template: str
    door: Door
    roles: frozenset[Role] = frozenset()
    example: str = ""
    """Path and query to ask; "" where the template has no parameters."""
    json: object = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    """What a page's form sends, but its token."""

    @property
    def path(self) -> str:
        """Path and query of the example."""
        return self.example or self.template

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def public(
    method: str,
    template: str,
    example: str = "",
    *,
    json: object = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Row:
    """Return the row of a route that anybody may ask."""
    return Row(method, template, Door.PUBLIC, frozenset(), example, json, content, headers or {})


def kiosk_only(
    method: str,
    template: str,
    example: str = "",
    *,
    json: object = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Row:
    """Return the row of a route for the signed requests of paired kiosks."""
    return Row(method, template, Door.KIOSK, frozenset(), example, json, content, headers or {})


def people(
    method: str,
    template: str,
    who: Right | frozenset[Role],
    example: str = "",
    *,
    json: object = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Row:
    """Return the row of a route for people; `who`: the right that it demands, or the roles themselves."""
    roles = RIGHTS[who] if isinstance(who, Right) else who
    return Row(method, template, Door.PEOPLE, roles, example, json, content, headers or {})


def console(
    method: str,
    template: str,
    who: Right | frozenset[Role],
    example: str = "",
    *,
    form: Mapping[str, str] | None = None,
) -> Row:
    """Return the row of a page of the console; `who`: the right that it demands, or the roles themselves."""
    roles = RIGHTS[who] if isinstance(who, Right) else who
    return Row(method, template, Door.CONSOLE, roles, example, form=form or {})


def all_rows() -> tuple[Row, ...]:
    """Return the rows of all features."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("table_*.py"))
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names]
    return tuple(row for module in modules for row in module.ROWS)
