"""Whether a phone takes along what the screen shows: its code must not vanish meanwhile.

Told by the presence sensor, where there is one, or by the camera, which meets the code again on the phone's own screen.
"""

from __future__ import annotations

from kiosk.messages.local import Near, Scanned
from kiosk.screen.app import Models
from kiosk.screen.state import ScreenState
from kiosk.screen.views import View


class TakingAlong:
    """Knows the code that stands on `models`, and whether somebody is near."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._is_near = False

    def hear(self, message: Near) -> None:
        """Take note of what the sensor said."""
        self._is_near = message.is_near

    def forget(self) -> None:
        """Take nobody to be near: the panel is not heard."""
        self._is_near = False

    def is_likely(self, state: ScreenState) -> bool:
        """Return whether somebody stands before a code."""
        return self._is_near and bool(self._code(state))

    def is_own_code(self, state: ScreenState, message: Scanned) -> bool:
        """Return whether the camera read the very code that is shown: no label, and nothing to be asked for."""
        code = self._code(state)
        return bool(code) and message.content == code.encode()

    def _code(self, state: ScreenState) -> str:
        match state.view:
            case View.RESULT:
                return str(self._models.result.property("takeAlongUrl"))
            case View.REPORT:
                return str(self._models.report.property("view")["url"])
            case _:
                return ""
