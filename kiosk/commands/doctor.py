"""`kiosk doctor`: how this unit fares, for the technician who stands before it."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.journal import own_journal
from kiosk.commands.language import terminal_language
from kiosk.commands.unit import LISTS_FILE, Unit, this_unit
from kiosk.errors import KioskError, StoreError
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.doctor.examine import Part
    from kiosk.doctor.row import Row
    from kiosk.doctor.subject import Subject

CHECK_SAYS_NO = 1
PIPED_S = 10.0
"""How long `doctor camera` looks where nobody sits at a terminal to end it."""
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
JSON_HELP = "Print one JSON object a check."
WITHOUT = click.option("--without", multiple=True, metavar="PART", help="Leave this part out; may be given again.")


@click.group(invoke_without_command=True)
@click.option("--json", "is_json", is_flag=True, help=JSON_HELP)
@WITHOUT
@click.pass_context
def doctor(context: click.Context, is_json: bool, without: tuple[str, ...]) -> int:  # noqa: FBT001 - click calls it by name
    """Check this unit: one row a check, with what was found and what to do.

    Exit status 1 where a check failed; a warning is none. A part alone: kiosk doctor power.
    """
    if context.invoked_subcommand is not None:
        if is_json:
            raise click.UsageError("Give --json behind the part: kiosk doctor power --json.")
        return 0
    return _examined(this_unit(), _parts(without), is_json=is_json)


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
        clock=unit.clock(is_kept=False),
        lists=ListFiles(unit.lists(), unit.places.state / "lists.good.json", assets_dir() / LISTS_FILE),
        journal=own_journal(unit),
        release=version("kiosk"),
    )


def _parts(without: Sequence[str]) -> Sequence[Part]:
    from kiosk.doctor.examine import PARTS

    names = [part.name for part in PARTS]
    if strange := [name for name in without if name not in names]:
        raise click.UsageError(f"There is no part {strange[0]!r}: there are {', '.join(names)}.")
    return [part for part in PARTS if part.name not in without]


def _examined(unit: Unit, parts: Sequence[Part], *, is_json: bool) -> int:
    from kiosk.doctor.examine import examine

    return _printed(tuple(examine(subject_of(unit), parts)), is_json=is_json)


def _printed(rows: Sequence[Row], *, is_json: bool) -> int:
    from kiosk.doctor.row import as_table, says_no

    for line in (row.as_json() for row in rows) if is_json else as_table(rows):
        click.echo(line)
    return CHECK_SAYS_NO if says_no(rows) else 0


def _show_live(subject: Subject) -> None:
    """Show the bar; a camera that cannot be opened, or breaks, is told by the rows that follow."""
    from contextlib import closing, suppress

    from kiosk.doctor.live import live_lines
    from kiosk.doctor.pictures import open_pictures
    from kiosk.errors import CameraError

    is_terminal = _is_terminal()
    with suppress(CameraError, KeyboardInterrupt), closing(open_pictures(subject)) as source:
        for line in live_lines(source, None if is_terminal else PIPED_S):
            click.echo(f"\r\033[K{line}" if is_terminal else line, nl=not is_terminal)
    if is_terminal:
        click.echo()


@doctor.command()
@click.argument("file", type=NEW_FILE)
@WITHOUT
def bundle(file: Path, without: tuple[str, ...]) -> None:
    """Write a support file (tar.gz) for the operator, under 1 MB: checks, settings, and logs that are scrubbed.

    No key, no token, no password, no certificate, nothing that was scanned, nothing of people. What is in it is listed.
    """
    from kiosk.doctor.bundle import bundled, write_bundle

    texts = bundled(subject_of(this_unit()), _parts(without))
    size = write_bundle(file, texts)
    for text in texts:
        click.echo(f"{text.name:<14}  {len(text.written):>7} bytes  {text.says}")
    click.echo(f"{file}: {size} bytes")


@doctor.command()
@click.option("--record", type=NEW_FILE, help="Add the run to this file; after a power cut the same one is compared.")
@click.option("--json", "is_json", is_flag=True, help=JSON_HELP)
def hardware(record: Path | None, is_json: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Go through what only a unit's own hardware can show, and keep a record of it.

    What the machine cannot see itself is asked at a terminal: y, n, or nothing where you did not look. Run it as
    root. A row that cannot be shown here is absent, "not here", with the reason.
    """
    from kiosk.doctor.hardware import add_run, hardware_rows, last_run, this_run

    subject = subject_of(this_unit())
    earlier = last_run(record) if record is not None else None
    run, rows = this_run(subject), tuple(hardware_rows(subject, earlier, _answer))
    if record is not None:
        add_run(record, run, rows)
    return _printed(rows, is_json=is_json)


def _answer(asked: str) -> bool | None:
    if not sys.stdin.isatty():
        return None
    answer: str = click.prompt(f"{asked} (y/n)", default="", show_default=False, err=True)
    return {"y": True, "n": False}.get(answer.strip().lower()[:1])


@doctor.command()
@click.argument("file", type=NEW_FILE)
def card(file: Path) -> None:
    """Write the check card for scanner guns as PDF, to print at its real size.

    It needs what prints labels, which a unit has not: make it where the central service is installed.
    """
    from kiosk.doctor.card import card_pdf
    from kiosk.words import Words

    made = card_pdf(assets_dir() / "fonts", Words(terminal_language()))
    try:
        with file.open("xb") as opened:  # what stands there is somebody's
            opened.write(made)
    except OSError as fault:
        raise StoreError(
            "DOC-01", f"the card {str(file)!r} cannot be written: {fault.strerror}.", "Name another file."
        ) from fault
    click.echo(f"{file}: print it at its real size, then run: kiosk doctor gun /dev/ttyACM0")


@doctor.command()
@click.argument("line", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(0.1, 600), help="How long to wait.")
@click.option("--json", "is_json", is_flag=True, help=JSON_HELP)
def gun(line: Path | None, seconds: float, is_json: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Check a scanner gun on a serial line by the card that `kiosk doctor card` makes: read it once.

    PATH is the line, such as /dev/ttyACM0; else that of camera.source. End the kiosk's camera service first:
    two readers of one line get half the letters each.
    """
    from contextlib import closing

    from kiosk.camera.gun import Gun
    from kiosk.camera.naming import SERIAL
    from kiosk.doctor.gun import read_card

    source = this_unit().settings.camera.source
    if line is None and not source.startswith(SERIAL):
        raise KioskError(
            "DOC-02", "no scanner gun is named.", "Give its line (kiosk doctor gun /dev/ttyACM0), or set camera.source."
        )
    with closing(Gun(line or Path(source.removeprefix(SERIAL)))) as opened:
        click.echo("Read the check card now.", err=True)
        return _printed(read_card(opened, seconds), is_json=is_json)


def _is_terminal() -> bool:
    return sys.stdout.isatty()
