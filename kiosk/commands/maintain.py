"""`kiosk maintain`."""

from __future__ import annotations

import click

from kiosk.commands.unit import this_unit

ONE_MINUTE_S = 60
LONGEST_MINUTES = 240


@click.command()
@click.option(
    "--minutes",
    type=click.IntRange(1, LONGEST_MINUTES),
    default=30,
    show_default=True,
    help="How long, if Ctrl+C does not end it before.",
)
def maintain(minutes: int) -> None:
    """Have the screen say that this unit is being looked after, until Ctrl+C.

    Labels that are held up meanwhile are still read: so that whoever mends a unit can try it.
    """
    from kiosk.processes.held import maintain as hold

    click.echo(f"The screen says that this unit is being looked after: {minutes} minutes, or until Ctrl+C.")
    hold(this_unit().places.runtime, float(minutes * ONE_MINUTE_S))
