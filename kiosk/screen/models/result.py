"""The words of the result, or of asking."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.plain import Plain, plain
from kiosk.wording.result_view import Mark, ResultView

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

NOTHING_SHOWN = ResultView(mark=Mark.NONE, overline="", headline="", underline="", cards=())


@QmlElement
class ResultModel(QObject):
    """Shows a ResultView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = NOTHING_SHOWN

    def show(self, value: ResultView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    @property
    def spoken(self) -> tuple[str, ...]:
        """What of it is read aloud."""
        return self._value.spoken

    def _mark(self) -> str:
        return self._value.mark.value

    def _overline(self) -> str:
        return self._value.overline

    def _headline(self) -> str:
        return self._value.headline

    def _underline(self) -> str:
        return self._value.underline

    def _cards(self) -> Plain:
        return plain(self._value.cards)

    def _stops(self) -> Plain:
        return plain(self._value.stops)

    def _take_along_url(self) -> str:
        return self._value.take_along_url

    def _take_along_text(self) -> str:
        return self._value.take_along_text

    def _can_open(self) -> bool:
        return self._value.can_open

    mark = Property(str, _mark, notify=changed)
    overline = Property(str, _overline, notify=changed)
    headline = Property(str, _headline, notify=changed)
    underline = Property(str, _underline, notify=changed)
    cards = Property(list, _cards, notify=changed)
    stops = Property(list, _stops, notify=changed)
    takeAlongUrl = Property(str, _take_along_url, notify=changed)  # noqa: N815
    takeAlongText = Property(str, _take_along_text, notify=changed)  # noqa: N815
    canOpen = Property(bool, _can_open, notify=changed)  # noqa: N815
