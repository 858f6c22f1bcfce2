"""`kiosk replay` and `kiosk check --replay`: the same verdicts again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.journal import own_journal
from kiosk.commands.unit import LISTS_FILE, Unit, this_unit
from kiosk.errors import ListError
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from kiosk.trust.lists import TrustList

CHECK_SAYS_NO = 1


@click.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a row, and a summary.")
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A trust list of another version, for rows that were judged by it.",
)
def replay(day: datetime, is_json: bool, trust: tuple[Path, ...]) -> int:  # noqa: FBT001 - click calls it by name
    """Judge again what this unit showed on DAY (2026-11-23, in Hanoi), and say what would differ.

    On a machine that is no unit: from the journal of its last demonstration. Exit status 1 where
    anything differs, or cannot be judged again.
    """
    from kiosk.journal.store import JournalReader
    from kiosk.processes.replay import of_day, read_rows, tell

    unit = this_unit()
    with closing(JournalReader(own_journal(unit))) as reader:
        told = of_day(read_rows(reader.rows()), day.date())
        is_proven = tell(told, _trust_lists(unit, trust), click.echo, is_json=is_json)
    return 0 if is_proven else CHECK_SAYS_NO


def replay_file(path: Path, trust: Sequence[Path], *, is_json: bool) -> int:
    """Judge the rows of a file again, print what differs, and return the exit status."""
    from kiosk.processes.replay import read_journal, tell

    is_proven = tell(read_journal(path), _trust_lists(this_unit(), trust), click.echo, is_json=is_json)
    return 0 if is_proven else CHECK_SAYS_NO


def _trust_lists(unit: Unit, files: Sequence[Path]) -> dict[int, TrustList]:
    """Return the trust lists that are here by their version: this unit's own, former ones too, and those of `files`."""
    from kiosk.processes.check import trust_list_of
    from kiosk.sync.former_lists import former_lists

    own = unit.lists() if unit.is_enrolled else assets_dir() / "sample" / LISTS_FILE
    former = [*reversed(former_lists(unit.places.state)), own] if unit.is_enrolled else [own]
    known = [*_readable(former), *(trust_list_of(path) for path in files)]
    return {one.version: one for one in known}


def _readable(paths: Sequence[Path]) -> Iterator[TrustList]:
    """Give the lists of the unit's own files. One that is damaged is said, and its rows cannot be judged again."""
    from kiosk.processes.lists import read_lists

    for path in paths:
        try:
            yield read_lists(path).trust
        except ListError as fault:
            click.echo(f"kiosk: {fault}", err=True)
