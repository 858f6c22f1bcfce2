"""`make sounds`: the tones of the levels, and every fixed sentence that is read aloud, by espeak-ng.

Tones go to `assets/sounds/tones` and are committed. Sentences go to `assets/sounds/made/LANGUAGE`, one file a
key of the words, and are not: they are made where a release is packed. A recording of the same name in
`assets/sounds/LANGUAGE` is played instead.
"""

from __future__ import annotations

import argparse
import array
import io
import math
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk.panel.sounds import KIND, MADE, TONES, file_of, mu_law
from kiosk.settings import assets_dir
from kiosk.verdicts.verdict import Headline, Level
from kiosk.wording.why import ADVICE, BESIDE_ANSWERS
from kiosk.words import LANGUAGES, Words
from kiosk.words.words import DOMAIN, FOLDER

RATE = 16_000
WORDS_A_MINUTE = 155
NOTES: Mapping[Level, Sequence[tuple[float, float]]] = {
    Level.GOOD: ((659.3, 0.12), (987.8, 0.30)),
    Level.CAUTION: ((587.3, 0.16), (0.0, 0.06), (587.3, 0.24)),
    Level.UNKNOWN: ((440.0, 0.40),),
    Level.STOP: ((392.0, 0.18), (0.0, 0.05), (311.1, 0.18), (0.0, 0.05), (233.1, 0.45)),
}
"""By level: frequency in hertz (0 is a pause) and seconds. They rise, repeat, stay and fall."""
_FADE_S = 0.015


def tone(notes: Sequence[tuple[float, float]]) -> bytes:
    """Return notes as a sound file: a sine with its octave, faded in and out so that nothing clicks."""
    samples = bytearray()
    for hertz, seconds in notes:
        for number in range(round(seconds * RATE)):
            at = number / RATE
            fade = min(1.0, at / _FADE_S, (seconds - at) / _FADE_S)
            turn = 2 * math.pi * hertz * at
            samples.append(mu_law(round(5200 * fade * (0.75 * math.sin(turn) + 0.25 * math.sin(2 * turn)))))
    return file_of(bytes(samples), RATE)


def fixed_keys(language: str) -> Iterator[str]:
    """Yield the keys whose words are read aloud as they stand: verdicts, lines without values, advice."""
    advice = {f"advice.{key}" for rows in (*ADVICE.values(), BESIDE_ANSWERS) for _, key in rows}
    headlines = {f"headline.{headline}" for headline in Headline}
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    for message in catalogue:
        key, text = str(message.id), str(message.string)
        is_line = key.startswith(("underline.", "refusal.")) and "{" not in text
        if key in advice or key in headlines or is_line:
            yield key


def spoken(text: str, language: str) -> bytes:
    """Return `text` said by espeak-ng, as a sound file. Raises CalledProcessError."""
    command = ["espeak-ng", "-v", language, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
    said = subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=30).stdout
    # espeak-ng writes to a pipe with lengths that it does not know yet; wave reads what is there
    with wave.open(io.BytesIO(said)) as file:
        rate = file.getframerate()
        samples = array.array("h", said[44:][: len(said[44:]) // 2 * 2])
    return file_of(bytes(mu_law(sample >> 2) for sample in samples), rate)


def main() -> int:
    """Write all of them, and say how many; 3 where there is no espeak-ng."""
    arguments = argparse.ArgumentParser(description="Tones and sentences that are read aloud.")
    arguments.add_argument("--output", type=Path, default=assets_dir() / "sounds", metavar="DIR")
    arguments.add_argument("--tones-only", action="store_true")
    given = arguments.parse_args()
    (given.output / TONES).mkdir(parents=True, exist_ok=True)
    for level, notes in NOTES.items():
        (given.output / TONES / f"{level}{KIND}").write_bytes(tone(notes))
    if given.tones_only:
        return 0
    if shutil.which("espeak-ng") is None:
        print("espeak-ng is not installed: no sentence was made, units say them by their own.", file=sys.stderr)
        return 3
    for language in LANGUAGES:
        made, words = given.output / MADE / language, Words(language)
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        keys = sorted(fixed_keys(language))
        for key in keys:
            (made / f"{key}{KIND}").write_bytes(spoken(words(key), language))
        size = sum(file.stat().st_size for file in made.iterdir())
        print(f"{language}: {len(keys)} sentences, {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
