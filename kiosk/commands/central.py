"""`kiosk central`: the service that every kiosk asks, and its administration."""

from __future__ import annotations

import logging

import click

from kiosk.commands.database import database_url
from kiosk.commands.logs import log_to_stderr
from kiosk.commands.seal import seal, trust
from kiosk.commands.unit import Unit, this_unit
from kiosk.settings import assets_dir, open_state


@click.group()
def central() -> None:
    """Run and administer the central service.

    KIOSK_CENTRAL__DATABASE_URL chooses its database; SQLite in the state folder where it is not set.
    """


@central.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for any.")
@click.option("--sample", is_flag=True, help="Load the sample registry first: invented names, test keys.")
def serve(host: str, port: int, sample: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Answer kiosks until SIGTERM or Ctrl-C."""
    from kiosk.processes.central import initialise_central, run_central

    log_to_stderr(logging.INFO)
    unit = this_unit()
    database_url = _database_url(unit)
    if sample:
        initialise_central(database_url, assets_dir() / "sample")
    settings = unit.settings.central
    return run_central(host, port, database_url, unit.clock(), settings.public_url, settings.replica_url)


@central.command()
@click.option("--sample", is_flag=True, help="Load the sample registry: invented names, test keys.")
def init(sample: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Make the database, or bring it up to date."""
    from kiosk.processes.central import initialise_central

    folder = assets_dir() / "sample" if sample else None
    click.echo(initialise_central(_database_url(this_unit()), folder))


def _database_url(unit: Unit) -> str:
    """Return the URL that is set, else that of the SQLite file in the state folder, made if missing."""
    return unit.settings.central.database_url or database_url(unit, open_state(unit.places))


for _group in (seal, trust):
    central.add_command(_group)
