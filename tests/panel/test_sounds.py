"""Files of sound: found by the words that they say, and made quieter."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bench.sounds import NOTES, RATE, fixed_keys, tone
from kiosk.panel.sounds import HEADER_BYTES, Sounds, file_of, mu_law, quieter
from kiosk.settings import assets_dir
from kiosk.verdicts.verdict import Headline, Level
from kiosk.words import LANGUAGES, Words

VIETNAMESE = Words("vi")
SILENCE = 0x7F
"""With which ALSA fills the rest of a period."""


def written(folder: Path, name: str, content: bytes = b"") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content or file_of(b"\xff" * 8, 8000))
    return path


def test_each_level_has_its_own_tone_as_it_is_drawn_from_the_notes() -> None:
    sounds = Sounds(assets_dir() / "sounds")
    contents = {level: path.read_bytes() for level in Level if (path := sounds.tone(level))}
    assert contents == {level: tone(notes) for level, notes in NOTES.items()}
    assert len(set(contents.values())) == len(Level)


def test_levels_are_told_apart_without_an_ear_for_pitch() -> None:
    rhythms = {level: tuple(round(seconds, 2) for _, seconds in notes) for level, notes in NOTES.items()}
    assert len(set(rhythms.values())) == len(Level)
    assert all(sum(rhythm) < 1 for rhythm in rhythms.values())


def test_sentence_is_found_by_its_words_and_a_recording_goes_first(tmp_path: Path) -> None:
    key = "headline.genuine"
    made = written(tmp_path, f"made/vi/{key}.au")
    assert Sounds(tmp_path).sentence("vi", VIETNAMESE(key)) == made
    assert Sounds(tmp_path).sentence("en", VIETNAMESE(key)) is None
    recorded = written(tmp_path, f"vi/{key}.au")
    assert Sounds(tmp_path).sentence("vi", VIETNAMESE(key)) == recorded
    assert Sounds(tmp_path).sentence("vi", "Rau muống") is None


def test_file_that_is_named_after_no_words_says_nothing(tmp_path: Path) -> None:
    written(tmp_path, "vi/headline.of_yesterday.au")
    assert Sounds(tmp_path).sentence("vi", "headline.of_yesterday") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_is_a_fixed_sentence_in_every_language(language: str) -> None:
    assert {f"headline.{headline}" for headline in Headline} <= set(fixed_keys(language))


def test_half_the_volume_is_a_quarter_of_the_swing_and_none_is_silence() -> None:
    loud = file_of(bytes(mu_law(sample) for sample in (8000, -8000, 400, 0)), RATE)
    half = list(quieter(loud, 50)[HEADER_BYTES:])
    assert half == [mu_law(sample) for sample in (2000, -2000, 100, 0)]
    assert set(quieter(loud, 0)[HEADER_BYTES:]) == {mu_law(0)}
    assert quieter(loud, 100) is loud
    assert len(quieter(loud, 50)) == len(loud)


def test_another_kind_of_recording_is_played_as_it_is() -> None:
    plain = file_of(b"\x01\x02" * 4, RATE).replace((1).to_bytes(4), (3).to_bytes(4), 1)  # 16-bit samples
    assert quieter(plain, 10) is plain


def test_alsa_reads_what_is_written(tmp_path: Path) -> None:
    heard = tmp_path / "heard.raw"
    file = written(tmp_path, "tone.au", tone(NOTES[Level.GOOD]))
    subprocess.run(["aplay", "-q", "-D", f"tee:null,{heard},raw", str(file)], check=True, timeout=20)
    played, sent = heard.read_bytes(), file.read_bytes()[HEADER_BYTES:]
    assert (played[: len(sent)], set(played[len(sent) :])) == (sent, {SILENCE})
