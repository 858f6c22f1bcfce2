"""What a first label needs, done once before anybody waits for it: nothing of it is ever painted or written."""

from __future__ import annotations

from kiosk.messages.local import Scanned
from kiosk.moment import Moment
from kiosk.screen.app import Window
from kiosk.screen.check import Bench, begin
from kiosk.screen.models.result import NOTHING_SHOWN
from kiosk.screen.models.screen import ScreenView
from kiosk.screen.qr_codes import warm_up as warm_up_codes
from kiosk.screen.views import Language, View
from kiosk.wording.result import result_view
from kiosk.words import Words

_NOBODYS_LABEL = "https://{host}/01/00000000000000/10/0"


def warm_up(window: Window, bench: Bench, words: Words, now: Moment) -> None:
    """Judge a label that nobody has, word it, and lay its page out once in `window`, which is not shown yet."""
    warm_up_codes()
    host = next(iter(bench.lists.trust.hosts), "localhost")
    scanned = Scanned(
        content=_NOBODYS_LABEL.format(host=host).encode(), symbology="]Q1", frame_ns=0, frames=1, decode_ms=0.0
    )
    inspection = begin("", scanned, bench, now).inspection
    models, language = window.models, Language(words.language)
    models.result.show(result_view(inspection, words, now, ""))
    models.screen.show(ScreenView(View.RESULT, language))
    models.screen.show(ScreenView(View.WAITING, language))
    models.result.show(NOTHING_SHOWN)
