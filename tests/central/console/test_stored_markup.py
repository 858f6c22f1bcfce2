"""Markup in any text of the registry, of kiosks or of the audit is text on every page of the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from html.parser import HTMLParser
from typing import Final

import httpx
import pytest
from sqlalchemy import JSON, Column, Connection, String, Table, Text, select, update

from bench.console_pages import PAGES, SampleConsole, sample_console
from kiosk.central.console.access.sessions import open_session
from kiosk.central.database import metadata

pytestmark = pytest.mark.one_database

MARKUP: Final = "javascript:alert(1)//\"' onfocus=alert(2) ><xss>"
TYPED: Final = frozenset({"name", "area", "position", "label", "denied_because", "department", "city_code"})
"""Columns of limited length that somebody types. The others of that kind are codes, digests and ids."""
MACHINE: Final = frozenset({"folded", "certificate", "picture", "read_point", "biz_location", "event", "path_prefix"})
"""Columns of unlimited length that no person writes, or that are read by a form of their own."""
SPOKEN: Final = ("name", "text", "reason", "summary", "authority", "note", "area", "position", "model", "answer")
"""Members of documents that hold what somebody wrote, alone or with a language behind."""
FEW: Final = {"missing", "own", "people-new", "devices-pair"}
"""Pages that hold no stored text but the caller's name, or none."""
LOOKED_AT: Final = [name for name, seen in PAGES.items() if seen.sent is None]


class Found(HTMLParser):
    """What of the markup became markup: elements, handlers and addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.broken: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "xss":
            self.broken.append((tag, self.get_starttag_text() or ""))
        for name, value in attrs:
            led = name in {"href", "src", "action", "formaction"} or name.startswith("hx-")
            if name.startswith("on") or (led and (value or "").strip().lower().startswith("javascript:")):
                self.broken.append((tag, name))


def marked(value: object, key: str = "") -> object:
    """Return a document whose spoken texts end in markup."""
    if isinstance(value, dict):
        return {name: marked(below, str(name)) for name, below in value.items()}
    if isinstance(value, list):
        return [marked(below, key) for below in value]
    is_spoken = key.removesuffix("_en").endswith(SPOKEN)
    return MARKUP + value if isinstance(value, str) and is_spoken else value


def is_written(column: Column[object]) -> bool:
    """Whether a person writes what stands in `column`."""
    if column.primary_key or column.foreign_keys or column.name in MACHINE:
        return False
    return isinstance(column.type, Text) or (isinstance(column.type, String) and column.name in TYPED)


def mark(connection: Connection, table: Table) -> int:
    """Put the markup before every written text of a table, and return of how many columns."""
    written = [column for column in table.columns if is_written(column)]
    for column in written:
        connection.execute(update(table).where(column != "").values({column: MARKUP + column}))
    keys = list(table.primary_key.columns)
    for column in (each for each in table.columns if isinstance(each.type, JSON)):
        for row in connection.execute(select(*keys, column).where(column.is_not(None))).all():
            same = [key == value for key, value in zip(keys, row, strict=False)]
            connection.execute(update(table).where(*same).values({column: marked(row[-1])}))
    return len(written)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleConsole]:
    with sample_console(tmp_path_factory.mktemp("marked")) as console:
        with console.engine.begin() as connection:
            assert sum(mark(connection, table) for table in metadata.sorted_tables) > 60
        yield console


@pytest.fixture(scope="module")
def clients(console: SampleConsole) -> Iterator[Mapping[str, httpx.Client]]:
    found = {}
    with ExitStack() as opened:
        for role in {PAGES[name].role for name in LOOKED_AT}:
            with console.engine.begin() as connection:
                token = open_session(connection, console.people[role], console.clock.at)
            client = httpx.Client(cookies={"session": token}, headers={"Accept": "text/html"}, timeout=30)
            found[role] = opened.enter_context(client)
        yield found


@pytest.mark.parametrize("name", LOOKED_AT)
def test_markup_is_text(console: SampleConsole, clients: Mapping[str, httpx.Client], name: str) -> None:
    answer = clients[PAGES[name].role].get(console.url(PAGES[name].path))
    assert answer.status_code == (404 if name == "missing" else 200)
    assert Found(answer.text).broken == []
    assert name in FEW or "&lt;xss&gt;" in answer.text


def test_what_became_markup_is_found() -> None:
    assert Found(f"<td>{MARKUP}</td>").broken != []
    assert Found(f'<input value="{MARKUP}">').broken != []
    assert Found(f'<a href="{MARKUP.split("//")[0]}">').broken == [("a", "href")]
