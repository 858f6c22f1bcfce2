"""Files of sound: a tone for each level and one file for each fixed sentence, by language.

A file is of the kind .au with 8-bit µ-law, one channel (ITU-T G.711): half the size of plain samples, made
quieter by a table of 256 bytes, and played by aplay, which takes no µ-law in a WAV. `made/` holds what
`make sounds` makes; a recording of the same name beside it goes first.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path
from typing import Final

from kiosk.verdicts.verdict import Level
from kiosk.words import Words

TONES: Final = "tones"
MADE: Final = "made"
KIND: Final = ".au"
_MAGIC, _MU_LAW, HEADER_BYTES = b".snd", 1, 24
"""Six numbers of 32 bits: what it is, where samples begin, how many bytes, their code, how many a second, channels."""
_BIAS: Final = 33
_CLIP: Final = 8191 - _BIAS


class Sounds:
    """The folder `assets/sounds`. Nothing is read before it is wanted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sentences: dict[str, dict[str, Path]] = {}

    def tone(self, level: Level) -> Path | None:
        """Return the file of a level's tone; None where there is none."""
        path = self._folder / TONES / f"{level}{KIND}"
        return path if path.is_file() else None

    def sentence(self, language: str, text: str) -> Path | None:
        """Return the file in which `text` is said in `language`; None where there is none."""
        if language not in self._sentences:
            self._sentences[language] = self._read(language)
        return self._sentences[language].get(text)

    def _read(self, language: str) -> dict[str, Path]:
        """Return the files by the words that they say: a file is named after the key of its words."""
        words = Words(language)
        folders = (self._folder / MADE / language, self._folder / language)
        files = (file for folder in folders if folder.is_dir() for file in folder.glob(f"*{KIND}"))
        return {words(file.stem): file for file in files if words.has(file.stem)}


def quieter(content: bytes, volume: int) -> bytes:
    """Return a sound file at `volume` percent; another kind of file than ours is as loud as it is.

    `volume` is heard, not measured: half of it is a quarter of the swing.
    """
    is_ours = content[:4] == _MAGIC and content[12:16] == _MU_LAW.to_bytes(4)
    if not is_ours or volume >= 100:
        return content
    return content[:HEADER_BYTES] + content[HEADER_BYTES:].translate(_quieter_by(max(0, volume)))


@cache
def _quieter_by(volume: int) -> bytes:
    share = (volume / 100) ** 2
    return bytes(mu_law(round(_linear(byte) * share)) for byte in range(256))


def mu_law(sample: int) -> int:
    """Return the byte of a sample of 14 bits, -8192 to 8191 (G.711)."""
    sign, size = (0, sample) if sample >= 0 else (0x80, -sample)
    size = min(size, _CLIP) + _BIAS
    segment = size.bit_length() - 6
    return ~(sign | segment << 4 | size >> segment + 1 & 0x0F) & 0xFF


def _linear(byte: int) -> int:
    byte = ~byte & 0xFF
    segment, step = byte >> 4 & 7, byte & 0x0F
    size = ((step << 1) + _BIAS << segment) - _BIAS
    return -size if byte & 0x80 else size


def file_of(samples: bytes, rate: int) -> bytes:
    """Return µ-law samples of one channel, `rate` a second, as a file."""
    return _MAGIC + struct.pack(">5I", HEADER_BYTES, len(samples), _MU_LAW, rate, 1) + samples
