"""`kiosk central`: the service that every kiosk asks, and its administration."""

from __future__ import annotations

import logging

import click

from kiosk.commands.database import USUAL_HOST, USUAL_PORT, central_database_url
from kiosk.commands.imports import import_command
from kiosk.commands.logs import log_to_stderr
from kiosk.commands.people import user
from kiosk.commands.release import release
from kiosk.commands.seal import seal
from kiosk.commands.sheet import sheet
from kiosk.commands.trust import trust
from kiosk.commands.tuf import publish_now, tuf
from kiosk.commands.unit import this_unit
from kiosk.settings import assets_dir, open_state

PUBLISHING_FOLDER = "publishing"
"""In the state folder: what this machine compares the registry with."""

_log = logging.getLogger(__name__)


@click.group()
def central() -> None:
    """Run and administer the central service.

    KIOSK_CENTRAL__DATABASE_URL chooses its database; SQLite in the state folder where it is not set.
    """


@central.command()
@click.option("--host", default=USUAL_HOST, show_default=True, help="Address to listen at.")
@click.option("--port", default=USUAL_PORT, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for any.")
@click.option("--sample", is_flag=True, help="Load the sample registry first: invented names, test keys.")
def serve(host: str, port: int, sample: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Answer kiosks until SIGTERM or Ctrl-C."""
    from kiosk.processes.central.post import post_of
    from kiosk.processes.central.serve import initialise_central, run_central
    from kiosk.processes.people import make_sample_people

    log_to_stderr(logging.INFO)
    unit = this_unit()
    database_url = central_database_url(unit)
    if sample:
        initialise_central(database_url, assets_dir() / "sample")
        _log.info(make_sample_people(database_url, unit.clock().now().at))
    return run_central(
        host,
        port,
        database_url,
        unit.clock(),
        unit.settings.central,
        post=post_of(unit.settings.mail, unit.settings.webhook),
        is_demonstration=sample,
        publishing_dir=open_state(unit.places) / PUBLISHING_FOLDER,
    )


@central.command()
@click.option("--sample", is_flag=True, help="Load the sample registry: invented names, test keys.")
def init(sample: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Make the database, or bring it up to date.

    Where nobody has named yet which certificates goods need, the usual ones are written, and said with their law.
    """
    from kiosk.processes.central.needed import name_usual_certificates
    from kiosk.processes.central.serve import initialise_central
    from kiosk.processes.people import make_sample_people

    unit = this_unit()
    database_url = central_database_url(unit)
    now = unit.clock().now().at
    click.echo(initialise_central(database_url, assets_dir() / "sample" if sample else None))
    if sample:
        click.echo(make_sample_people(database_url, now))
    for line in name_usual_certificates(database_url, now):
        click.echo(line)


seal.add_command(sheet)
for _group in (user, seal, trust, tuf, release, publish_now, import_command):
    central.add_command(_group)
