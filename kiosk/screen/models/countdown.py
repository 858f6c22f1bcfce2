"""How long a result stays."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class CountdownView:
    """Whole seconds left of `total_s`."""

    remaining_s: int = 0
    total_s: int = 1

    @classmethod
    def of(cls, remaining_s: float, total_s: float) -> CountdownView:
        """Return the view of fractions of seconds: the last second counts whole."""
        return cls(ceil(remaining_s), max(1, ceil(total_s)))


@QmlElement
class CountdownModel(QObject):
    """Shows a CountdownView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = CountdownView()

    def show(self, value: CountdownView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _remaining(self) -> int:
        return self._value.remaining_s

    def _share(self) -> float:
        return self._value.remaining_s / self._value.total_s

    remaining = Property(int, _remaining, notify=changed)
    share = Property(float, _share, notify=changed)
