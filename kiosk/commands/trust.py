"""`kiosk central trust`: the list of who may seal labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kiosk.commands.database import central_database_url
from kiosk.commands.unit import LISTS_FILE, this_unit
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from kiosk.trust.lists import TrustList


@click.group()
def trust() -> None:
    """Publish and write the trust list: who may seal labels."""


@trust.command()
@click.option("--sample", is_flag=True, help="The samples' list: invented names, test keys.")
def export(sample: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Print the trust list of the central database as JSON, as docs/specs/seal.md has it."""
    from kiosk.central.seals.documents import as_json, trust_document
    from kiosk.processes.check import lists_of

    listed = lists_of(assets_dir() / "sample" / LISTS_FILE).trust if sample else _published()
    click.echo(as_json(trust_document(listed)))


def _published() -> TrustList:
    from kiosk.central.database import open_database
    from kiosk.central.seals.published import published_trust_list
    from kiosk.commands.database import database_url

    unit = this_unit()
    engine = open_database(database_url(unit, unit.places.state))
    try:
        return published_trust_list(engine)
    finally:
        engine.dispose()


@trust.command()
@click.option("--host", "hosts", required=True, multiple=True, metavar="HOST", help="A host of the city's own labels.")
def publish(hosts: tuple[str, ...]) -> None:
    """Publish a list with these hosts: the first one of a new centre, or the newest with other hosts.

    Keys come into it by two people, over HTTP. What is new in a list seals 48 hours later.
    """
    from kiosk.processes.central.seals import publish_hosts

    unit = this_unit()
    made = publish_hosts(central_database_url(unit), hosts, unit.clock().now())
    click.echo(f"Version {made.version} of the trust list is published: {', '.join(made.hosts)}.", err=True)
