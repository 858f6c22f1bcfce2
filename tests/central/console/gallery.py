"""Every page of the console, in both languages and both sizes, as a picture, looked through by axe-core.

`python -m tests.central.console.gallery FOLDER [NAME]`: only pages whose name begins with NAME.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.console_pages import DOOR, PAGES, SIZES, sample_console, window
from bench.phone_pages import browser
from tests.central.console.looking import faults_of

LANGUAGES = ("vi", "en")
_STYLE = "body{font-family:sans-serif;background:#ddd}figure{display:inline-block;margin:8px}img{height:420px}"


def main(folder: Path, only: str = "") -> int:
    """Draw all into `folder`; return how many things are wrong with them."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    names = [name for name in (*DOOR, *PAGES) if name.startswith(only)]
    with tempfile.TemporaryDirectory() as made, sample_console(Path(made)) as console, browser() as started:
        for language in LANGUAGES:
            with window(started, language) as (context, page):
                for name in names:
                    seen = DOOR.get(name) or PAGES[name]
                    context.clear_cookies()
                    if seen.role:
                        console.enter(context, seen.role)
                    for size in SIZES:
                        picture = f"{name}-{size}-{language}.png"
                        wrong += [f"{picture}: {fault}" for fault in faults_of(console, page, seen, (size,))]
                        page.screenshot(path=folder / picture, full_page=True)
    (folder / "index.html").write_text("\n".join(_page(names)), "utf-8")
    drawn = len(names) * len(SIZES) * len(LANGUAGES)
    sys.stdout.write("\n".join([f"{drawn} pictures: {folder / 'index.html'}", *wrong, ""]))
    return len(wrong)


def _page(names: list[str]) -> Iterator[str]:
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>The console</title><style>{_STYLE}</style>'
    for name in names:
        yield f"<h2>{name}</h2>"
        for picture in (f"{name}-{size}-{language}.png" for language in LANGUAGES for size in SIZES):
            yield f'<figure><a href="{picture}"><img loading="lazy" src="{picture}" alt=""></a>'
            yield f"<figcaption>{picture}</figcaption></figure>"


if __name__ == "__main__":
    sys.exit(min(1, main(Path(sys.argv[1]), *sys.argv[2:3])))
