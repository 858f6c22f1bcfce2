"""`kiosk journal`."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from kiosk.commands.times import Instant
from kiosk.commands.unit import Unit, this_unit
from kiosk.processes.folders import DEMO_FOLDER

CHECK_SAYS_NO = 1


@click.command()
@click.option("--since", type=Instant(), metavar="TIME", help="Only rows from this time on.")
@click.option("--csv", "is_csv", is_flag=True, help="Print comma-separated values with a line of column names.")
@click.option("--json", "is_json", is_flag=True, help="Print each row's whole event, one JSON object a line.")
@click.option("--verify", is_flag=True, help="Check the chain, and say where it breaks; exit status 1 if it does.")
def journal(since: datetime | None, is_csv: bool, is_json: bool, verify: bool) -> int:  # noqa: FBT001 - click's
    """Print what this unit showed, and when: one line an inspection, nothing about people.

    On a machine that is no unit: the journal of its last demonstration.
    """
    from kiosk.journal import report
    from kiosk.journal.store import JournalReader

    if sum((is_csv, is_json, verify)) > 1:
        raise click.UsageError("Give one of --csv, --json and --verify.")
    unit = this_unit()
    path = own_journal(unit)
    if verify:
        from kiosk.processes.journal_check import check_journal

        is_whole, said = check_journal(path, unit.places.state)
        click.echo(said)
        return 0 if is_whole else CHECK_SAYS_NO
    with closing(JournalReader(path)) as reader:
        print_as = report.as_csv if is_csv else report.as_json_lines if is_json else report.as_table
        for line in print_as(reader.rows(since)):
            click.echo(line)
    return 0


def own_journal(unit: Unit) -> Path:
    """Return the file of this unit's journal; on a machine that is no unit, of its last demonstration."""
    from kiosk.journal.store import FILE_NAME

    own = unit.places.state / FILE_NAME
    of_demonstration = unit.places.state / DEMO_FOLDER / FILE_NAME
    return of_demonstration if not unit.is_enrolled and not own.exists() else own
