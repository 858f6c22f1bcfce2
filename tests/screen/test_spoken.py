"""What the screen has read aloud: after the text is painted, in the shopper's language, as loud as the board wants."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.messages.local import Lit, Message, Pressed, Say
from kiosk.messages.unit_settings import USUAL_VOLUME, KioskSettings
from kiosk.screen.views import View
from kiosk.verdicts.verdict import Level
from kiosk.words import Words
from tests.screen.part import Kiosk
from tests.screen.test_board import SET


def front(kiosk: Kiosk) -> Sequence[Message]:
    """What the panel was told, in order."""
    return [message for message in kiosk.panel.listen() if isinstance(message, Lit | Say)]


def said(kiosk: Kiosk) -> list[Say]:
    return [message for message in front(kiosk) if isinstance(message, Say)]


def test_verdict_and_what_to_do_are_said_after_the_lamp_and_the_row(kiosk: Kiosk) -> None:
    kiosk.scan("forged")
    kiosk.until(lambda: len(said(kiosk)) == 1)
    assert len(kiosk.rows()) == 1
    lit, last = front(kiosk)[-2:]
    assert lit == Lit(level=Level.STOP)
    assert isinstance(last, Say)
    assert (last.level, last.language, last.volume) == (Level.STOP, "vi", USUAL_VOLUME)
    words = Words("vi")
    assert words("headline.forged") in last.lines
    assert words("advice.dont_buy") in last.lines


def test_nothing_is_said_before_the_row_stands_and_next_ends_what_is_said(kiosk: Kiosk) -> None:
    kiosk.scan("forged")
    kiosk.until(lambda: len(said(kiosk)) == 1)
    assert len(kiosk.rows()) == 1
    kiosk.panel.say(Pressed())
    kiosk.until(lambda: kiosk.view is View.WAITING and front(kiosk)[-1] == Lit(level=None))


def test_another_language_is_said_again(kiosk: Kiosk) -> None:
    kiosk.scan("forged")
    kiosk.until(lambda: len(said(kiosk)) == 1)
    kiosk.part._window.models.touches.chooseLanguage("en")
    kiosk.until(lambda: len(said(kiosk)) == 2)
    assert said(kiosk)[1].language == "en"
    assert Words("en")("headline.forged") in said(kiosk)[1].lines


def test_board_sets_the_volume_and_none_is_silence(kiosk: Kiosk) -> None:
    kiosk.sync.say(SET.model_copy(update={"settings": KioskSettings(volume=25)}))
    kiosk.until(lambda: kiosk.part._around.told.volume(kiosk.setup.clock.now()) == 25)
    kiosk.scan("forged")
    kiosk.until(lambda: [each.volume for each in said(kiosk)] == [25])
    kiosk.sync.say(SET.model_copy(update={"settings": KioskSettings(volume=0)}))
    kiosk.until(lambda: kiosk.part._around.told.volume(kiosk.setup.clock.now()) == 0)
    kiosk.scan("recalled")
    kiosk.until(lambda: len(kiosk.rows()) == 2)
    assert len(said(kiosk)) == 1
