"""The window: touches, words, icons, codes to take along, and a long life."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QSize, qWarning
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.codes.payload import Payload
from kiosk.errors import KioskError
from kiosk.processes.check import Checker
from kiosk.screen import app as screen_app
from kiosk.screen.app import QML, Window, make_app
from kiosk.screen.icons import Icons
from kiosk.screen.keys import KEYS
from kiosk.screen.models.countdown import CountdownView
from kiosk.screen.models.plain import plain
from kiosk.screen.models.screen import ScreenView
from kiosk.screen.translator import WordsTranslator
from kiosk.screen.views import Language, View
from kiosk.wording.way import STEP_ICONS
from kiosk.words import LANGUAGES, Words
from tests.repeated import repeated
from tests.screen import qmltypes
from tests.screen.conftest import ASSETS, QtLog, Stage, said_by_qt
from tests.screen.scene import LABELS
from tests.screen.showing import story, waiting

SOURCES = {path.name: path.read_text("utf-8") for path in QML.glob("*.qml")}


def test_a_word_of_qt_would_be_heard(qtlog: QtLog) -> None:
    qWarning("something is wrong")
    assert said_by_qt(qtlog) == ["something is wrong"]
    qtlog._records.clear()


def test_a_touch_on_next_is_handed_over(stage: Stage, check: Checker) -> None:
    pressed: list[bool] = []
    stage.models.touches.next_pressed.connect(lambda: pressed.append(True))
    story(check, "genuine", Language.VIETNAMESE)(stage.models)
    stage.paint()
    stage.click(stage.item("next"))
    assert pressed == [True]


@pytest.mark.parametrize("language", repeated(Language, [Language.ENGLISH]))
@pytest.mark.parametrize("view", list(View))
def test_a_touch_on_a_language_is_handed_over_on_every_view(stage: Stage, language: Language, view: View) -> None:
    chosen: list[str] = []
    stage.models.touches.language_touched.connect(chosen.append)
    stage.models.screen.show(ScreenView(view, is_demo=True))
    stage.paint()
    stage.click(stage.item(f"language-{language.value}"))
    assert chosen == [language.value]


def test_the_demonstration_is_said_on_all_four_edges_of_every_view(stage: Stage) -> None:
    for view in View:
        stage.models.screen.show(ScreenView(view, is_demo=True))
        painted = stage.paint()
        edges = [
            {painted.pixelColor(x, y).name() for x in xs for y in ys}
            for xs, ys in (
                (range(40, 1240), [2]),
                (range(40, 1240), [797]),
                ([2], range(40, 760)),
                ([1277], range(40, 760)),
            )
        ]
        assert all({"#ffcf6b", "#16231b"} <= colours for colours in edges), view


def test_a_unit_has_no_ribbon(stage: Stage) -> None:
    waiting(Language.VIETNAMESE)(stage.models)
    painted = stage.paint()
    assert {painted.pixelColor(x, 2).name() for x in range(1280)} == {"#faf7f0"}


@pytest.mark.parametrize("name", ["genuine", "recalled", "genuine_place"])
def test_a_phone_reads_the_code_to_take_along(stage: Stage, check: Checker, name: str) -> None:
    story(check, name, Language.VIETNAMESE)(stage.models)
    url = stage.models.result.property("takeAlongUrl")
    painted = stage.paint().convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.frombuffer(painted.constBits(), np.uint8).reshape(painted.height(), painted.bytesPerLine())
    texts = [code.text for code in zxingcpp.read_barcodes(grey)]
    assert texts == [url]
    assert "from=kiosk" in url
    assert "s=" not in url


def test_the_code_to_take_along_holds_its_link_letter_by_letter(stage: Stage, check: Checker) -> None:
    story(check, "genuine", Language.VIETNAMESE)(stage.models)
    link = "https://trace.example/01/09521234543213/10/A%2F1%25+b?17=261130&from=kiosk"
    stage.models.result.show(replace(stage.models.result._value, take_along_url=link))
    painted = stage.paint().convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.frombuffer(painted.constBits(), np.uint8).reshape(painted.height(), painted.bytesPerLine())
    assert [code.text for code in zxingcpp.read_barcodes(grey)] == [link]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words_and_qt_says_them(app: QGuiApplication, language: str) -> None:
    words = Words(language)
    translator = WordsTranslator(words, KEYS)
    app.installTranslator(translator)
    assert [key for key in KEYS if app.translate("Waiting", key) != words(key) or not words.has(key)] == []
    app.removeTranslator(translator)


def test_qml_says_no_word_that_is_not_in_the_table() -> None:
    whole = {key for text in SOURCES.values() for key in re.findall(r'qsTr\("([^"]+)"\)', text)}
    begun = {key for text in SOURCES.values() for key in re.findall(r'qsTr\("([^"]+)" \+', text)}
    assert whole <= set(KEYS)
    assert all(any(key.startswith(start) for key in KEYS) for start in begun)
    assert all(key in whole or any(key.startswith(start) for start in begun) for key in KEYS)


def test_qml_has_no_text_of_its_own_and_no_styled_text() -> None:
    for name, text in SOURCES.items():
        loose = re.findall(r'text: "([^"]*[^\W\d_][^"]*)"', text)
        assert loose == [], name
        assert name == "Words.qml" or not re.search(r"\bText \{", text), f"{name}: texts are Words, which are plain"
    assert "textFormat: Text.PlainText" in SOURCES["Words.qml"]


def test_no_qml_file_and_no_model_is_long() -> None:
    assert [name for name, text in SOURCES.items() if text.count("\n") > 200] == []
    models = (QML.parent / "models").glob("*.py")
    assert [path.name for path in models if path.read_text("utf-8").count("\n") > 80] == []


def test_what_qmllint_knows_of_our_types_is_current(app: QGuiApplication) -> None:
    assert qmltypes.FILE.read_text("utf-8") == qmltypes.text(), "run python -m tests.screen.qmltypes"
    assert (qmltypes.FOLDER / "qmldir").read_text("utf-8") == qmltypes.QMLDIR


def _icons_named(check: Checker) -> set[str]:
    """Return every icon that QML or a result names."""
    in_qml = {
        name for text in SOURCES.values() for name in re.findall(r'(?:icon|name): (?:.*\? )?"([a-z0-9-]+)"', text)
    }
    views = [
        check.view(check.inspect(screen_payload(row)), Words(language))
        for row in LABELS.values()
        for language in LANGUAGES
    ]
    in_views = {item.icon for view in views for card in view.cards for item in card.items}
    return (in_qml | in_views | {*STEP_ICONS.values()}) - {""}


def screen_payload(row: dict[str, str]) -> Payload:
    return Payload(row["payload"].encode(), row["symbology"])


def test_every_icon_that_is_named_can_be_drawn(app: QGuiApplication, check: Checker) -> None:
    icons = Icons(ASSETS / "icons")
    drawn = {name: icons.render(f"{name}/16231b/ffffff", QSize(48, 48)) for name in _icons_named(check)}
    assert len(drawn) > 25
    assert [name for name, image in drawn.items() if image.isNull() or _is_empty(image)] == []


def _is_empty(image: QImage) -> bool:
    return not any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def test_every_icon_that_is_shipped_is_named() -> None:
    package = QML.parents[1]
    others = [*(package / "wording").glob("*.py"), *(package / "central").rglob("*.html")]
    others += (package / "central" / "console").rglob("*.py")
    sources = [*SOURCES.values(), *(path.read_text("utf-8") for path in others)]
    shipped = {path.stem for path in (ASSETS / "icons").glob("*.svg") if not path.stem.startswith("mark-")}
    assert {icon for icon in shipped if not any(f'"{icon}"' in text for text in sources)} == set()


@pytest.mark.parametrize("icon", ["", "nothing/16231b", "../fonts/x/16231b", "wifi/red", "wifi"])
def test_an_icon_that_is_not_there_is_null(app: QGuiApplication, icon: str) -> None:
    assert Icons(ASSETS / "icons").render(icon, QSize(24, 24)).isNull()


def test_the_last_second_of_the_countdown_counts_whole() -> None:
    assert CountdownView.of(0.2, 20.0) == CountdownView(1, 20)
    assert CountdownView.of(0.0, 20.0) == CountdownView(0, 20)


def test_values_become_plain_for_qml() -> None:
    assert plain((ScreenView(View.RESULT, Language.ENGLISH, is_demo=True),)) == [
        {
            "view": "result",
            "language": "en",
            "isDemo": True,
            "languages": ["vi", "en"],
            "answer": None,
            "isAsleep": False,
            "ease": {"isLarge": False, "isLow": False, "isLowForAll": False, "isStill": False},
        }
    ]
    with pytest.raises(TypeError):
        plain(object())


def test_without_fonts_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="SCR-02"):
        screen_app.load_fonts(tmp_path)


def test_without_a_display_there_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(KioskError, match="SCR-01"):
        make_app(ASSETS, is_headless=False)


def test_qml_that_does_not_load_is_one_clear_error(
    app: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtlog: QtLog
) -> None:
    (tmp_path / "Main.qml").write_text("import QtQuick\nItem { nonsense }\n", "utf-8")
    monkeypatch.setattr(screen_app, "QML", tmp_path)
    with pytest.raises(KioskError, match="SCR-03"):
        Window(app, ASSETS, Words("vi"), lambda: None, lambda: None)
    qtlog._records.clear()


CALLS = """
from pathlib import Path
from PySide6.QtCore import QSize
from kiosk.preview import HEIGHT, WIDTH, Picture
from kiosk.screen.app import Window, make_app
from kiosk.words import Words
assets = Path(__import__("sys").argv[1])
app = make_app(assets, is_headless=True)
window = Window(app, assets, Words("vi"), lambda: None, lambda: None)
window.show(QSize(1280, 800), is_windowed=True)
picture = Picture(bytes(WIDTH * HEIGHT * 4), 1, 0)
for count in range(20_000):
    window.models.live.show(picture)
    window.repaint()
    if count % 200 == 0:
        app.processEvents()
window.close()
print("alive")
"""


def test_20000_calls_of_qt_do_not_crash() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALLS, str(ASSETS)], capture_output=True, text=True, timeout=50, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "alive\n", "")


def test_the_touch_that_wakes_a_sleeping_screen_reaches_nothing_else(stage: Stage) -> None:
    said: list[str] = []
    touches = stage.models.touches
    touches.touched.connect(lambda: said.append("touched"))
    touches.language_touched.connect(said.append)
    stage.models.screen.show(ScreenView(View.WAITING))
    stage.settle()
    switch = stage.item("language-en")
    stage.models.screen.show(ScreenView(View.WAITING, is_asleep=True))
    stage.settle()
    stage.click(switch)
    stage.models.screen.show(ScreenView(View.WAITING))
    stage.settle()
    stage.click(switch)
    assert said == ["touched", "en"]


def test_cards_and_the_button_open_an_answer_and_a_stop_opens_none(stage: Stage, check: Checker) -> None:
    asked: list[str] = []
    stage.models.touches.answer_opened.connect(asked.append)
    story(check, "genuine", Language.VIETNAMESE)(stage.models)
    stage.settle()
    stage.click(stage.item("open"))
    stage.click(stage.items("Card_")[1])
    assert asked == ["origin", "certification"]
    story(check, "recalled", Language.VIETNAMESE)(stage.models)
    stage.settle()
    stage.click(stage.items("Card_")[0])
    assert len(asked) == 2
