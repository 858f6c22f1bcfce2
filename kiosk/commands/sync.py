"""`kiosk sync`: an exchange by hand, by the network or a stick."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.codes.escape import printable
from kiosk.commands.unit import LISTS_FILE, Unit, this_unit
from kiosk.settings import assets_dir, open_state

if TYPE_CHECKING:
    from kiosk.processes.sync.errands import Published

CHECK_SAYS_NO = 1


def published_of(unit: Unit) -> Published | None:
    """Return how `unit` fetches what is published; None where it has no root of trust. Raises SettingsError."""
    from kiosk.processes.sync.errands import Published

    root, told = unit.root(), unit.settings.offline
    if root is None:
        return None
    return Published(root, assets_dir() / LISTS_FILE, told.cache_url, told.cache_listen)


@click.command()
@click.option("--once", is_flag=True, help="Exchange everything with the centre now, and say how each part went.")
@click.option(
    "--from",
    "stick",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Take what the centre published from a folder with metadata/ and targets/, such as a stick.",
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON: one object, with --once one a part.")
def sync(once: bool, stick: Path | None, is_json: bool) -> int:  # noqa: FBT001 - click calls it by name
    """Exchange with the centre by hand, or take what it published from a stick.

    What a stick holds is verified as if it came by the network. Trust list and registry are in use at
    once; a kiosk that runs needs no restart. With --once, exit status 1 where a part failed.
    """
    if once == (stick is not None):
        raise click.UsageError("Give one of --once and --from DIR.")
    return _from_stick(stick, is_json=is_json) if stick is not None else _once(is_json=is_json)


def _from_stick(stick: Path, *, is_json: bool) -> int:
    from kiosk.processes.stick import take_from

    unit = this_unit()
    taken = take_from(stick, published_of(unit), open_state(unit.places), unit.clock())
    for line in (taken.model_dump_json(),) if is_json else taken.lines():
        click.echo(line)
    return 0


def _once(*, is_json: bool) -> int:
    from kiosk.processes.sync.once import sync_once

    unit = this_unit()
    done = sync_once(unit.settings.central.url or None, open_state(unit.places), unit.clock(), published_of(unit))
    for one in done:
        said = json.dumps({"name": one.name, "fault": one.fault or None, "came": one.came or None}, ensure_ascii=False)
        click.echo(said if is_json else f"{one.name}: {printable(one.fault or one.came)}")
    return CHECK_SAYS_NO if any(one.fault for one in done) else 0
