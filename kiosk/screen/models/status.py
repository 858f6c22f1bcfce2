"""Where this kiosk stands, the time, and whether everything behind the screen works."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


class NetworkView(StrEnum):
    """What is known of the network: nothing is said before it is known."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class StatusView:
    """The top bar. `trouble` is "" or what staff should see to: "sync", "journal"; `number` its error number."""

    market: str = ""
    position: str = ""
    time: str = ""
    network: NetworkView = NetworkView.UNKNOWN
    trouble: str = ""
    number: str = ""


@QmlElement
class StatusModel(QObject):
    """Shows a StatusView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = StatusView()

    def show(self, value: StatusView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _market(self) -> str:
        return self._value.market

    def _position(self) -> str:
        return self._value.position

    def _time(self) -> str:
        return self._value.time

    def _network(self) -> str:
        return self._value.network.value

    def _trouble(self) -> str:
        return self._value.trouble

    def _number(self) -> str:
        return self._value.number

    market = Property(str, _market, notify=changed)
    position = Property(str, _position, notify=changed)
    time = Property(str, _time, notify=changed)
    network = Property(str, _network, notify=changed)
    trouble = Property(str, _trouble, notify=changed)
    number = Property(str, _number, notify=changed)
