"""`kiosk part …`: one process of the kiosk, as systemd and `kiosk run` start it. Never shows samples by itself."""

from __future__ import annotations

import logging
from importlib.metadata import version
from pathlib import Path

import click

from kiosk.commands.logs import log_to_stderr
from kiosk.commands.unit import LISTS_FILE, this_unit
from kiosk.processes.manner import FIRST_CAMERA
from kiosk.settings import assets_dir, open_runtime, open_state_to_go_on


@click.group()
def part() -> None:
    """Start one process of the kiosk. Settings come from /etc/kiosk/kiosk.toml and KIOSK_… variables."""
    log_to_stderr(logging.INFO)


@part.command()
@click.option("--source", help="A file, a folder, camera:N, pi or serial:PATH.")
@click.option("--once", is_flag=True, help="Play a file once; one that breaks is over.")
def camera(source: str | None, once: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Read frames, and tell the screen what is in them."""
    from kiosk.processes.camera import run_camera

    unit = this_unit({"camera.source": source})
    wanted = unit.settings.camera
    runtime = open_runtime(unit.places)
    return run_camera(
        wanted.source or FIRST_CAMERA,
        runtime,
        loop=wanted.loop,
        speed=wanted.speed,
        is_once=once,
        focus=wanted.focus,
    )


@part.command()
@click.option("--windowed", is_flag=True, default=None, help="A window instead of the whole screen.")
@click.option("--headless", is_flag=True, default=None, help="Paint without a display.")
@click.option(
    "--screenshots",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep a picture of each screen; refused on an enrolled unit.",
)
@click.option("--ends-with-source", is_flag=True, help="End when a source that is played once is over.")
def screen(
    windowed: bool | None,  # noqa: FBT001 - click calls it by name
    headless: bool | None,  # noqa: FBT001
    screenshots: Path | None,
    ends_with_source: bool,  # noqa: FBT001
) -> int:
    """Show what shoppers see, judge what they hold up, and write the journal."""
    from kiosk.camera.naming import kind_of
    from kiosk.journal.event import Stand
    from kiosk.journal.store import FILE_NAME
    from kiosk.processes.screen.run import run_screen
    from kiosk.processes.screen.setup import ScreenSetup
    from kiosk.verdicts.gather import Place
    from kiosk.words import LANGUAGES

    flags = {"screen.windowed": windowed, "screen.headless": headless, "screen.screenshots": screenshots}
    unit = this_unit(flags)
    told, look = unit.settings.unit, unit.settings.screen
    setup = ScreenSetup(
        runtime_dir=open_runtime(unit.places),
        journal_path=open_state_to_go_on(unit.places) / FILE_NAME,
        lists_path=unit.lists(),
        kept_lists_path=unit.places.state / "lists.good.json",
        assets=assets_dir(),
        clock=unit.clock(),
        stand=Stand(told.name, told.market_id, version("kiosk"), unit.is_enrolled),
        place=Place(told.market_id, unit.is_enrolled),
        market=told.market,
        position=told.position,
        placed_lists_path=None if told.demonstration else unit.places.state / LISTS_FILE,
        language=look.language if look.language in LANGUAGES else LANGUAGES[0],
        size=(look.width, look.height),
        has_button=unit.settings.panel.has_button,
        is_demo=told.demonstration,
        is_windowed=look.windowed,
        is_headless=look.headless,
        ends_with_source=ends_with_source,
        screenshots=look.screenshots,
        source=kind_of(unit.settings.camera.source),
    )
    return run_screen(setup)


@part.command()
def panel() -> int:
    """Light the lamps of the front panel, sound its buzzer, and watch its button."""
    from kiosk.processes.panel import run_panel

    unit = this_unit()
    return run_panel(open_runtime(unit.places), unit.settings.panel, assets_dir() / "sounds")


@part.command()
def sync() -> int:
    """Ask the central service, and keep what it answered."""
    from kiosk.commands.sync import published_of
    from kiosk.processes.sync.part import run_sync

    unit = this_unit()
    return run_sync(
        unit.settings.central.url or None,
        open_runtime(unit.places),
        open_state_to_go_on(unit.places),
        unit.settings.unit.market_id,
        unit.clock(),
        published=published_of(unit),
        is_demonstration=unit.settings.unit.demonstration,
    )
