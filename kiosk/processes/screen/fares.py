"""How the unit fares, told to sync when it changes and to a sync that starts anew."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages.local import CameraState, Fares, Message, Part
from kiosk.processes.screen.shown import SYNC_SILENT, Surroundings
from kiosk.screen.state import ScreenState


class FaresTeller:
    """Tells by `send`, which gives False where nobody hears it."""

    def __init__(self, send: Callable[[Message], bool]) -> None:
        self._send = send
        self._told: Fares | None = None
        self._is_camera_heard = False

    def camera_heard(self) -> None:
        """Take note that the camera said how it is."""
        self._is_camera_heard = True

    def forget(self) -> None:
        """Tell it again: who hears it now was not there."""
        self._told = None

    def tell(self, state: ScreenState, around: Surroundings, trust_version: int) -> None:
        """Tell how it is, if that is other than what was told."""
        fares = Fares(camera=self._camera(state, around), trust_version=trust_version, faults=_faults(state, around))
        if fares != self._told and self._send(fares):
            self._told = fares

    def _camera(self, state: ScreenState, around: Surroundings) -> CameraState | None:
        if Part.CAMERA in state.lost:
            return around.camera
        return CameraState.WORKING if self._is_camera_heard else None


def _faults(state: ScreenState, around: Surroundings) -> tuple[str, ...]:
    camera = around.camera_number if Part.CAMERA in state.lost else ""
    sync = SYNC_SILENT if Part.SYNC in state.lost else ""
    return tuple(number for number in (camera, around.journal_fault, sync) if number)
