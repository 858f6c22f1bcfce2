"""What a finger typed on the keypad."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Fingers(QObject):
    """Hands over what is touched on the keypad from QML as signals."""

    key_typed = Signal(str)
    key_erased = Signal()
    typed_cleared = Signal()
    typed_kind_chosen = Signal(str)
    typed_entered = Signal()
    lot_chosen = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    @Slot(str)
    def typeKey(self, key: str) -> None:  # noqa: N802
        """Type `key`, one character."""
        self.key_typed.emit(key)

    @Slot()
    def eraseKey(self) -> None:  # noqa: N802
        """Take back the last character."""
        self.key_erased.emit()

    @Slot()
    def clearTyped(self) -> None:  # noqa: N802
        """Take back all that was typed."""
        self.typed_cleared.emit()

    @Slot(str)
    def chooseTypedKind(self, kind: str) -> None:  # noqa: N802
        """Type a "number", or the code of a "place"."""
        self.typed_kind_chosen.emit(kind)

    @Slot()
    def enterTyped(self) -> None:  # noqa: N802
        """Take up what was typed."""
        self.typed_entered.emit()

    @Slot(str)
    def chooseLot(self, lot: str) -> None:  # noqa: N802
        """Take up one of the announced lots, by its id."""
        self.lot_chosen.emit(lot)
