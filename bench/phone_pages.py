"""`python -m bench.phone_pages --output DIR`: what a phone shows for every story, as pictures, in both languages.

The pages are asked in this process over the sample registry and shown by Debian's Chromium: no
server, no network.
"""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from bench.samples import lots
from bench.samples.seals import HOST, key_of, seal
from bench.samples.stories import STORIES, UNKNOWN_GTIN, elements_of, link
from kiosk.central.app import create_app
from kiosk.central.lookups.records import sample_database
from kiosk.central.registry.tables import code_corrections
from kiosk.central.service import service_over
from kiosk.codes.gtin import check_digit
from kiosk.settings import assets_dir

CHROMIUM = "/usr/bin/chromium"
AT = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
WIDTH, HEIGHT = 390, 844
"""A common phone, in CSS pixels."""
GAP = 16
UNKNOWN_GLN = "952123499999" + check_digit("952123499999")
UNKNOWN_SSCC = "09521234500000001" + check_digit("09521234500000001")
MISPRINTED_LOT = "L2611AA"
_SEAL_VERSION = "H"
"""A seal's first character, whose bits are its version: the next character is a newer one."""


FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir>
<match target="pattern">
<edit name="family" mode="assign" binding="strong"><string>Be Vietnam Pro</string></edit>
</match>
</fontconfig>
"""
"""A page is in the phone's own font; in the pictures the kiosk's stands for it, since this machine has no phone's."""


@dataclass(frozen=True, slots=True)
class PageStory:
    """One page: its name, and the link printed on the label."""

    name: str
    payload: str

    @property
    def path(self) -> str:
        """Path and query of the page."""
        return "/label" + self.payload.removeprefix(f"https://{HOST}")


def stories() -> tuple[PageStory, ...]:
    """Return every story that a phone can open: the labels of the samples, and what only a page meets."""
    labels = [
        PageStory(story.story, story.payload) for story in STORIES if story.payload.startswith(f"https://{HOST}/")
    ]
    return (*labels, *_more())


def _more() -> Iterator[PageStory]:
    genuine = elements_of(lots.GENUINE)
    gtin = dict(genuine)["01"]
    bare = tuple((digits, value) for digits, value in genuine if digits != "17")
    other_day = (*bare, ("17", "261224"))
    key = key_of("htx-rau-mau")
    newer = seal(genuine, key).replace(_SEAL_VERSION, "I", 1)
    yield PageStory("lot_unknown", f"https://{HOST}/01/{gtin}/10/X9917")
    yield PageStory("from_kiosk", link(genuine) + "&from=kiosk")
    yield PageStory("contradicts", link(other_day, seal(other_day, key)))
    yield PageStory("cannot_confirm", link(genuine, newer))
    yield PageStory("product_only", f"https://{HOST}/01/{gtin}")
    yield PageStory("recall_possible", f"https://{HOST}/01/09521234545101")
    yield PageStory("place_unknown", f"https://{HOST}/414/{UNKNOWN_GLN}")
    yield PageStory("load_unknown", f"https://{HOST}/00/{UNKNOWN_SSCC}")
    yield PageStory("product_unknown", f"https://{HOST}/01/{UNKNOWN_GTIN}")
    yield PageStory("corrected", f"https://{HOST}/01/{gtin}/10/{MISPRINTED_LOT}")


def sample_centre() -> tuple[Engine, TestClient]:
    """Return a centre with the sample registry and one corrected lot, asked in this process."""
    engine = sample_database(assets_dir() / "sample")
    gtin, lot = lots.GENUINE.gtin, lots.GENUINE.lot
    correction = {
        "gtin": gtin,
        "lot": MISPRINTED_LOT,
        "corrected_gtin": gtin,
        "corrected_lot": lot,
        "note": "Tem in thừa một chữ A trong số lô.",
        "note_en": "The lot number was printed with one A too many.",
        "since": AT,
    }
    with engine.begin() as connection:
        connection.execute(insert(code_corrections), correction)
    client = TestClient(
        create_app(replace(service_over(engine, lambda: AT), is_demonstration=True)),
        base_url=f"https://{HOST}",
        follow_redirects=False,
    )
    return engine, client


@contextmanager
def browser(fonts: Path | None = None) -> Iterator[Browser]:
    """Give a browser without a window; with `fonts`, a fontconfig file in the system's place."""
    environment: dict[str, str | float | bool] = {**os.environ, **({"FONTCONFIG_FILE": str(fonts)} if fonts else {})}
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env=environment)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def phone(started: Browser, client: TestClient, language: str, width: int = WIDTH) -> Iterator[Page]:
    """Give a page of a phone whose every request `client` answers; any other host is refused."""

    def answer(route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(f"https://{HOST}/"):
            route.abort()
            return
        # A redirect that is handed to the browser would leave for the network: it is followed here.
        got = client.request(
            asked.method, asked.url, headers=asked.headers, content=asked.post_data_buffer, follow_redirects=True
        )
        route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    context = started.new_context(
        viewport={"width": width, "height": HEIGHT}, locale=language, device_scale_factor=2, has_touch=True
    )
    try:
        context.route("**/*", answer)
        yield context.new_page()
    finally:
        context.close()


def _unroll(page: Page) -> None:
    """Make the window as high as its page: what sticks to the bottom stands at its end."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, int(height))})


def main() -> None:
    """Write one picture a story and language."""
    arguments = argparse.ArgumentParser(description="Pictures of the pages that phones open.")
    arguments.add_argument("--output", type=Path, required=True, metavar="DIR", help="Folder for the pictures.")
    output: Path = arguments.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    engine, client = sample_centre()
    fonts = output / "fonts.conf"
    fonts.write_text(FONTS.format(folder=assets_dir() / "fonts"), encoding="utf-8")
    with browser(fonts) as started:
        for language in ("vi", "en"):
            with phone(started, client, language) as page:
                for name, path in paths():
                    page.goto(f"https://{HOST}{path}")
                    _unroll(page)
                    page.screenshot(path=output / f"{name}-{language}.png")
                    print(output / f"{name}-{language}.png")
        _show_together(started, client, output)
    engine.dispose()


TOGETHER = ("genuine", "lot_unknown", "recalled")


def _show_together(started: Browser, client: TestClient, output: Path) -> None:
    """Write phone.png: what three phones show at first sight, side by side."""
    known = dict(paths())
    sights = []
    with phone(started, client, "vi") as page:
        for name in TOGETHER:
            page.goto(f"https://{HOST}{known[name]}")
            sights.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize((WIDTH, HEIGHT)))
    sheet = Image.new("RGB", (len(sights) * (WIDTH + GAP) - GAP, HEIGHT), "white")
    for number, sight in enumerate(sights):
        sheet.paste(sight, (number * (WIDTH + GAP), 0))
    sheet.quantize(96).save(output / "phone.png", optimize=True)
    print(output / "phone.png")


def paths() -> Iterator[tuple[str, str]]:
    """Yield every page by name: labels, and the pages about all of them."""
    yield from ((story.name, story.path) for story in stories())
    gtin = lots.GENUINE.gtin
    yield "recalls", "/recalls"
    yield "violations", "/violations"
    yield "front", "/"
    yield "wrong_number", "/code?gtin=9521234543214"
    yield "no_such_page", "/no/such/page"
    yield "report_form", f"/report?gtin={gtin}&lot={lots.GENUINE.lot}"


if __name__ == "__main__":
    main()
