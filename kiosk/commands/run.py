"""`kiosk run`: all processes of the kiosk on this machine."""

from __future__ import annotations

import os
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.codes.escape import printable
from kiosk.commands.logs import LOG_LEVEL
from kiosk.commands.unit import Unit, this_unit
from kiosk.errors import KioskError
from kiosk.settings import assets_dir, open_runtime, open_state

if TYPE_CHECKING:
    from kiosk.processes.manner import Machine, Manner
    from kiosk.processes.together import Outcome

CANNOT_BE_DONE = 2
"""Exit status where a part has already said why."""
FIRST_CAMERA_DEVICE = Path("/dev/video0")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where this run keeps what it makes; `screenshots` None: no pictures are taken."""

    state: Path
    runtime: Path
    screenshots: Path | None


@click.command()
@click.option("--source", default="", help="What to read: a file, a folder, camera:N, pi or serial:PATH.")
@click.option("--demo", is_flag=True, help="Show the samples; refused on an enrolled unit.")
@click.option("--windowed", is_flag=True, help="A window instead of the whole screen.")
@click.option("--headless", is_flag=True, help="Paint without a display.")
@click.option(
    "--screenshots",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep a picture of each screen in DIR; refused on an enrolled unit.",
)
def run(source: str, demo: bool, windowed: bool, headless: bool, screenshots: Path | None) -> int:  # noqa: FBT001
    """Run the whole kiosk on this machine: camera, look-up, screen, panel, journal.

    A machine that is no unit shows a demonstration: sample data, an embedded central service, a
    fixed time. Without a camera the shipped clip plays; without a display it plays once, and a
    table of what was shown is printed.
    """
    from kiosk.camera.naming import refuse_what_names_nothing
    from kiosk.processes.manner import Wish, decide

    unit = this_unit({"screen.screenshots": screenshots})
    manner = decide(Wish(source, demo, windowed, headless), _machine(unit, has_display=headless or _has_display(unit)))
    refuse_what_names_nothing(manner.source)
    if manner.advice:
        click.echo(f"kiosk: {manner.advice}", err=True)
    if not manner.is_demonstration:
        click.echo(_what_runs(unit, manner))
    with ExitStack() as stack:
        folders = _folders(stack, unit, manner)
        outcome = _run(manner, folders)
        return _tell(manner, folders, outcome)


def _what_runs(unit: Unit, manner: Manner) -> str:
    """Return in a line which kiosk runs, by what the board told it last; else by its settings."""
    from kiosk.processes.screen.told import told_before
    from kiosk.sync.published import trust_version

    told, own = told_before(unit.places.state), unit.settings.unit
    name, market = (own.name, own.market) if told is None else (told.name, told.market_name)
    version = trust_version(unit.places.state)
    lists = "no trust list yet" if version is None else f"trust list {version}"
    place = ", ".join(one for one in (name or "a kiosk without a name", market) if one)
    look = " without a display" if manner.is_headless else ""
    return printable(f"Runs{look}: {place}; source {manner.source}; {lists}. Ctrl-C ends it.")


def _has_display(unit: Unit) -> bool:
    """Whether somebody would see a window; says so where a display was named and is none, and on a unit always."""
    from kiosk.screen.display import NOT_NAMED, display_fault

    fault = display_fault()
    if fault is not None and (unit.is_enrolled or fault != NOT_NAMED):
        click.echo(f"kiosk: there is no display: {fault}. It paints without one.", err=True)
    return fault is None


def _machine(unit: Unit, *, has_display: bool) -> Machine:
    from kiosk.processes.manner import Machine

    return Machine(
        is_enrolled=unit.is_enrolled,
        has_display=has_display,
        has_camera=_opens(FIRST_CAMERA_DEVICE),
        clip=str(assets_dir() / "sample" / "clip.mp4"),
        source=unit.settings.camera.source,
        loops=unit.settings.camera.loop,
    )


def _opens(device: Path) -> bool:
    try:
        os.close(os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def _folders(stack: ExitStack, unit: Unit, manner: Manner) -> Folders:
    from kiosk.processes.folders import demo_state, own_runtime, picture_folder

    state = open_state(unit.places)
    runtime = stack.enter_context(own_runtime(open_runtime(unit.places)))
    if not manner.is_demonstration:
        return Folders(state, runtime, None)
    demo = stack.enter_context(demo_state(state))
    wanted = unit.settings.screen.screenshots or (demo / "screenshots" if manner.ends else None)
    return Folders(demo, runtime, wanted and picture_folder(wanted))


def _run(manner: Manner, folders: Folders) -> Outcome:
    from kiosk.processes.demo import children, own_port, told_of_samples, told_to_all
    from kiosk.processes.together import Together

    told = {
        LOG_LEVEL: os.environ.get(LOG_LEVEL, "warning"),
        **told_to_all(manner, folders.runtime, folders.screenshots),
    }
    with own_port() if manner.is_demonstration else nullcontext(0) as port:
        if manner.is_demonstration:
            told |= told_of_samples(folders.state, port, os.environ)
        return Together(children(manner, told, port), folders.runtime).run()


def _tell(manner: Manner, folders: Folders, outcome: Outcome) -> int:
    """Print what a run showed that was played once; return the exit status."""
    from kiosk.processes.together import End

    if outcome.end is End.GIVEN_UP:
        if outcome.is_explained:
            return CANNOT_BE_DONE
        raise KioskError(
            "RUN-03",
            f"part {outcome.culprit} cannot work.",
            "It says why in the lines above; KIOSK_LOG=debug says more.",
        )
    if outcome.end is End.FINISHED and manner.ends:
        _print_table(manner, folders)
        if outcome.never_ready:
            names = ", ".join(outcome.never_ready)
            raise KioskError("RUN-04", f"never came up: {names}.", "KIOSK_LOG=info says more.")
        if outcome.failed:
            return CANNOT_BE_DONE
    return 0


def _print_table(manner: Manner, folders: Folders) -> None:
    from kiosk.journal.store import FILE_NAME
    from kiosk.processes.outcome import as_table, labels_of_clip, not_read, rows_of

    rows = rows_of(folders.state / FILE_NAME)
    for line in as_table(rows):
        click.echo(line)
    if folders.screenshots is not None:
        click.echo(f"Screenshots: {folders.screenshots}")
    sample = assets_dir() / "sample"
    if Path(manner.source) == sample / "clip.mp4" and (missing := not_read(labels_of_clip(sample), rows)):
        raise KioskError(
            "RUN-05",
            f"not every label of the shipped clip was read: {', '.join(missing)}.",
            "This machine may be too slow or too busy: run it again, or with --source and a file of your own.",
        )
