"""What is wrong with a page of the console, as a browser shows it; nothing is what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize

from bench.console_pages import SIZES, SampleConsole, Seen

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TOUCHED = ".button, input:not([type=hidden], [type=checkbox], [type=radio]), select, .top a"
SMALL = """touched => [...document.querySelectorAll(touched)]
    .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
    .filter(([, box]) => box.height > 0 && (box.height < 48 || box.width < 48))
    .map(([text]) => text)"""
TEXTS = "main .badge, main .button, main th, main dd, main h1, main h2, main label"
CUT = """texts => [...document.querySelectorAll(texts)]
    .filter(each => each.checkVisibility() && !each.closest(".scroll, .unseen"))
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(each => each.textContent.trim())"""
KEY = re.compile(r"\b(?:console|alerts|page|label|headline|step)\.[a-z_]+(?:\.[a-z_]+)*")
FONT = """document.fonts.check('16px "Be Vietnam Pro"')"""


@dataclass
class _Heard:
    """What the browser complained of, and whom it asked."""

    complaints: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def complain(self, message: ConsoleMessage) -> None:
        is_answer = "status of 40" in message.text or "status of 422" in message.text
        if message.type in {"error", "warning"} and not is_answer:
            self.complaints.append(message.text)

    def ask(self, request: Request) -> None:
        self.asked.add(request.url)


@contextmanager
def _hearing(page: Page) -> Iterator[_Heard]:
    heard = _Heard()
    page.on("console", heard.complain)
    page.on("request", heard.ask)
    yield heard
    page.remove_listener("console", heard.complain)
    page.remove_listener("request", heard.ask)


def faults_of(
    console: SampleConsole, page: Page, seen: Seen, sizes: Sequence[str] = tuple(SIZES), *, with_axe: bool = True
) -> list[str]:
    """Open a page once; return what is wrong with it at each of `sizes`, in a line each. It stays open at the last."""
    with _hearing(page) as heard:
        page.set_viewport_size(_view(sizes[0]))
        answered = console.show(page, seen)
        found = [] if answered == seen.answers else [f"answered {answered}, not {seen.answers}"]
        found += [f"a key without words: {key}" for key in KEY.findall(page.inner_text("body"))]
        for size in sizes:
            page.set_viewport_size(_view(size))
            found += [f"{size}: wider than the window"] if page.evaluate(SIDEWAYS) else []
            found += [f"{size}: too small to touch: {text}" for text in page.evaluate(SMALL, TOUCHED)]
            found += [f"{size}: cut off: {text}" for text in page.evaluate(CUT, TEXTS)]
            found += list(_of_axe(page, size)) if with_axe and size == sizes[-1] else []
        if not page.evaluate(FONT):
            found.append("the font is not there")
    found += [f"the browser says: {text}" for text in heard.complaints]
    return found + [f"asked elsewhere: {url}" for url in sorted(heard.asked) if not url.startswith(console.base)]


def _view(size: str) -> ViewportSize:
    width, height = SIZES[size]
    return {"width": width, "height": height}


def _of_axe(page: Page, size: str) -> Iterator[str]:
    for each in Axe().run(page).response["violations"]:
        for node in each["nodes"]:
            yield f"{size}: axe: {each['id']}: {node['html']}"
