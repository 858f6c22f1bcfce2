"""What fills the screen, and in which language."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.ease import AS_USUAL, Ease
from kiosk.screen.models.plain import Plain, plain
from kiosk.screen.views import Answer, Language, View
from kiosk.words import own_name

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ScreenView:
    """The frame around everything. `is_demo`: samples are shown, said on all four edges."""

    view: View = View.WAITING
    language: Language = Language.VIETNAMESE
    is_demo: bool = False
    languages: tuple[Language, ...] = tuple(Language)
    """To choose from; where there is one, there is nothing to choose."""
    answer: Answer | None = None
    is_asleep: bool = False
    """A touch wakes it and does nothing else."""
    ease: Ease = AS_USUAL


@QmlElement
class ScreenModel(QObject):
    """Shows a ScreenView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = ScreenView()

    def show(self, value: ScreenView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _view(self) -> str:
        return self._value.view.value

    def _language(self) -> str:
        return self._value.language.value

    def _is_demo(self) -> bool:
        return self._value.is_demo

    def _languages(self) -> Plain:
        return [{"code": one.value, "name": own_name(one.value)} for one in self._value.languages]

    def _answer(self) -> str:
        return self._value.answer or ""

    def _is_asleep(self) -> bool:
        return self._value.is_asleep

    def _ease(self) -> Plain:
        return plain(self._value.ease)

    view = Property(str, _view, notify=changed)
    language = Property(str, _language, notify=changed)
    languages = Property(list, _languages, notify=changed)
    isDemo = Property(bool, _is_demo, notify=changed)  # noqa: N815
    answer = Property(str, _answer, notify=changed)
    isAsleep = Property(bool, _is_asleep, notify=changed)  # noqa: N815
    ease = Property("QVariantMap", _ease, notify=changed)  # type: ignore[arg-type]  # a name of Qt's type, which the stub has not
