"""docs/technician.md builds the unit that the code drives: pins, distances, light, words, numbers of set-up."""

from __future__ import annotations

import math
import re
from pathlib import Path

from bench.wiring import HEADER, POWER, TARGET, draw, table, wires
from kiosk.camera.guidance import GLARE_SHARE, SOFT, TOO_DARK
from kiosk.camera.pi import WANTED, WIDTH
from kiosk.doctor.camera import TOO_BRIGHT, WANTED_RATE
from kiosk.settings import Panel
from kiosk.wording.names import NO_BREAK

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "technician.md").read_text("utf-8")
LENS_DEGREES = 66


def test_pins_of_the_document_are_the_defaults_of_the_settings() -> None:
    assert table() in PAGE, f"docs/technician.md lacks:\n{table()}"
    pins = {name: pin for name, pin in Panel() if isinstance(pin, int)}
    assert {wire.setting: wire.gpio for wire in wires() if wire.is_default} == pins


def test_drawing_is_that_of_the_settings() -> None:
    assert TARGET.read_text("utf-8") == draw(), "draw it anew: python -m bench.wiring"


def test_header_has_each_pin_once() -> None:
    assert sorted([*HEADER.values(), *POWER]) == list(range(1, 41))
    assert len({wire.pin for wire in wires()}) == len(wires())


def test_pixels_a_module_follow_from_lens_and_picture() -> None:
    rows = re.findall(r"^\| (\d+) mm \| ([\d.]+) pixels \| ([\d.]+) pixels \|$", PAGE, re.MULTILINE)
    assert len(rows) == 4
    for distance, *told in rows:
        pixels_a_mm = WIDTH / (2 * int(distance) * math.tan(math.radians(LENS_DEGREES / 2)))
        assert told == [f"{pixels_a_mm * module:.1f}" for module in (0.625, 0.5)]


def test_figures_of_light_are_those_of_the_doctor() -> None:
    said = (
        f"brightness between {TOO_DARK:.0f} and {TOO_BRIGHT:.0f} of 255, "
        f"less than {GLARE_SHARE * 100:.0f} % of the label burnt out, "
        f"sharpness {SOFT} or more, {WANTED_RATE:.0f} pictures a second or more"
    )
    assert said in PAGE
    assert WANTED["ExposureTime"] == 2000


def test_words_of_the_screen_are_quoted_as_they_are_shown() -> None:
    shown = ("kiosk/words/vi/LC_MESSAGES/kiosk.po", "bench/out_of_order.py")
    words = "".join((ROOT / file).read_text("utf-8") for file in shown).replace(NO_BREAK, " ")
    quoted = re.findall(r'"([^"\n]*[À-ỹ][^"\n]*)"', PAGE)
    assert [one for one in quoted if one.partition(" / ")[0] not in words] == []


def test_every_number_of_set_up_has_a_heading() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "provisioning").rglob("*.py"))
    headings = re.findall(r"^### (PRV-\d\d)$", (ROOT / "docs" / "provisioning.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(set(re.findall(r"PRV-\d\d", code))) == sorted(headings)
