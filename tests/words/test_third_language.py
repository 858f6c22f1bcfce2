"""A third language is one catalogue and its sounds: a copy of the kiosk that has one, Indonesian with three texts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

import kiosk
from kiosk.panel.sounds import KIND
from kiosk.settings import assets_dir

WORDS = {
    "page.language": "Bahasa Indonesia",
    "headline.genuine": "Kode asli, asal jelas",
    "screen.next": "Pindai lagi",
}
ASKED = """
import json
from pathlib import Path
from PySide6.QtQuick import QQuickItem
from kiosk.central.console.devices.settings_words import language_choices
from kiosk.messages.local import SettingsTold
from kiosk.messages.unit_settings import KioskSettings
from kiosk.panel.sounds import Sounds
from kiosk.screen.app import DESIGN, Window, make_app
from kiosk.screen.models.screen import ScreenView
from kiosk.screen.told import Told
from kiosk.screen.views import Language, View
from kiosk.settings import assets_dir
from kiosk.words import LANGUAGES, Words


def settings(*languages):
    chosen = KioskSettings(languages=languages)
    told = SettingsTold(settings=chosen, name="K", market_id="M1", market_name="M", area="", position="")
    return [one.value for one in Told(told).languages()]


def texts(item):
    for child in item.childItems():
        if child.isVisible():
            if child.property("text"):
                yield child.property("text")
            yield from texts(child)


app = make_app(assets_dir(), is_headless=True)
words = Words("id")
window = Window(app, assets_dir(), words, lambda: None, lambda: None)
window.show(DESIGN, is_windowed=True)
window.models.screen.show(ScreenView(View.WAITING, Language("id"), languages=tuple(map(Language, LANGUAGES))))
app.processEvents()
print(json.dumps({
    "languages": LANGUAGES,
    "own": words("headline.genuine"),
    "missing": words("headline.copied") == Words("vi")("headline.copied"),
    "chosen": settings("id", "vi"),
    "unknown": settings("id", "xx"),
    "only unknown": settings("xx"),
    "offered": [choice for choice, _ in language_choices(Words("vi"))],
    "named": dict(language_choices(Words("vi")))["id,vi"],
    "said": Path(Sounds(Path("sounds")).sentence("id", "Kode asli, asal jelas")).name,
    "switch": [one for one in texts(window.view.contentItem()) if one in ("Tiếng Việt", "English", "Bahasa Indonesia")],
}))
window.close()
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the copy says of its languages."""
    folder = tmp_path_factory.mktemp("third")
    shutil.copytree(Path(kiosk.__file__).parent, folder / "kiosk")
    (folder / "assets").symlink_to(assets_dir())
    (folder / "sounds" / "id").mkdir(parents=True)
    (folder / "sounds" / "id" / f"headline.genuine{KIND}").write_bytes(b".snd")
    compiled = folder / "kiosk" / "words" / "id" / "LC_MESSAGES" / "kiosk.mo"
    compiled.parent.mkdir(parents=True)
    catalogue = Catalog(locale="id")
    for key, text in WORDS.items():
        catalogue.add(key, text)
    with compiled.open("wb") as written:
        write_mo(written, catalogue)
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-c", ASKED]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_it_is_found_by_its_catalogue(told: dict[str, Any]) -> None:
    assert told["languages"] == ["vi", "en", "id"]
    assert told["own"] == WORDS["headline.genuine"]


def test_what_it_lacks_is_said_in_vietnamese(told: dict[str, Any]) -> None:
    assert told["missing"]


def test_it_stands_on_the_switch_named_in_itself(told: dict[str, Any]) -> None:
    assert told["switch"] == ["Tiếng Việt", "English", "Bahasa Indonesia"]


def test_the_board_chooses_it_and_a_unit_leaves_out_what_it_has_no_words_in(told: dict[str, Any]) -> None:
    assert told["chosen"] == ["id", "vi"]
    assert told["unknown"] == ["id"]
    assert told["only unknown"] == ["vi", "en", "id"]
    assert {"id,vi", "vi,en,id", "id"} <= set(told["offered"])
    assert told["named"] == "Bahasa Indonesia, Tiếng Việt"


def test_its_sounds_are_files_named_by_their_keys(told: dict[str, Any]) -> None:
    assert told["said"] == f"headline.genuine{KIND}"
