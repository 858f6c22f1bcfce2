"""The window: fonts, words, icons, models and QML, made in order and taken down in reverse."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QLocale, QMetaObject, QObject, QSize, Qt, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage
from PySide6.QtQuick import QQuickItem, QQuickView

from kiosk.errors import KioskError
from kiosk.screen.display import display_fault, paints_nowhere
from kiosk.screen.icons import Icons
from kiosk.screen.keys import KEYS
from kiosk.screen.models.answer import AnswerModel
from kiosk.screen.models.board import BoardModel
from kiosk.screen.models.countdown import CountdownModel
from kiosk.screen.models.fingers import Fingers
from kiosk.screen.models.guidance import GuidanceModel
from kiosk.screen.models.keypad import KeypadModel
from kiosk.screen.models.live import LivePicture
from kiosk.screen.models.packs import PacksModel
from kiosk.screen.models.practice import PracticeModel
from kiosk.screen.models.report import ReportModel
from kiosk.screen.models.result import ResultModel
from kiosk.screen.models.screen import ScreenModel
from kiosk.screen.models.standing import StandingModel
from kiosk.screen.models.status import StatusModel
from kiosk.screen.models.touches import Touches
from kiosk.screen.models.trouble import TroubleModel
from kiosk.screen.preview_item import PreviewItem
from kiosk.screen.qr_codes import QrCodes
from kiosk.screen.translator import Speaks, WordsTranslator

QML = Path(__file__).parent / "qml"
ITEMS = (PreviewItem,)
"""Types that QML makes; naming them here keeps their registration."""
DESIGN = QSize(1280, 800)
"""QML is drawn for this size and scaled to what there is."""
PAPER = "#FAF7F0"

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger("kiosk.screen.qt")


@dataclass(frozen=True, slots=True)
class Models:
    """One object a subject; what is shown on them is what QML shows."""

    screen: ScreenModel = field(default_factory=ScreenModel)
    status: StatusModel = field(default_factory=StatusModel)
    result: ResultModel = field(default_factory=ResultModel)
    answer: AnswerModel = field(default_factory=AnswerModel)
    report: ReportModel = field(default_factory=ReportModel)
    packs: PacksModel = field(default_factory=PacksModel)
    keypad: KeypadModel = field(default_factory=KeypadModel)
    practice: PracticeModel = field(default_factory=PracticeModel)
    board: BoardModel = field(default_factory=BoardModel)
    countdown: CountdownModel = field(default_factory=CountdownModel)
    guidance: GuidanceModel = field(default_factory=GuidanceModel)
    standing: StandingModel = field(default_factory=StandingModel)
    trouble: TroubleModel = field(default_factory=TroubleModel)
    live: LivePicture = field(default_factory=LivePicture)
    touches: Touches = field(default_factory=Touches)
    fingers: Fingers = field(default_factory=Fingers)


def make_app(assets: Path, *, is_headless: bool) -> QGuiApplication:
    """Return the one application, with our fonts. Raises KioskError where there is no display or no font."""
    is_unseen = is_headless or paints_nowhere()
    if not is_unseen and (fault := display_fault()) is not None:
        raise KioskError(
            "SCR-01", f"there is no display: {fault}.", "Set DISPLAY or WAYLAND_DISPLAY, or start with --headless."
        )
    os.environ.setdefault("QT_WAYLAND_DISABLE_WINDOWDECORATION", "1")
    os.environ.setdefault("QT_ENABLE_GLYPH_CACHE_WORKAROUND", "1")
    qInstallMessageHandler(_to_log)
    app = QGuiApplication(["kiosk", "-platform", "offscreen"] if is_unseen else ["kiosk"])
    app.setApplicationName("kiosk")
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese))
    load_fonts(assets / "fonts")
    app.setFont(QFont("Be Vietnam Pro", 15))
    return app


def end_loop(status: int = 0) -> None:
    """Let `exec` return `status`, with the window as it is; called from the loop itself, between two events.

    Not by `quit`, which closes the window before it returns. A signal is handled wherever Python
    happens to run, in the middle of a frame too, and Qt then goes on painting what is no more (signal 11).
    """
    QGuiApplication.exit(status)


def load_fonts(folder: Path) -> None:
    """Load our letters from `folder`. Raises KioskError where one is missing or broken."""
    loaded = [QFontDatabase.addApplicationFont(str(font)) for font in sorted(folder.glob("*.ttf"))]
    if not loaded or -1 in loaded:
        raise KioskError("SCR-02", f"fonts are missing in {str(folder)!r}.", "Install this release again.")


class Window:
    """The one window."""

    def __init__(
        self,
        app: QGuiApplication,
        assets: Path,
        words: Speaks,
        prepared: Callable[[], None],
        painted: Callable[[], None],
    ) -> None:
        """Load everything; nothing is visible before `show`. Raises KioskError where QML does not load.

        `prepared` is called when what the models say goes into the next frame, `painted` after
        each frame that reached the display.
        """
        self._app = app
        self.models = Models()
        self._translator = WordsTranslator(words, KEYS)
        app.installTranslator(self._translator)
        self._view: QQuickView | None = QQuickView()
        self._view.setTitle("Kiosk")
        self._view.setColor(QColor(PAPER))
        self._view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self._view.engine().addImageProvider("icon", Icons(assets / "icons"))
        self._view.engine().addImageProvider("qr", QrCodes())
        models: dict[str, QObject] = {name: getattr(self.models, name) for name in Models.__slots__}
        self._view.setInitialProperties(models)
        self._view.afterAnimating.connect(prepared)
        self._view.frameSwapped.connect(painted, Qt.ConnectionType.QueuedConnection)
        self._view.setSource(QUrl.fromLocalFile(str(QML / "Main.qml")))
        if self._view.status() is not QQuickView.Status.Ready:
            faults = "; ".join(fault.toString() for fault in self._view.errors()) or "no reason given"
            self.close()
            raise KioskError("SCR-03", f"the screen does not load: {faults}.", "Install this release again.")

    @property
    def view(self) -> QQuickView:
        """The Qt window. Not after `close`."""
        assert self._view is not None
        return self._view

    def show(self, size: QSize, *, is_windowed: bool) -> None:
        """Show it: fullscreen, or as a window of `size`."""
        self.view.resize(size)
        if is_windowed or self._app.platformName() == "offscreen":
            self.view.show()
            return
        self._app.setOverrideCursor(Qt.CursorShape.BlankCursor)
        self.view.showFullScreen()

    def speak(self, words: Speaks) -> None:
        """Say everything again in other words."""
        self._translator.speak(words)
        self.view.engine().retranslate()

    def turn_page(self) -> bool:
        """Turn to the next page of what is shown, as a finger does; return whether there was one."""
        for more in self.view.rootObject().findChildren(QQuickItem, "more"):
            pages = more.property("pages")  # None: of what is touched in it, which has the same name
            if pages is not None and more.isVisible() and more.property("page") + 1 < pages:
                return QMetaObject.invokeMethod(more, "act")
        return False

    def repaint(self) -> None:
        """Paint a frame soon, though nothing changed."""
        self.view.update()

    @property
    def is_hidden(self) -> bool:
        """Whether the system shows nothing of it, so that no frame can be painted."""
        return not self.view.isExposed()

    def picture(self) -> QImage:
        """Return a picture of the window as it is now; null where nothing can be painted."""
        return self.view.grabWindow()

    def save(self, path: Path) -> None:
        """Write a picture of the window as PNG. Raises OSError."""
        if not self.picture().save(str(path)):
            raise OSError(f"cannot write {str(path)!r}")

    def close(self) -> None:
        """Take down window and engine, before the models that they read."""
        if self._view is not None:
            self._view.hide()
            view, self._view = self._view, None
            del view
        self._app.removeTranslator(self._translator)


def _to_log(kind: QtMsgType, _context: object, message: str) -> None:
    _log.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
