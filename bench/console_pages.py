"""`python -m bench.console_pages --output DIR`: every page of the console as pictures, wide and on a telephone.

A service of its own over the sample registry, on this machine alone, shown by Debian's Chromium. A feature adds its
pages to `PAGES`, and what they need to show to `fill`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import Engine, select

from bench.console_alerts import fill_alerts
from bench.console_decisions import fill_decisions
from bench.console_fleet import EXAMINED, ONE, fill_kiosks
from bench.console_labels import BATCH, fill_labels
from bench.console_reports import fill_reports
from bench.console_scans import fill_scans
from bench.console_stalls import fill_stalls
from bench.phone_pages import browser
from kiosk.central import migrations
from kiosk.central.app import create_app
from kiosk.central.console.access.codes import code_at
from kiosk.central.console.access.sessions import open_session
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.people.sample import add_sample_people
from kiosk.central.people.tables import users
from kiosk.central.registry.load import load_registry
from kiosk.central.service import service_over
from kiosk.settings import assets_dir
from tests.central.running import serving

AT = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
WIDE = (1280, 800)
NARROW = (390, 844)
SIZES = {"1280": WIDE, "390": NARROW}

PAGES: dict[str, str] = {
    "home": "/console/",
    "own": "/console/own",
    "devices": "/console/devices",
    "devices-pair": "/console/devices/pair",
    "devices-unit": f"/console/devices/{ONE}?span=week",
    "devices-order": f"/console/devices/{ONE}/orders/{EXAMINED}",
    "devices-levels": "/console/devices/settings",
    "devices-settings": "/console/devices/settings/markets/minh-khai",
    "devices-kiosk-settings": f"/console/devices/{ONE}/settings",
    "devices-releases": "/console/devices/releases",
    "usage": "/console/usage",
    "usage-scans": "/console/usage/scans",
    "usage-scan": "/console/usage/scans/{red}",
    "usage-integrity": "/console/usage/integrity",
    "alerts": "/console/alerts",
    "alerts-one": "/console/alerts/{copied}",
    "alerts-false": "/console/alerts/false",
    "alerts-mail": "/console/alerts/mail",
    "stalls": "/console/stalls",
    "stalls-one": "/console/stalls/minh-khai-a04",
    "stalls-reads": "/console/stalls/reads?of=htx-rau-mau",
    "labels": "/console/labels",
    "labels-one": f"/console/labels/{BATCH}",
    "decisions": "/console/decisions",
    "decisions-proposal": "/console/decisions/proposals/{proposal}",
    "decisions-recalls": "/console/decisions/recalls",
    "decisions-recall": "/console/decisions/recalls/{recall}",
    "decisions-recall-new": "/console/decisions/recalls/new",
    "decisions-violations": "/console/decisions/violations",
    "decisions-violation": "/console/decisions/violations/decision-2026-214",
    "decisions-notices": "/console/decisions/notices",
    "decisions-notice": "/console/decisions/notices/{notice}",
    "decisions-notice-new": "/console/decisions/notices/new",
    "decisions-drills": "/console/decisions/drills",
    "decisions-drill": "/console/decisions/drills/{drill}",
    "decisions-drill-new": "/console/decisions/drills/new",
    "reports": "/console/reports",
    "reports-one": "/console/reports/{report}",
    "reports-statistics": "/console/reports/statistics",
    "people": "/console/people",
    "people-new": "/console/people/new",
    "people-one": "/console/people/{administrator}",
    "audit": "/console/audit",
    "missing": "/console/no-such-page",
}
"""By the picture's name, as the administrator of the samples sees them.

`{role}` is the id of that role's user, `{red}` of a red scan, `{copied}` of the alert about a copied label;
`{proposal}`, `{recall}`, `{notice}`, `{drill}`: those of `fill_decisions`; `{report}`: of a report.
"""

DOOR: dict[str, str] = {"log-in": "/console/log-in?then=/console/audit"}
"""What somebody sees who is not signed in."""


@dataclass
class Clock:
    """A time that stands still, until it is moved."""

    at: datetime = AT

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at


@dataclass(frozen=True)
class SampleConsole:
    """A running service, and who is in its samples."""

    base: str
    engine: Engine
    clock: Clock
    people: dict[str, str]
    """Ids of the sample users by their role, and of what `fill` stored."""

    def url(self, path: str) -> str:
        """Return the address of a page."""
        return self.base + path.format(**self.people)

    def enter(self, context: BrowserContext, role: str) -> None:
        """Let `context` be signed in as the sample user of a role."""
        with self.engine.begin() as connection:
            token = open_session(connection, self.people[role], self.clock.at)
        context.add_cookies([{"name": "session", "value": token, "url": self.base}])

    def code(self, secret: str) -> str:
        """Return what a telephone with this secret shows now."""
        return code_at(secret.replace(" ", ""), self.clock.at)


@contextmanager
def sample_console(folder: Path) -> Iterator[SampleConsole]:
    """Serve the console over the samples in a database file in `folder`."""
    engine = open_database(sqlite_url(folder / "console.db"))
    clock = Clock()
    with engine.begin() as connection:
        migrations.upgrade(connection)
        load_registry(connection, assets_dir() / "sample")
        add_sample_people(connection, AT)
        named = connection.execute(select(users.c.id, users.c.name)).all()
    people = {row.name.removeprefix("demo-"): row.id for row in named}
    people |= fill(engine, people)
    with serving(create_app(service_over(engine, clock))) as base:
        yield SampleConsole(base, engine, clock, people)
    engine.dispose()


def fill(engine: Engine, people: dict[str, str]) -> dict[str, str]:
    """Store what the pages need to show anything; return the ids that their addresses name."""
    fill_kiosks(engine, AT)
    fill_stalls(engine, AT)
    fill_labels(engine, AT)
    found = {"red": fill_scans(engine, AT), "copied": fill_alerts(engine, AT)}
    found["report"] = fill_reports(engine, AT)
    return {**found, **fill_decisions(engine, people, AT).named}


@contextmanager
def window(started: Browser, language: str, size: tuple[int, int] = WIDE) -> Iterator[tuple[BrowserContext, Page]]:
    """Give a window of a new browser profile."""
    width, height = size
    context = started.new_context(viewport={"width": width, "height": height}, locale=language)
    try:
        yield context, context.new_page()
    finally:
        context.close()


def main() -> None:
    """Write one picture a page, size and language."""
    arguments = argparse.ArgumentParser(description="Pictures of the console's pages.")
    arguments.add_argument("--output", type=Path, required=True, metavar="DIR", help="Folder for the pictures.")
    arguments.add_argument("--only", default="", metavar="NAME", help="Only pages whose name begins so.")
    arguments.add_argument("--role", default="administrator", help="Who looks.")
    given = arguments.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sample_console(Path(folder)) as console, browser() as started:
        for language in ("vi", "en"):
            with window(started, language) as (context, page):
                _draw(console, page, DOOR, language, given)
                console.enter(context, given.role)
                _draw(console, page, PAGES, language, given)


def _draw(console: SampleConsole, page: Page, pages: dict[str, str], language: str, given: argparse.Namespace) -> None:
    for name, path in pages.items():
        if not name.startswith(given.only):
            continue
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(console.url(path))
            picture = given.output / f"{name}-{size}-{language}.png"
            page.screenshot(path=picture, full_page=True)
            print(picture)


if __name__ == "__main__":
    main()
