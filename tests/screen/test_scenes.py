"""Whatever may be said of a label is a scene: painted, walked and compared like the others."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from kiosk.processes.check import Checker
from kiosk.screen.app import Models
from kiosk.screen.views import Language, View
from kiosk.verdicts.verdict import Headline
from kiosk.words import Words
from tests.screen.scene import WIDE
from tests.screen.scenes import scenes, stories


def test_every_headline_is_a_scene_in_every_language(app: QGuiApplication, check: Checker) -> None:
    models = Models()
    for language in Language:
        shown = set()
        for scene in [*scenes(check), *stories(check, WIDE, language)]:
            scene.show(models)
            if scene.language is language and models.screen.property("view") == View.RESULT:
                shown.add(models.result.property("headline"))
        words = Words(language.value)
        assert shown == {words(f"headline.{headline}") for headline in Headline}
