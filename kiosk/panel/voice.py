"""What is read aloud, one piece behind the other: files by aplay, names and numbers by espeak-ng."""

from __future__ import annotations

import logging
import os
import subprocess
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from kiosk.messages.local import Say
from kiosk.panel.sounds import Sounds, quieter

LONGEST_S: Final = 20.0
"""No sentence is longer: what still plays then hangs."""
REST_S: Final = 60.0
"""How long nothing is said after a card failed; then it is tried again."""
LOUDEST: Final = 200
"""Of espeak-ng's amplitude, at 100 percent."""
CARDS: Final = Path("/dev/snd")
_Spoken = Path | str

_log = logging.getLogger(__name__)


def has_card(folder: Path = CARDS) -> bool:
    """Whether this machine has a sound card that plays."""
    return any(folder.glob("pcmC*D*p"))


class Voice:
    """Plays what is said now; other words take its place at once. `turn` is called some 25 times a second."""

    def __init__(self, sounds: Sounds, device: str) -> None:
        """`device` is ALSA's name of it; "" plays nothing."""
        self._sounds = sounds
        self._device = device
        self._left: deque[_Spoken] = deque()
        self._language = "vi"
        self._volume = 0
        self._playing: list[subprocess.Popen[bytes]] = []
        self._ends_by_s = 0.0
        self._rests_until_s = float("-inf")

    def say(self, message: Say, now_s: float) -> None:
        """Say this in place of what is being said (monotonic seconds): the level's tone, then each line."""
        self.hush()
        if not self._device or not message.volume or now_s < self._rests_until_s:
            return
        self._language, self._volume = message.language, message.volume
        tone = self._sounds.tone(message.level)
        sentences = ((self._sounds.sentence(message.language, line) or line) for line in message.lines)
        self._left.extend([*([tone] if tone else []), *sentences])
        self.turn(now_s)

    def hush(self) -> None:
        """Say nothing more."""
        self._left.clear()
        self._stop()

    def turn(self, now_s: float) -> None:
        """Begin the next piece where one has ended."""
        if self._playing and self._playing[-1].poll() is None and now_s < self._ends_by_s:
            return
        if self._playing and not self._has_ended_well():
            self._fail(now_s, "the sound card takes nothing, or aplay hangs")
        self._stop()
        if self._left:
            self._begin(self._left.popleft(), now_s)

    @property
    def is_speaking(self) -> bool:
        """Whether something is being said."""
        return bool(self._playing)

    @property
    def processes(self) -> tuple[subprocess.Popen[bytes], ...]:
        """What plays now: aplay alone, or espeak-ng before it."""
        return tuple(self._playing)

    def close(self) -> None:
        """Stop. Any number of times."""
        self.hush()

    def _has_ended_well(self) -> bool:
        return self._playing[-1].poll() == 0

    def _begin(self, spoken: _Spoken, now_s: float) -> None:
        self._ends_by_s = now_s + LONGEST_S
        try:
            self._play(spoken) if isinstance(spoken, Path) else self._speak(spoken)
        except OSError as fault:
            self._fail(now_s, str(fault))

    def _play(self, file: Path) -> None:
        with _content(quieter(file.read_bytes(), self._volume)) as content:
            self._start(["aplay", "-q", "-D", self._device, "-"], content)

    def _speak(self, text: str) -> None:
        """Say what is in no file. Without espeak-ng the fixed sentences are said, and this is left out."""
        loud = str(round(LOUDEST * (self._volume / 100) ** 2))
        try:
            with _content(text.encode()) as content:
                said = self._start(
                    ["espeak-ng", "-v", self._language, "-a", loud, "-b", "1", "--stdin", "--stdout"],
                    content,
                    is_last=False,
                )
        except FileNotFoundError:
            return
        assert said is not None
        with said:
            self._start(["aplay", "-q", "-D", self._device, "-"], said)

    def _start(self, command: list[str], source: IO[bytes], *, is_last: bool = True) -> IO[bytes] | None:
        started = subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.DEVNULL if is_last else subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._playing.append(started)
        return started.stdout

    def _stop(self) -> None:
        for each in self._playing:
            with suppress(ProcessLookupError):
                each.kill()
        for each in self._playing:
            each.wait()
        self._playing.clear()

    def _fail(self, now_s: float, what: str) -> None:
        _log.warning("PAN-03: nothing can be read aloud: %s. Tried again in %.0f s.", what, REST_S)
        self.hush()
        self._rests_until_s = now_s + REST_S


def _content(content: bytes) -> IO[bytes]:
    """Return a file in memory with `content`, ready to be read: a pipe would take no more than 64 KiB at once."""
    file = os.fdopen(os.memfd_create("kiosk-sound"), "r+b")
    file.write(content)
    file.seek(0)
    return file


def device_of(name: str, is_there: Callable[[], bool] = has_card) -> str:
    """Return ALSA's name of what `name` of the settings means: "auto" is the default card, where there is one."""
    if name == "auto":
        return "default" if is_there() else ""
    return "" if name == "none" else name
