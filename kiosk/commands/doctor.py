"""`kiosk doctor`: how this unit fares, for the technician who stands before it."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from kiosk.commands.journal import own_journal
from kiosk.commands.unit import LISTS_FILE, Unit, this_unit
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.doctor.examine import Part
    from kiosk.doctor.subject import Subject

CHECK_SAYS_NO = 1
PIPED_S = 10.0
"""How long `doctor camera` looks where nobody sits at a terminal to end it."""
JSON_HELP = "Print one JSON object a check."


@click.group(invoke_without_command=True)
@click.option("--json", "is_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def doctor(context: click.Context, is_json: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Check this unit: one row a check, with what was found and what to do.

    Exit status 1 where a check failed; a warning is none. A part alone: kiosk doctor power.
    """
    if context.invoked_subcommand is not None:
        if is_json:
            raise click.UsageError("Give --json behind the part: kiosk doctor power --json.")
        return 0
    from kiosk.doctor.examine import PARTS

    return _examined(this_unit(), PARTS, is_json=is_json)


@doctor.command()
@click.option("--json", "is_json", is_flag=True, help="Print the camera's checks as JSON, without the bar.")
def camera(is_json: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Show sharpness, light and a hint while you focus, until Ctrl-C; then check the camera.

    Hold a label upright before it. Where the output is no terminal, ten seconds of lines come. A kiosk that
    runs is not stopped: its live picture is looked at.
    """
    from kiosk.doctor.examine import PARTS

    unit = this_unit()
    if not is_json:
        _show_live(subject_of(unit))
    return _examined(unit, [part for part in PARTS if part.name == "camera"], is_json=is_json)


def _part(name: str, says: str) -> None:
    @doctor.command(name, help=f"Check {says}.")
    @click.option("--json", "is_json", is_flag=True, help=JSON_HELP)
    def command(is_json: bool) -> int:  # noqa: FBT001 - click calls it by name
        from kiosk.doctor.examine import PARTS

        return _examined(this_unit(), [part for part in PARTS if part.name == name], is_json=is_json)


for _name, _says in (
    ("fittings", "screen, touch, sound and GPIO"),
    ("clock", "the time, who vouches for it, and the battery clock"),
    ("power", "voltage, throttling, temperature, and the memory card"),
    ("disk", "room, databases, the journal's chain, and the outbox"),
    ("network", "network, centre, certificate, trust list, and the age of what was fetched"),
    ("services", "the services of the kiosk, and its release"),
):
    _part(_name, _says)


def subject_of(unit: Unit) -> Subject:
    """Return the unit as the doctor examines it."""
    from kiosk.doctor.subject import ListFiles, Subject

    return Subject(
        settings=unit.settings,
        places=unit.places,
        is_enrolled=unit.is_enrolled,
        clock=unit.clock(),
        lists=ListFiles(unit.lists(), unit.places.state / "lists.good.json", assets_dir() / LISTS_FILE),
        journal=own_journal(unit),
        release=version("kiosk"),
    )


def _examined(unit: Unit, parts: Sequence[Part], *, is_json: bool) -> int:
    from kiosk.doctor.examine import examine
    from kiosk.doctor.row import as_table, says_no

    rows = []
    for row in examine(subject_of(unit), parts):
        rows.append(row)
        if is_json:
            click.echo(row.as_json())
    for line in () if is_json else as_table(rows):
        click.echo(line)
    return CHECK_SAYS_NO if says_no(rows) else 0


def _show_live(subject: Subject) -> None:
    """Show the bar; a camera that cannot be opened, or breaks, is told by the rows that follow."""
    from contextlib import closing, suppress

    from kiosk.doctor.live import live_lines
    from kiosk.doctor.pictures import open_pictures
    from kiosk.errors import CameraError

    is_terminal = sys.stdout.isatty()
    with suppress(CameraError, KeyboardInterrupt), closing(open_pictures(subject)) as source:
        for line in live_lines(source, None if is_terminal else PIPED_S):
            click.echo(f"\r\033[K{line}" if is_terminal else line, nl=not is_terminal)
    if is_terminal:
        click.echo()
