"""The table of views, drawn. `python -m tests.screen.diagram` writes it into docs/specs/screen.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.screen.state import TRANSITIONS, Kind, Target, View

SPEC = Path(__file__).parents[2] / "docs/specs/screen.md"
BEGIN, END = "<!-- begin: drawn from kiosk/screen/state.py -->\n", "<!-- end -->\n"


def drawing() -> str:
    """Return the diagram and the table, in Markdown."""
    return "\n".join(("```mermaid", "stateDiagram-v2", "    [*] --> waiting", *_arrows(), "```", "", *_rows(), ""))


def with_drawing(text: str) -> str:
    """Return the specification with its drawing made anew."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{drawing()}{END}{after}"


def _arrows() -> Iterator[str]:
    for view, row in TRANSITIONS.items():
        for kind, target in row.items():
            for aim, condition in _aims(view, target):
                yield f"    {view} --> {aim}: {kind}{condition}"


def _aims(view: View, target: Target) -> tuple[tuple[str, str], ...]:
    if target is Target.HOME:
        return ((View.WAITING, ""), (View.TROUBLE, " (camera is lost)"))
    return ((view if target is Target.STAY else target.value, ""),)


def _rows() -> Iterator[str]:
    yield "| | " + " | ".join(View) + " |"
    yield "|---" * (len(View) + 1) + "|"
    for kind in Kind:
        yield f"| {kind} | " + " | ".join(TRANSITIONS[view].get(kind, "·") for view in View) + " |"


if __name__ == "__main__":
    SPEC.write_text(with_drawing(SPEC.read_text("utf-8")), "utf-8")
