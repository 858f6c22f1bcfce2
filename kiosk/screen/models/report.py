"""A shopper's report: reasons to choose from, or what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.plain import Plain, plain
from kiosk.wording.reporting import NO_REPORT, ReportView

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ReportOffer:
    """`is_offered`: the label that is shown can be reported."""

    is_offered: bool = False
    view: ReportView = NO_REPORT


@QmlElement
class ReportModel(QObject):
    """Shows a ReportOffer."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = ReportOffer()

    def show(self, value: ReportOffer) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _is_offered(self) -> bool:
        return self._value.is_offered

    def _view(self) -> Plain:
        return plain(self._value.view)

    isOffered = Property(bool, _is_offered, notify=changed)  # noqa: N815
    view = Property("QVariantMap", _view, notify=changed)  # type: ignore[arg-type]  # a name of Qt's type, which the stub has not
