"""`kiosk sync`: an exchange by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.unit import Unit, this_unit
from kiosk.settings import assets_dir, open_state

if TYPE_CHECKING:
    from kiosk.processes.sync_errands import Published

LISTS_FILE = "lists.json"


def published_of(unit: Unit) -> Published | None:
    """Return how `unit` fetches what is published; None where it has no root of trust. Raises SettingsError."""
    from kiosk.processes.sync_errands import Published

    root, told = unit.root(), unit.settings.offline
    if root is None:
        return None
    return Published(root, assets_dir() / LISTS_FILE, told.cache_url, told.cache_listen)


@click.command()
@click.option(
    "--from",
    "stick",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with metadata/ and targets/, such as a stick that the centre wrote.",
)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
def sync(stick: Path, is_json: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Take what the centre published from a stick: verified as if it came by the network.

    The trust list and the registry are in use at once; a kiosk that runs needs no restart.
    """
    from kiosk.processes.stick import take_from

    unit = this_unit()
    taken = take_from(stick, published_of(unit), open_state(unit.places), unit.clock())
    if is_json:
        click.echo(taken.model_dump_json())
        return 0
    for line in taken.lines():
        click.echo(line)
    return 0
