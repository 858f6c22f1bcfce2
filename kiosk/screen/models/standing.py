"""What stands instead of waiting: when the market opens again, the letters of a pairing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.plain import Plain, plain
from kiosk.wording.result_view import FactView

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class StandingView:
    """Words ready to be shown; "" and () for what is not there.

    `fingerprint` has a line or two of groups; `facts` are those of the machine.
    """

    opens: str = ""
    letters: str = ""
    left: str = ""
    fingerprint: tuple[str, ...] = ()
    facts: tuple[FactView, ...] = ()


@QmlElement
class StandingModel(QObject):
    """Shows a StandingView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = StandingView()

    def show(self, value: StandingView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _opens(self) -> str:
        return self._value.opens

    def _letters(self) -> str:
        return self._value.letters

    def _left(self) -> str:
        return self._value.left

    def _fingerprint(self) -> Plain:
        return plain(self._value.fingerprint)

    def _facts(self) -> Plain:
        return plain(self._value.facts)

    opens = Property(str, _opens, notify=changed)
    letters = Property(str, _letters, notify=changed)
    left = Property(str, _left, notify=changed)
    fingerprint = Property(list, _fingerprint, notify=changed)
    facts = Property(list, _facts, notify=changed)
