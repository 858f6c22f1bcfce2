"""The figures as a page: tables between marks, and a plot."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from bench.reading.clips import OF_FOUR_PIXELS
from bench.reading.empty import Held, Wasted
from bench.reading.tally import Tallies, Tally, total

BEGIN, END = "<!-- figures: written by make bench-reading -->", "<!-- end of figures -->"
COLOURS = ("#085a30", "#0b6e99", "#c2570c", "#5b3a8c")
ROW, LEFT, WIDTH, TOP = 30, 190, 960, 70


def report(
    tallies: Tallies, wasted: dict[str, Wasted], kept: Held, kinds: Sequence[str], readers: Sequence[str]
) -> str:
    """Return all figures as Markdown."""
    labelled = [kind for kind in kinds if kind != "none"]
    four = [kind for kind in labelled if kind in OF_FOUR_PIXELS]
    return "\n".join(
        (
            *_summary("all kinds", tallies, labelled, readers),
            "",
            *_summary("label of 165 characters, 4 pixels a module", tallies, four, readers),
            "",
            *_untroubled(tallies, readers),
            "",
            "![Frames read by kind of trouble](pictures/reading.svg)",
            "",
            *_by_kind(tallies, labelled, readers),
            "",
            *_empty(wasted),
            "",
            _memory(kept),
        )
    )


def write(page: Path, figures: str, plot: str) -> tuple[Path, Path]:
    """Write `figures` into the page between the marks and the plot beside it; return the files."""
    picture = page.parent / "pictures" / f"{page.stem}.svg"
    picture.write_text(plot, encoding="utf-8")
    head, mark, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    assert mark, f"{page} has no place for figures"
    page.write_text(f"{head}{BEGIN}\n{figures}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return page, picture


def _summary(title: str, tallies: Tallies, kinds: Sequence[str], readers: Sequence[str]) -> Iterator[str]:
    yield (
        f"| {title} | clips read | frames read | frames to the first read: mean | ms a frame that reads: median "
        "| that does not: mean | p95 | worst | wrong payloads |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name in readers:
        one = total(tallies, name, kinds)
        first = f"{statistics.fmean(one.first):.1f}" if one.first else "–"
        reads = f"{statistics.median(one.read_ms):.1f}" if one.read_ms else "–"
        ordered = sorted(one.unread_ms) or [0.0]
        p95 = ordered[int(len(ordered) * 0.95)]
        yield (
            f"| {name} | {_share(one.clips_read, one.clips)} | {_share(one.frames_read, one.frames)} | {first} "
            f"| {reads} | {statistics.fmean(ordered):.1f} | {p95:.1f} | {ordered[-1]:.1f} | {len(one.wrong)} |"
        )


def _untroubled(tallies: Tallies, readers: Sequence[str]) -> Iterator[str]:
    """Give what a readable label costs: frames in no trouble that read."""
    spent = ((name, tallies["plain", name].read_ms) for name in readers if ("plain", name) in tallies)
    told = ", ".join(f"{name} {statistics.median(ms):.1f} ms" for name, ms in spent if ms)
    yield f"A frame of a label in no trouble, median: {told}."


def _by_kind(tallies: Tallies, kinds: Sequence[str], readers: Sequence[str]) -> Iterator[str]:
    yield "Clips and frames read, in percent:"
    yield ""
    yield "| kind | clips | " + " | ".join(readers) + " |"
    yield "|---|---:|" + "---:|" * len(readers)
    for kind in kinds:
        cells = [tallies[kind, name] for name in readers]
        shares = (f"{_percent(one.clips_read, one.clips)} / {_percent(one.frames_read, one.frames)}" for one in cells)
        yield f"| {kind} | {cells[0].clips} | " + " | ".join(shares) + " |"


def _empty(wasted: dict[str, Wasted]) -> Iterator[str]:
    yield "Frames with nothing to read:"
    yield ""
    yield "| | frames | false readings (different) | ms a frame: mean | p95 | worst |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, one in wasted.items():
        ordered = sorted(one.spent_ms) or [0.0]
        false = f"{sum(one.false.values())} ({len(one.false)})"
        p95 = ordered[int(len(ordered) * 0.95)]
        yield f"| {name} | {one.frames:,} | {false} | {statistics.fmean(ordered):.1f} | {p95:.1f} | {ordered[-1]:.1f} |"


def _memory(kept: Held) -> str:
    grown = kept.last_bytes / max(1, kept.warm_bytes) - 1
    warm = f"{kept.warm_bytes / 1e6:.0f} MB after 500 frames"
    return (
        f"Memory of a camera's process, the keeper of its decoders and the decoder together, what they share counted "
        f"once, over {kept.frames:,} frames that were looked at: {warm}, {grown:+.1%} at the end."
    )


def svg(tallies: Tallies, kinds: Sequence[str], readers: Sequence[str]) -> str:
    """Return the plot: a row a kind, a dot a reader where its share of the frames stands."""
    labelled = [kind for kind in kinds if kind != "none"]
    height = TOP + ROW * len(labelled) + 40
    body = "\n".join((*_legend(readers), *_grid(height), *_rows(tallies, labelled, readers)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif"'
        f' font-size="15" fill="#1f2933">\n<title>Frames read, by kind of trouble and reader</title>\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _legend(readers: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(readers):
        x = LEFT + 170 * place
        yield f'<circle cx="{x}" cy="26" r="6" fill="{COLOURS[place]}"/><text x="{x + 12}" y="31">{escape(name)}</text>'


def _grid(height: int) -> Iterator[str]:
    for percent in range(0, 101, 20):
        x = _x(percent / 100)
        yield f'<line x1="{x:.0f}" y1="{TOP - 14}" x2="{x:.0f}" y2="{height - 34}" stroke="#d5dbe1"/>'
        yield f'<text x="{x:.0f}" y="{height - 14}" text-anchor="middle">{percent} %</text>'


def _rows(tallies: Tallies, kinds: Sequence[str], readers: Sequence[str]) -> Iterator[str]:
    for row, kind in enumerate(kinds):
        y = TOP + ROW * row + 6
        yield f'<text x="{LEFT - 16}" y="{y + 5}" text-anchor="end">{escape(kind)}</text>'
        for place, name in reversed(list(enumerate(readers))):
            one: Tally = tallies[kind, name]
            x = _x(one.frames_read / max(1, one.frames))
            radius = 7 if place == 0 else 5
            yield f'<circle cx="{x:.1f}" cy="{y}" r="{radius}" fill="{COLOURS[place]}" fill-opacity="0.85"/>'


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - 40) * share


def _share(part: int, whole: int) -> str:
    return f"{_percent(part, whole)} %"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}" if whole else "–"
