"""The keypad: what was typed, which keys are on, the lots to choose from."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.plain import Plain, plain
from kiosk.wording.keypad_view import KeypadView

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class KeypadModel(QObject):
    """Shows a KeypadView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = KeypadView()

    def show(self, value: KeypadView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _kind(self) -> str:
        return self._value.kind.value

    def _text(self) -> str:
        return self._value.text

    def _feedback(self) -> str:
        return self._value.feedback

    def _mark(self) -> str:
        return self._value.mark.value

    def _is_whole(self) -> bool:
        return self._value.is_whole

    def _keys(self) -> str:
        return self._value.keys

    def _keys_on(self) -> str:
        return self._value.keys_on

    def _choosing(self) -> str:
        return self._value.choosing

    def _lots(self) -> Plain:
        return plain(self._value.lots)

    kind = Property(str, _kind, notify=changed)
    text = Property(str, _text, notify=changed)
    feedback = Property(str, _feedback, notify=changed)
    mark = Property(str, _mark, notify=changed)
    isWhole = Property(bool, _is_whole, notify=changed)  # noqa: N815
    keys = Property(str, _keys, notify=changed)
    keysOn = Property(str, _keys_on, notify=changed)  # noqa: N815
    choosing = Property(str, _choosing, notify=changed)
    lots = Property(list, _lots, notify=changed)
