"""Draw how the front panel is wired, from the defaults of its settings: docs/pictures/wiring.svg.

`table()` is the same as rows of Markdown, for docs/technician.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from kiosk.settings import Panel

TARGET = Path(__file__).parents[1] / "docs" / "pictures" / "wiring.svg"
HEADER = {2: 3, 3: 5, 4: 7, 14: 8, 15: 10, 17: 11, 18: 12, 27: 13, 22: 15, 23: 16, 24: 18, 10: 19, 9: 21, 25: 22}
HEADER |= {11: 23, 8: 24, 7: 26, 0: 27, 1: 28, 5: 29, 6: 31, 12: 32, 13: 33, 19: 35, 16: 36, 26: 37, 20: 38, 21: 40}
"""Pin of the 40-pin header by GPIO number: the same on every board since the B+ (maker's documentation)."""
POWER = {1: "3.3 V", 17: "3.3 V", 2: "5 V", 4: "5 V"} | dict.fromkeys((6, 9, 14, 20, 25, 30, 34, 39), "GND")
FREE = {"presence": 25, "fan": 18}
"""Where a device goes that has no pin by default: a proposal, to be set."""
DEVICES = {
    "green": "green lamp, on the right: driver input 1",
    "amber": "amber lamp, in the middle: driver input 2",
    "red": "red lamp, on the left: driver input 3",
    "buzzer": "buzzer: driver input 4",
    "next_button": "button; its other side to pin 20",
    "presence": "presence sensor, output at most 3.3 V",
    "fan": "fan: driver input 5",
}
OTHERS = {
    1: "battery clock (Pi 4)",
    3: "battery clock SDA (Pi 4)",
    5: "battery clock SCL (Pi 4)",
    9: "battery clock (Pi 4)",
    2: "plus of lamps, buzzer, fan; COM of the driver",
    4: "presence sensor VCC",
    6: "driver",
    14: "presence sensor",
    20: "button",
}
COLOURS = {"5 V": "#c22", "3.3 V": "#d80", "GND": "#333"}
LAMPS = {"green": "#1a7f37", "amber": "#d18700", "red": "#c22"}
ROW, TOP, LEFT = 34, 84, 430


@dataclass(frozen=True, slots=True)
class Wire:
    """One device of the panel: its setting, its GPIO number, whether that is the default."""

    setting: str
    gpio: int
    is_default: bool

    @property
    def pin(self) -> int:
        """The pin of the header."""
        return HEADER[self.gpio]


def wires() -> tuple[Wire, ...]:
    """Return the panel's devices in the order of the settings."""
    panel = Panel()
    told = {name: getattr(panel, name) for name in DEVICES}
    return tuple(Wire(name, FREE[name] if gpio is None else gpio, gpio is not None) for name, gpio in told.items())


def table() -> str:
    """Return the wires as a table of Markdown."""
    head = "| setting | GPIO | pin of the header | what hangs on it |\n|---|---|---|---|\n"
    rows = (
        f"| `panel.{wire.setting}` | {wire.gpio}{'' if wire.is_default else ' (not by default: set it)'} "
        f"| {wire.pin} | {DEVICES[wire.setting]} |\n"
        for wire in wires()
    )
    return head + "".join(rows)


def draw() -> str:
    """Return the drawing as SVG; the same each time."""
    used = {wire.pin: wire for wire in wires()}
    parts = [_text(LEFT + 70, 34, "Raspberry Pi 4 and 5, pins of the header", 20, "middle", bold=True)]
    parts.append(_text(LEFT + 70, 60, "pin 1 is at the end with the memory card", 15, "middle"))
    parts.append(f'<rect x="{LEFT}" y="{TOP - 20}" width="140" height="{20 * ROW + 6}" rx="8" fill="#e8efe9"/>')
    for pin in range(1, 41):
        parts += _pin(pin, used.get(pin))
    parts += _channel(TOP + 20 * ROW + 30)
    body = "\n".join(parts)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 960" width="1000" height="960" '
        f'font-family="sans-serif">\n<rect width="1000" height="960" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _pin(pin: int, wire: Wire | None) -> list[str]:
    is_left, y = pin % 2 == 1, TOP + (pin - 1) // 2 * ROW
    x = LEFT + (45 if is_left else 95)
    colour = COLOURS.get(POWER.get(pin, ""), "#36c")
    words = OTHERS.get(pin, "")
    if wire is not None:
        words = f"GPIO {wire.gpio}: {DEVICES[wire.setting]}"
        colour = LAMPS.get(wire.setting, colour)
    elif words:
        words = f"{POWER[pin]}: {words}" if pin in POWER else words
    drawn = []
    if words:
        end = LEFT - 20 if is_left else LEFT + 160
        dashes = "" if wire is None or wire.is_default else ' stroke-dasharray="6 4"'
        drawn.append(f'<line x1="{x}" y1="{y}" x2="{end}" y2="{y}" stroke="{colour}" stroke-width="4"{dashes}/>')
        drawn.append(_text(end - 8 if is_left else end + 8, y + 5, words, 15, "end" if is_left else "start"))
    fill = colour if words else "#bbb"
    drawn.append(f'<circle cx="{x}" cy="{y}" r="13" fill="{fill}"/>')
    drawn.append(_text(x, y + 5, str(pin), 13, "middle", fill="#fff"))
    return drawn


def _channel(top: int) -> list[str]:
    """Return one channel of the driver: a pin gives the sign, the lamp's current goes past it."""
    boxes = ((60, "GPIO pin"), (280, "driver in"), (400, "driver out"), (620, "lamp −"), (740, "lamp +"))
    drawn = [_text(60, top, "Each lamp, the buzzer and the fan:", 15, "start", bold=True)]
    for x, words in boxes:
        drawn.append(f'<rect x="{x}" y="{top + 20}" width="110" height="40" rx="6" fill="#fff" stroke="#333"/>')
        drawn.append(_text(x + 55, top + 45, words, 15, "middle"))
    y = top + 40
    for start, end, colour in ((170, 280, "#36c"), (510, 620, "#333"), (850, 940, "#c22")):
        drawn.append(f'<line x1="{start}" y1="{y}" x2="{end}" y2="{y}" stroke="{colour}" stroke-width="4"/>')
    drawn.append(_text(945, y + 5, "5 V", 15, "start"))
    drawn.append(_text(60, top + 86, "Driver GND and lamp supply GND meet the header's GND.", 15, "start"))
    return drawn


def _text(x: int, y: int, words: str, size: int, anchor: str, *, fill: str = "#111", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"{weight}>{escape(words)}</text>'
    )


if __name__ == "__main__":
    TARGET.write_text(draw(), "utf-8")
    print(table())
