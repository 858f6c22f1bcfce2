"""Every state in every size and language as a picture, in larger letters and with low buttons too, with an index page.

`python -m tests.screen.gallery FOLDER`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from kiosk.screen.app import make_app
from kiosk.screen.models.ease import Ease
from kiosk.words import Words
from tests.screen.conftest import Stage, staged
from tests.screen.pictures import differences, with_palette
from tests.screen.scene import ASSETS, LABELS, SIZES, Scene, Size, checker
from tests.screen.scenes import eased, is_sample, scenes
from tests.screen.showing import story
from tests.screen.targets import high
from tests.screen.walk import LARGE_LEAST_PIXELS, LEAST_PIXELS, findings, findings_on_all_pages
from tests.screen.worded import unworded

EASES = (Ease(is_large=True), Ease(is_low=True))
_STYLE = "body{font-family:sans-serif;background:#ddd}figure{display:inline-block;margin:8px}img{height:360px}"


def main(folder: Path) -> int:
    """Paint all into `folder`; return how many things are wrong with them."""
    folder.mkdir(parents=True, exist_ok=True)
    painted, wrong = [], []
    stages = staged(make_app(ASSETS, is_headless=True))
    stage = next(stages)
    with checker() as check:
        named = {(scene.name, scene.language): scene for scene in scenes(check)}
        untold = [
            Scene(name, language, story(check, name, language))
            for name in LABELS
            for language in {scene.language for scene in named.values()}
            if (name, language) not in named
        ]
        for size in SIZES:
            for scene in sorted([*named.values(), *untold], key=lambda scene: (scene.language, scene.name)):
                wrong += _paint(stage, scene, size, folder)
                painted.append((scene, size))
            for scene in named.values():
                for ease in EASES:
                    chosen = eased(scene, ease)
                    wrong += _turn(stage, chosen, ease, size, folder)
                    painted.append((chosen, size))
    next(stages, None)
    (folder / "index.html").write_text("\n".join(_page(painted)), "utf-8")
    sys.stdout.write("\n".join([f"{len(painted)} pictures: {folder / 'index.html'}", *wrong, ""]))
    return len(wrong)


def _paint(stage: Stage, scene: Scene, size: Size, folder: Path) -> list[str]:
    stage.resize(size)
    stage.window.speak(Words(scene.language.value))
    scene.show(stage.models)
    image = stage.paint()
    with_palette(image).save(str(folder / scene.file_name(size)), quality=1)
    name = scene.file_name(size)
    faults = [*findings(stage, image), *unworded(stage, scene.language.value)]
    return [*(f"{name}: {fault}" for fault in faults), *(differences(image, name) if is_sample(scene, size) else ())]


def _turn(stage: Stage, scene: Scene, ease: Ease, size: Size, folder: Path) -> list[str]:
    """Paint the first page of `scene`, as somebody chose it; return what is wrong with any of its pages."""
    stage.resize(size)
    stage.window.speak(Words(scene.language.value))
    scene.show(stage.models)
    with_palette(stage.paint()).save(str(folder / scene.file_name(size)), quality=1)
    least = LARGE_LEAST_PIXELS if ease.is_large else LEAST_PIXELS
    faults = [*findings_on_all_pages(stage, least), *(high(stage) if ease.is_low else ())]
    return [f"{scene.file_name(size)}: {fault}" for fault in faults]


def _page(painted: list[tuple[Scene, Size]]) -> Iterator[str]:
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{_STYLE}</style>'
    for size in SIZES:
        yield f"<h1>{size[0]} × {size[1]}</h1>"
        for name in (escape(scene.file_name(size)) for scene, one in painted if one == size):
            yield f'<figure><a href="{name}"><img loading="lazy" src="{name}" alt=""></a>'
            yield f"<figcaption>{name}</figcaption></figure>"


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))
