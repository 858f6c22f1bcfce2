"""What a finger asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Touches(QObject):
    """Hands touches over from QML as signals."""

    next_pressed = Signal()
    back_pressed = Signal()
    touched = Signal()
    language_touched = Signal(str)
    letters_touched = Signal(bool)
    reach_touched = Signal(bool)
    answer_opened = Signal(str)
    view_opened = Signal(str)
    report_sent = Signal(str)
    lesson_opened = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    @Slot()
    def pressNext(self) -> None:  # noqa: N802
        """Scan the next label."""
        self.next_pressed.emit()

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:  # noqa: N802
        """Speak `language`: "vi" or "en"."""
        self.language_touched.emit(language)

    @Slot(bool)
    def chooseLetters(self, is_large: bool) -> None:  # noqa: N802, FBT001 - QML has positions alone
        """Show larger letters, or the usual ones."""
        self.letters_touched.emit(is_large)

    @Slot(bool)
    def chooseReach(self, is_low: bool) -> None:  # noqa: N802, FBT001
        """Show all that is touched in the lower half, or where it usually is."""
        self.reach_touched.emit(is_low)

    @Slot()
    def pressBack(self) -> None:  # noqa: N802
        """Leave what is open."""
        self.back_pressed.emit()

    @Slot()
    def touch(self) -> None:
        """Somebody is there."""
        self.touched.emit()

    @Slot(str)
    def openAnswer(self, answer: str) -> None:  # noqa: N802
        """Open `answer` in full: "origin", "certification" or "authenticity"."""
        self.answer_opened.emit(answer)

    @Slot(str)
    def openView(self, view: str) -> None:  # noqa: N802
        """Open "keypad", "report", "practice", "where" or "packs"."""
        self.view_opened.emit(view)

    @Slot(int)
    def openLesson(self, lesson: int) -> None:  # noqa: N802
        """Practise `lesson`, from 0 on."""
        self.lesson_opened.emit(lesson)

    @Slot(str)
    def sendReport(self, reason: str) -> None:  # noqa: N802
        """Report the label for `reason`, a value of ReportReason."""
        self.report_sent.emit(reason)
