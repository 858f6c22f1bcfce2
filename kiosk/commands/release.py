"""`kiosk central release`: releases for people to sign, and the waves in which units take them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kiosk.commands.database import central_database_url
from kiosk.commands.unit import this_unit
from kiosk.commands.update import VersionText

FOLDER = click.Path(file_okay=False, path_type=Path)
WHEELS = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def release() -> None:
    """Publish releases of this program, and say which units are to run them. Two people sign: docs/keys.md."""


@release.command()
@click.argument("version", type=VersionText())
@click.argument("folder", type=FOLDER)
@click.option(
    "--system",
    "systems",
    multiple=True,
    required=True,
    type=(str, str, WHEELS),
    metavar="PYTHON MACHINE DIR",
    help="The wheels of one kind of unit, such as: 3.13 aarch64 wheels/.",
)
@click.option("--drop", multiple=True, type=VersionText(), metavar="VERSION", help="A release that goes.")
@click.option(
    "--way-back",
    type=VersionText(),
    metavar="VERSION",
    help="The older release that units may be sent back to from this one; without it people go back by hand alone.",
)
def draft(
    version: str, folder: Path, systems: Sequence[tuple[str, str, Path]], drop: Sequence[str], way_back: str | None
) -> None:
    """Write the release VERSION into FOLDER for people to sign, then: kiosk central tuf publish FOLDER."""
    from kiosk.central.publishing.releases import SystemFolder
    from kiosk.processes.central.releases import draft_release

    unit = this_unit()
    folders = [SystemFolder(*one) for one in systems]
    url, now = central_database_url(unit), unit.clock().now().at
    click.echo(str(draft_release(url, version, folders, drop, folder, now, way_back)))


@release.command("list")
def list_() -> None:
    """Print the releases that are published."""
    from kiosk.processes.central.releases import published_releases

    for version in published_releases(central_database_url(this_unit())):
        click.echo(version)


@release.command()
@click.argument("version", type=VersionText())
@click.argument("percent", type=click.IntRange(0, 100))
@click.option("--market", default="", metavar="ID", help="Only of this market.")
@click.option("--unit", "kiosk", default="", metavar="ID", help="Only of this unit.")
def wave(version: str, percent: int, market: str, kiosk: str) -> None:
    """Let PERCENT of the units run the published release VERSION: 1, then 10, then 100; 0 stops it.

    Which units they are is told by their ids: who belongs to 1 % belongs to 10 %. Units that run it already stay.
    """
    from kiosk.messages.wave import WantedRelease
    from kiosk.processes.central.releases import set_wave

    if market and kiosk:
        raise click.UsageError("Give one of --market and --unit.")
    this = this_unit()
    wanted = WantedRelease(version=version, percent=percent)
    before = set_wave(central_database_url(this), wanted, market, kiosk, this.clock().now().at)
    was = "nothing was wanted before" if before is None else f"before: {before.version}, {before.percent} %"
    click.echo(f"{version} is wanted of {percent} % ({was}).", err=True)
