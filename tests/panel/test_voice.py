"""What is read aloud, by the real aplay and espeak-ng, into a file in the place of a loudspeaker."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import psutil
import pytest

from bench.sounds import NOTES, tone
from kiosk.messages.local import Say
from kiosk.panel.sounds import HEADER_BYTES, Sounds, file_of, mu_law, quieter
from kiosk.panel.voice import REST_S, Voice, device_of
from kiosk.verdicts.verdict import Level
from kiosk.words import Words

HEADLINE = Words("vi")("headline.genuine")
SENTENCE = bytes([mu_law(1000), mu_law(-1000)]) * 8000
TONE = tone(NOTES[Level.GOOD])[HEADER_BYTES:]
RATE = 16_000


class Loudspeaker:
    """Keeps what was played, one piece behind the other, each filled up with ALSA's silence."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "heard.raw"
        self.device = f"tee:null,'|cat >> {self.path}',raw"

    def _is_written(self) -> bool:
        """Whether a `cat` of the file is still there: its player does not wait for it."""
        lines = (one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"]))
        return any(str(self.path) in part for line in lines if line and not line[0].endswith("aplay") for part in line)

    def listen(self, voice: Voice) -> bytes:
        """Turn until nothing is said any more, and return what was heard."""
        end_s = time.monotonic() + 30
        while voice.is_speaking or self._is_written():
            assert time.monotonic() < end_s
            if not self._is_written():  # a piece is written behind the one before it
                voice.turn(time.monotonic())
            time.sleep(0.01)
        return self.path.read_bytes() if self.path.exists() else b""


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    """One tone and one sentence."""
    folder = tmp_path / "sounds"
    files = {"tones/good.au": tone(NOTES[Level.GOOD]), "vi/headline.genuine.au": file_of(SENTENCE, RATE)}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return Sounds(folder)


@pytest.fixture
def loudspeaker(tmp_path: Path) -> Loudspeaker:
    return Loudspeaker(tmp_path)


def said(*lines: str, volume: int = 100) -> Say:
    return Say(level=Level.GOOD, language="vi", lines=lines, volume=volume)


def test_tone_comes_first_then_the_file_of_the_sentence(sounds: Sounds, loudspeaker: Loudspeaker) -> None:
    voice = Voice(sounds, loudspeaker.device)
    voice.say(said(HEADLINE), time.monotonic())
    heard = loudspeaker.listen(voice)
    assert heard.startswith(TONE)
    assert SENTENCE in heard[len(TONE) :]


def test_name_that_is_in_no_file_is_said_by_espeak(sounds: Sounds, loudspeaker: Loudspeaker) -> None:
    voice = Voice(sounds, loudspeaker.device)
    voice.say(said("Rau muống, HTX Rau mẫu"), time.monotonic())
    heard = loudspeaker.listen(voice)
    assert len(heard) > len(TONE) + 22_050  # a second and more of 16-bit samples, and half as much again


@pytest.mark.parametrize("text", ["--help", "-w /tmp/file", "$(reboot)", "<speak>x</speak>", "\u202eđảo", "a" * 300])
def test_text_of_a_stranger_is_said_and_never_an_option(
    sounds: Sounds, loudspeaker: Loudspeaker, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    voice = Voice(sounds, loudspeaker.device)
    voice.say(said(text), time.monotonic())
    assert len(loudspeaker.listen(voice)) > len(TONE) + 2000
    assert "PAN-03" not in caplog.text


def test_volume_is_that_of_the_board_and_none_is_silence(sounds: Sounds, loudspeaker: Loudspeaker) -> None:
    voice = Voice(sounds, loudspeaker.device)
    voice.say(said(HEADLINE, volume=50), time.monotonic())
    assert quieter(file_of(SENTENCE, RATE), 50)[HEADER_BYTES:] in loudspeaker.listen(voice)
    loudspeaker.path.unlink()
    voice.say(said(HEADLINE, volume=0), time.monotonic())
    assert loudspeaker.listen(voice) == b""


def test_next_words_take_the_place_of_those_that_are_being_said(sounds: Sounds, tmp_path: Path) -> None:
    voice = Voice(sounds, "plug:null")
    voice.say(said(*["Một câu dài hơn nữa"] * 5), time.monotonic())
    first = voice.processes
    voice.say(said(HEADLINE), time.monotonic())
    assert all(each.poll() is not None for each in first)
    voice.hush()
    assert not voice.is_speaking


def test_card_that_fails_is_told_once_and_tried_again_later(
    sounds: Sounds, loudspeaker: Loudspeaker, caplog: pytest.LogCaptureFixture
) -> None:
    voice = Voice(sounds, "no-such-card")
    with caplog.at_level(logging.WARNING):
        voice.say(said(HEADLINE, HEADLINE), time.monotonic())
        loudspeaker.listen(voice)
        assert caplog.text.count("PAN-03") == 1
        voice.say(said(HEADLINE), time.monotonic())
        assert not voice.is_speaking
        voice.say(said(HEADLINE), time.monotonic() + REST_S + 1)
        assert voice.is_speaking
    voice.close()


def test_without_aplay_nothing_is_said(
    sounds: Sounds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    voice = Voice(sounds, "default")
    voice.say(said(HEADLINE), time.monotonic())
    assert not voice.is_speaking
    assert "PAN-03" in caplog.text


def test_player_that_hangs_is_ended(sounds: Sounds, caplog: pytest.LogCaptureFixture) -> None:
    voice = Voice(sounds, "tee:null,'|sleep 5',raw")
    now_s = time.monotonic()
    voice.say(said(HEADLINE), now_s)
    voice.turn(now_s + 60)
    assert not voice.is_speaking
    assert "PAN-03" in caplog.text


def test_auto_is_the_default_card_where_there_is_one() -> None:
    assert device_of("auto", lambda: True) == "default"
    assert device_of("auto", lambda: False) == device_of("none") == ""
    assert device_of("plughw:1") == "plughw:1"
