"""The table of views, drawn. `python -m tests.screen.diagram` writes it into docs/specs/screen.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.screen.transitions import STAYS_S, TRANSITIONS, Kind, Target
from kiosk.screen.views import View

SPEC = Path(__file__).parents[2] / "docs/specs/screen.md"
BEGIN, END = "<!-- begin: drawn from kiosk/screen/transitions.py -->\n", "<!-- end -->\n"
HOMES = {
    View.MAINTENANCE: "a technician works at it",
    View.PAIRING: "it is being paired",
    View.CLOSED: "the market is closed",
    View.TROUBLE: "the camera is lost",
    View.WAITING: "else",
}


def drawing() -> str:
    """Return the diagram and the table, in Markdown."""
    return "\n".join(("```mermaid", "stateDiagram-v2", "    [*] --> starting", *_arrows(), "```", "", *_rows(), ""))


def with_drawing(text: str) -> str:
    """Return the specification with its drawing made anew."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{drawing()}{END}{after}"


def _arrows() -> Iterator[str]:
    """Give what leads from one view to another; a label, which leads from all of them to asking, stands once."""
    yield "    state home <<choice>>"
    yield from (f"    home --> {view}: {condition}" for view, condition in HOMES.items())
    yield f"    note right of asking: from every view, by a {Kind.SCANNED}"
    for view, row in TRANSITIONS.items():
        ways: dict[str, list[str]] = {}
        for kind, target in row.items():
            if target not in (Target.NOTHING, Target.STAY, view.value) and kind is not Kind.SCANNED:
                ways.setdefault(target.value, []).append(kind.value.replace("?", ""))
        yield from (f"    {view} --> {target}: {', '.join(kinds)}" for target, kinds in ways.items())


def _rows() -> Iterator[str]:
    yield "| | " + " | ".join(View) + " |"
    yield "|---" * (len(View) + 1) + "|"
    for kind in Kind:
        yield f"| {kind} | " + " | ".join(TRANSITIONS[view][kind] for view in View) + " |"
    yield "| **goes home after** | " + " | ".join(_stay(view) for view in View) + " |"


def _stay(view: View) -> str:
    return f"{STAYS_S[view]:.0f} s" if view in STAYS_S else "·"


if __name__ == "__main__":
    SPEC.write_text(with_drawing(SPEC.read_text("utf-8")), "utf-8")
