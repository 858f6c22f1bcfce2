"""The parts of this unit as systemd runs them: started anew, and watched for a while before they count as well."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.errors import StoreError

TARGET = "kiosk.target"
PARTS = ("kiosk-camera.service", "kiosk-screen.service", "kiosk-sync.service", "kiosk-panel.service")
START_S = 120.0
"""Longer than the slowest part may take to be ready."""
STEADY_S = 15.0
"""So long nothing may end: a part that dies does so within its watchdog's time."""
MOST_FALLS = 1
"""A part may need a second start while all start at once; the count begins anew with each start by hand."""
LOOK_EVERY_S = 0.5
_PROPERTIES = "Id,ActiveState,NRestarts"

Ask = Callable[..., str]


def systemctl(*words: str) -> str:
    """Return what systemd answers. Raises StoreError UPD-05."""
    try:
        done = subprocess.run(
            ["systemctl", *words], capture_output=True, text=True, errors="replace", check=True, timeout=START_S
        )
    except subprocess.SubprocessError as fault:
        why = str(getattr(fault, "stderr", "") or fault).strip().splitlines()
        raise _silent(why[-1] if why else "no answer") from fault
    except OSError as fault:
        raise _silent(str(fault)) from fault
    return done.stdout


@dataclass(frozen=True, slots=True)
class Services:
    """The services, and `reads`, which says why a release reads no label, "" where it does."""

    reads: Callable[[str], str]
    ask: Ask = systemctl
    monotonic_s: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def must_answer(self) -> None:
        """Raise StoreError UPD-05 where systemd does not tell how the services are."""
        self._shown()

    def restart(self) -> None:
        """Start all parts anew, from the current release. Raises StoreError UPD-05."""
        self.ask("reset-failed", *PARTS)
        self.ask("restart", TARGET)

    def judge(self, version: str) -> str:
        """Return why the release that was started is unwell, "" where it is well. Raises StoreError UPD-05, UPD-06."""
        return self._why_unsteady() or self.reads(version)

    def _why_unsteady(self) -> str:
        begun = self.monotonic_s()
        steady_since: float | None = None
        while (now := self.monotonic_s()) - begun < START_S:
            shown = self._shown()
            for name, state in shown.items():
                if state.get("ActiveState") == "failed" or _number(state.get("NRestarts", "")) > MOST_FALLS:
                    return f"{name} failed"
            is_up = all(state.get("ActiveState") == "active" for state in shown.values())
            steady_since = (steady_since or now) if is_up else None
            if steady_since is not None and now - steady_since >= STEADY_S:
                return ""
            self.sleep(LOOK_EVERY_S)
        return "not all of its parts start"

    def _shown(self) -> dict[str, dict[str, str]]:
        said = self.ask("show", f"--property={_PROPERTIES}", *PARTS)
        blocks = [dict(line.partition("=")[::2] for line in block.splitlines()) for block in said.strip().split("\n\n")]
        shown = {block.get("Id", ""): block for block in blocks}
        if not set(PARTS) <= set(shown):
            raise _silent("it does not tell how the services are")
        return {name: shown[name] for name in PARTS}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _silent(why: str) -> StoreError:
    return StoreError("UPD-05", f"systemd cannot be asked: {why}.", "Run as root, on a unit.")
