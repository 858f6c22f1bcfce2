"""`python -m bench.simulate`: print the figures, write them where --output says; 1 where a budget is missed."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import click

from bench.simulate.report import report, write
from bench.simulate.run import simulate
from bench.simulate.scenario import Scenario

GIVEN = Scenario()


@click.command(context_settings={"show_default": True})
@click.option("--units", default=GIVEN.units, help="Genuine units.")
@click.option("--seed", default=GIVEN.seed, help="Of all chances.")
@click.option("--copied", default=GIVEN.copied_serials, help="Copied serials at each checking rate.")
@click.option("--late-share", default=GIVEN.late_share, help="Lots whose movements are keyed in 1 to 3 days late.")
@click.option("--never-share", default=GIVEN.never_share, help="Lots whose resale is never keyed in.")
@click.option("--list-lead-h", default=GIVEN.list_lead_h, help="Hours that signers wait with a new key or product.")
@click.option("--output", type=click.Path(path_type=Path), help="Write OUTPUT.md, and pictures/ beside it.")
def main(
    units: int, seed: int, copied: int, late_share: float, never_share: float, list_lead_h: float, output: Path | None
) -> None:
    """Let the real rules judge a fortnight of genuine goods, and a thousand copied labels."""
    scenario = replace(
        GIVEN,
        units=units,
        seed=seed,
        copied_serials=copied,
        late_share=late_share,
        never_share=never_share,
        list_lead_h=list_lead_h,
    )
    began = time.perf_counter()
    tally = simulate(scenario)
    figures = report(scenario, tally)
    click.echo(figures)
    click.echo(f"\n{time.perf_counter() - began:.0f} s")
    if output is not None:
        for path in write(output, figures, tally):
            click.echo(path)
    if not tally.is_in_budget:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
