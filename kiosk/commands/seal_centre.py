"""`kiosk central seal vault` and `seal withdraw`: what only the centre's own machine does."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.commands.database import central_database_url
from kiosk.commands.unit import this_unit

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--gtin", required=True, metavar="GTIN", help="The product.")
@click.option("--lot", "lot_number", required=True, metavar="LOT", help="The lot, AI (10).")
@click.option("--serial", "serials", multiple=True, metavar="SERIAL", help="A serial; several allowed.")
@click.option("--serial-file", type=FILE, metavar="FILE", help="The serials of a file, one a line.")
@click.option("--batch", type=click.IntRange(1), metavar="N", help="The labels of a batch, as it was numbered.")
@click.option("--first", type=click.IntRange(1), default=1, metavar="N", help="Of a batch: from this label on.")
@click.option("--last", type=click.IntRange(1), metavar="N", help="Of a batch: to this label.")
def withdraw(
    gtin: str,
    lot_number: str,
    serials: tuple[str, ...],
    serial_file: Path | None,
    batch: int | None,
    first: int,
    last: int | None,
) -> None:
    """Withdraw labels of a lot: every kiosk that asks the centre stops them at once."""
    from kiosk.central.seals.keys import gtin_of
    from kiosk.central.seals.serials import read_serials
    from kiosk.central.seals.withdrawing import Part
    from kiosk.processes.central.seals import withdraw as withdraw_at_centre

    if bool(serials) + (serial_file is not None) + (batch is not None) != 1:
        raise click.UsageError("Give one of --serial, --serial-file and --batch.")
    unit = this_unit()
    named = read_serials(serial_file) if serial_file is not None else serials
    part = None if batch is None else Part(batch, first, last)
    now = unit.clock().now().at
    count = withdraw_at_centre(central_database_url(unit), gtin_of(gtin), lot_number, named, part, now)
    click.echo(f"Labels withdrawn: {count}.", err=True)


@click.group()
def vault() -> None:
    """Make and replace the key-encryption key, which seals the private keys in the database.

    Replacing it: `next`, start the centre again (it opens by both), `rotate`, start it again.
    """


@vault.command()
@click.argument("file", type=FILE)
def make(file: Path) -> None:
    """Make a key-encryption key in a new FILE for its owner alone. Keep a copy of it apart from the database's."""
    from kiosk.central.seals.key_files import make_encryption_key

    make_encryption_key(file)
    click.echo("The key is made. Without it no private key in the database can be used: keep a copy apart.", err=True)


@vault.command("next")
@click.argument("file", type=FILE)
def next_(file: Path) -> None:
    """Put a new key before the one in FILE. The centre opens by both, once it was started again."""
    from kiosk.processes.central.seals import begin_rotation

    begin_rotation(file)
    click.echo("Both keys stand in the file. Start the centre again, then: kiosk central seal vault rotate.", err=True)


@vault.command()
@click.argument("file", type=FILE)
def rotate(file: Path) -> None:
    """Seal every private key anew by the newest key in FILE, then drop the older one from it."""
    from kiosk.processes.central.seals import end_rotation

    unit = this_unit()
    count = end_rotation(central_database_url(unit), file)
    click.echo(f"Private keys sealed anew: {count}. Start the centre again.", err=True)
