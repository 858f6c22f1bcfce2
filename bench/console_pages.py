"""`python -m bench.console_pages --output DIR`: every page of the console as pictures, wide and on a telephone.

A service of its own over the sample registry, on this machine alone, shown by Debian's Chromium. A feature adds its
pages to `PAGES`, and what they need to show to `fill`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
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
PATIENCE_MS = 90_000
"""The machine may be busy: a page is waited for so long."""


@dataclass(frozen=True)
class Seen:
    """A page as somebody sees it."""

    path: str
    role: str = "administrator"
    sent: Mapping[str, str] | None = None
    """With what its form is sent, to be shown again: nothing leads to its faults; None: it is not sent."""
    answers: int = 200
    """The status of what is shown."""


NOTHING: Mapping[str, str] = {}
FOUND = {"do": "search", "product": "rau", "establishment": "mẫu"}
OF_SEVERAL = {"name": "HTX, người bán", "role": "producer", "establishment_id": "rau"}
SOMEBODY_WAS_FASTER = {"version": "of-an-hour-ago"}
DRAFT = {
    "do": "preview",
    "kind": "emergency",
    "market_id": "den-lu",
    "text": "Có cháy ở nhà B. Đi ra cổng C.",
    "text_en": "Fire in hall B. Leave by gate C.",
}
PAGES: dict[str, Seen] = {
    "home": Seen("/console/"),
    "home-board": Seen("/console/", "board"),
    "home-producer": Seen("/console/", "producer"),
    "own": Seen("/console/own"),
    "devices": Seen("/console/devices"),
    "devices-pair": Seen("/console/devices/pair"),
    "devices-unit": Seen(f"/console/devices/{ONE}?span=week"),
    "devices-order": Seen(f"/console/devices/{ONE}/orders/{EXAMINED}"),
    "devices-levels": Seen("/console/devices/settings"),
    "devices-settings": Seen("/console/devices/settings/markets/minh-khai"),
    "devices-settings-conflict": Seen(
        "/console/devices/settings/markets/minh-khai",
        sent={"said-volume": "here", "volume": "40", **SOMEBODY_WAS_FASTER},
        answers=409,
    ),
    "devices-settings-city": Seen("/console/devices/settings/city"),
    "devices-kiosk-settings": Seen(f"/console/devices/{ONE}/settings"),
    "devices-releases": Seen("/console/devices/releases"),
    "usage": Seen("/console/usage"),
    "usage-named": Seen("/console/usage?product=rau"),
    "usage-named-none": Seen("/console/usage?product=%C6%A1&owner=%C6%A1"),
    "usage-scans": Seen("/console/usage/scans"),
    "usage-scan": Seen("/console/usage/scans/{red}"),
    "usage-integrity": Seen("/console/usage/integrity"),
    "alerts": Seen("/console/alerts"),
    "alerts-one": Seen("/console/alerts/{copied}"),
    "alerts-one-conflict": Seen(
        "/console/alerts/{copied}", "supervisor", {"note": "Tôi đang ở chợ", **SOMEBODY_WAS_FASTER}, 409
    ),
    "alerts-false": Seen("/console/alerts/false"),
    "alerts-mail": Seen("/console/alerts/mail"),
    "stalls": Seen("/console/stalls"),
    "stalls-one": Seen("/console/stalls/minh-khai-a04"),
    "stalls-one-producer": Seen("/console/stalls/minh-khai-c03", "producer"),
    "stalls-reads": Seen("/console/stalls/reads?of=htx-rau-mau"),
    "labels": Seen("/console/labels"),
    "labels-one": Seen(f"/console/labels/{BATCH}"),
    "labels-producer": Seen("/console/labels", "producer"),
    "decisions": Seen("/console/decisions"),
    "decisions-proposal": Seen("/console/decisions/proposals/{proposal}"),
    "decisions-proposal-board": Seen("/console/decisions/proposals/{proposal}", "board"),
    "decisions-proposal-recall": Seen("/console/decisions/proposals/{waiting_recall}", "supervisor"),
    "decisions-recalls": Seen("/console/decisions/recalls"),
    "decisions-recall": Seen("/console/decisions/recalls/{recall}"),
    "decisions-recall-supervisor": Seen("/console/decisions/recalls/{recall}", "supervisor"),
    "decisions-recall-new": Seen("/console/decisions/recalls/new"),
    "decisions-recall-new-found": Seen("/console/decisions/recalls/new", "supervisor", FOUND),
    "decisions-recall-new-wrong": Seen("/console/decisions/recalls/new", "supervisor", NOTHING, 422),
    "decisions-recall-new-producer": Seen("/console/decisions/recalls/new", "producer"),
    "decisions-violations": Seen("/console/decisions/violations"),
    "decisions-violation": Seen("/console/decisions/violations/decision-2026-214"),
    "decisions-violation-supervisor": Seen("/console/decisions/violations/decision-2026-214", "supervisor"),
    "decisions-violation-new": Seen("/console/decisions/violations/new", "supervisor"),
    "decisions-violation-new-wrong": Seen("/console/decisions/violations/new", "supervisor", NOTHING, 422),
    "decisions-notices": Seen("/console/decisions/notices"),
    "decisions-notice": Seen("/console/decisions/notices/{notice}"),
    "decisions-notice-board": Seen("/console/decisions/notices/{notice}", "board"),
    "decisions-notice-new": Seen("/console/decisions/notices/new"),
    "decisions-notice-new-draft": Seen("/console/decisions/notices/new", "board", DRAFT),
    "decisions-notice-new-wrong": Seen("/console/decisions/notices/new", "board", NOTHING, 422),
    "decisions-drills": Seen("/console/decisions/drills"),
    "decisions-drill": Seen("/console/decisions/drills/{drill}"),
    "decisions-drill-new": Seen("/console/decisions/drills/new"),
    "reports": Seen("/console/reports"),
    "reports-one": Seen("/console/reports/{report}"),
    "reports-one-supervisor": Seen("/console/reports/{report}", "supervisor"),
    "reports-one-wrong": Seen("/console/reports/{report}", "supervisor", {"state": "closed"}, 422),
    "reports-one-conflict": Seen(
        "/console/reports/{report}", "supervisor", {"state": "looked_at", **SOMEBODY_WAS_FASTER}, 409
    ),
    "reports-statistics": Seen("/console/reports/statistics"),
    "people": Seen("/console/people"),
    "people-new": Seen("/console/people/new"),
    "people-new-wrong": Seen("/console/people/new", sent=NOTHING, answers=422),
    "people-new-which": Seen("/console/people/new", sent=OF_SEVERAL, answers=422),
    "people-one": Seen("/console/people/{administrator}"),
    "audit": Seen("/console/audit"),
    "missing": Seen("/console/no-such-page", answers=404),
}
"""By the picture's name.

`{role}` is the id of that role's user, `{red}` of a red scan, `{copied}` of the alert about a copied label;
`{proposal}`, `{recall}`, `{waiting_recall}`, `{notice}`, `{drill}`: those of `fill_decisions`; `{report}`: of a report.
"""

DOOR = {"log-in": Seen("/console/log-in?then=/console/audit", "")}
"""What somebody sees who is not signed in."""

SEND = """texts => {
    const form = document.querySelector("main form[method=post]");
    for (const [name, text] of Object.entries(texts)) {
        const typed = Object.assign(document.createElement("input"), {type: "hidden", name, value: text});
        form.append(typed);
    }
    form.submit();
}"""
"""Sends the first form of a page with `texts`, after all that it holds."""


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

    def show(self, page: Page, seen: Seen) -> int:
        """Open a page, and return the answer's status.

        Where its form is to be sent, send it past what the browser itself would ask for.
        """
        answer = page.goto(self.url(seen.path))
        if seen.sent is not None:
            with page.expect_navigation() as sent:
                page.evaluate(SEND, dict(seen.sent))
            answer = sent.value
        return 0 if answer is None else answer.status

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
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context, context.new_page()
    finally:
        context.close()


def main() -> None:
    """Write one picture a page, size and language."""
    arguments = argparse.ArgumentParser(description="Pictures of the console's pages.")
    arguments.add_argument("--output", type=Path, required=True, metavar="DIR", help="Folder for the pictures.")
    arguments.add_argument("--only", default="", metavar="NAME", help="Only pages whose name begins so.")
    arguments.add_argument("--role", default="", help="Who looks; else whose page it is.")
    given = arguments.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sample_console(Path(folder)) as console, browser() as started:
        for language in ("vi", "en"):
            with window(started, language) as (context, page):
                for name, seen in {**DOOR, **PAGES}.items():
                    if name.startswith(given.only):
                        _enter(console, context, seen, given.role)
                        _draw(console, page, seen, given.output / f"{name}-{{}}-{language}.png")


def _enter(console: SampleConsole, context: BrowserContext, seen: Seen, role: str) -> None:
    context.clear_cookies()
    if seen.role:
        console.enter(context, role or seen.role)


def _draw(console: SampleConsole, page: Page, seen: Seen, picture: Path) -> None:
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        console.show(page, seen)
        drawn = picture.with_name(picture.name.format(size))
        page.screenshot(path=drawn, full_page=True)
        print(drawn)


if __name__ == "__main__":
    main()
