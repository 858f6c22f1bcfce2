"""The figures of one run as the tables of docs/simulation.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.simulate.people import GENUINE, Kind
from bench.simulate.plot import drawing, png, svg
from bench.simulate.scenario import Scenario
from bench.simulate.tally import AMBER_BUDGET_PER_500, RED_BUDGET_PER_10000, Tally
from kiosk.verdicts.verdict import Headline

BEGIN, END = "<!-- figures: written by make simulate -->", "<!-- end of figures -->"


def report(scenario: Scenario, tally: Tally) -> str:
    """Return all figures as Markdown."""
    return "\n".join((*_summary(scenario, tally), "", *_causes(tally), "", *_said(tally), "", *_caught(tally)))


def write(stem: Path, figures: str, tally: Tally) -> tuple[Path, ...]:
    """Write `figures` into STEM.md between the marks, and the picture beside it in pictures/; return the files.

    Words around the marks stay. A file without marks is made anew.
    """
    page, pictures = stem.with_suffix(".md"), stem.parent / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    drawn = (pictures / f"{stem.name}.svg", pictures / f"{stem.name}.png")
    shapes = drawing(tally.caught)
    drawn[0].write_text(svg(shapes), encoding="utf-8")
    png(shapes, drawn[1])
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    head, mark, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2] if mark else "\n"
    head = head if mark else "# Simulation\n"
    page.write_text(f"{head}{BEGIN}\n{figures}\n{END}{tail}", encoding="utf-8")
    return (page, *drawn)


def _summary(scenario: Scenario, tally: Tally) -> Iterator[str]:
    scans = tally.genuine_scans
    yield (
        f"{scenario.units:,} genuine units, {scans:,} scans of them at kiosks, "
        f"{_of_kind(tally, Kind.PHONE):,} by phones; seed {scenario.seed}."
    )
    yield ""
    yield "| of genuine labels | wrong | share | budget |"
    yield "|---|---|---|---|"
    reds, ambers = tally.false_reds.total(), tally.false_ambers.total()
    yield f"| red | {reds} | {tally.reds_per_10000:.2f} in 10,000 | {RED_BUDGET_PER_10000:g} in 10,000 |"
    yield f"| amber for suspicion | {ambers} | {tally.ambers_per_500:.2f} in 500 | {AMBER_BUDGET_PER_500:g} in 500 |"


def _causes(tally: Tally) -> Iterator[str]:
    yield "| wrong | headline | rule | whose scan | scans |"
    yield "|---|---|---|---|---|"
    for name, counts in (("red", tally.false_reds), ("amber", tally.false_ambers)):
        for (headline, cause, kind), count in counts.most_common():
            yield f"| {name} | `{headline}` | {cause or '–'} | {kind} | {count} |"
    for (headline, cause), count in tally.phone_alarms.most_common():
        yield f"| on a phone, counted apart | `{headline}` | {cause or '–'} | {Kind.PHONE} | {count} |"


def _said(tally: Tally) -> Iterator[str]:
    said: Counter[Headline] = Counter()
    for (kind, headline), count in tally.said.items():
        said[headline] += count if kind in GENUINE else 0
    yield "| said of genuine labels at kiosks | scans | share |"
    yield "|---|---|---|"
    for headline, count in said.most_common():
        if count:
            yield f"| `{headline}` | {count:,} | {count / max(1, tally.genuine_scans):.2%} |"


def _caught(tally: Tally) -> Iterator[str]:
    rates = sorted({rate for _, rate in tally.caught})
    yield "| copies | " + " | ".join(f"{rate:g} checks a copy" for rate in rates) + " |"
    yield "|---" * (len(rates) + 1) + "|"
    for copies in sorted({copies for copies, _ in tally.caught}):
        cells = [tally.caught[copies, rate] for rate in rates]
        shares = (f"{cell.red_share:.0%} red, {cell.suspected_share:.0%} red or amber" for cell in cells)
        yield f"| {copies} | " + " | ".join(shares) + " |"


def _of_kind(tally: Tally, kind: Kind) -> int:
    return sum(count for (own, _), count in tally.said.items() if own is kind)
