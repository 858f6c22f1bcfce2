"""`kiosk update`: which release this unit runs, another one now, and the way back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.codes.escape import printable
from kiosk.commands.language import terminal_language
from kiosk.commands.unit import Unit, this_unit
from kiosk.errors import CentreError, StoreError
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from kiosk.processes.update import Updater
    from kiosk.update.standing import Standing

CHECK_SAYS_NO = 1
STICK = click.Path(exists=True, file_okay=False, path_type=Path)


class VersionText(click.ParamType[str]):
    """A release's version."""

    name = "VERSION"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the version, or fail as click does."""
        from kiosk.update.layout import VERSION

        if VERSION.fullmatch(value) is None:
            self.fail(f"{value!r} is no version, such as 0.2.0.", param, ctx)
        return value


@click.group()
def update() -> None:
    """Show which release this unit runs, bring another one in, or go back."""


@update.command()
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
def status(is_json: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Show what runs, what is wanted, and what hinders it."""
    found = _updater(this_unit()).standing()
    if is_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in _in_words(found):
        click.echo(printable(line))


@update.command()
@click.argument("version", required=False, type=VersionText())
@click.option("--from", "stick", type=STICK, metavar="DIR", help="Take it from a stick, as sync --from does.")
def now(version: str | None, stick: Path | None) -> int:
    """Bring a release in at once, as root: VERSION, else the one that is wanted, whatever wave and hour.

    It is fetched, verified, started and judged; the parts are away for some seconds. Exit status 1 where it was
    not kept: the release before runs again.
    """
    from kiosk.processes.update import fetch_as_sync
    from kiosk.update.trial import Outcome

    updater = _updater(this_unit())
    _refuse_other_machine(updater.standing())
    if stick is None:
        fetch_as_sync(version or "")
    wish = version or updater.standing().wanted
    if not wish:
        raise CentreError("UPD-13", "no release is wanted of this unit.", "Name one: kiosk update now VERSION")
    outcome = updater.now(wish, stick)
    click.echo(_words(f"update.outcome.{outcome}", version=wish))
    return 0 if outcome is Outcome.KEPT else CHECK_SAYS_NO


@update.command()
def back() -> None:
    """Go back to the release before, as root. The one that is left is not taken again."""
    updater = _updater(this_unit())
    left = updater.back()
    click.echo(_words("update.outcome.back", version=updater.standing().current, left=left))


@update.command(hidden=True)
def run() -> int:
    """Do what is due, as kiosk-update.service does: judge what is not judged, bring in what is wanted when closed."""
    from kiosk.update.trial import Outcome

    outcome = _updater(this_unit()).when_due()
    if outcome is not None:
        click.echo(f"update: {outcome}", err=True)
    return 0 if outcome in (None, Outcome.KEPT) else CHECK_SAYS_NO


@update.command(hidden=True)
@click.argument("version", required=False, type=VersionText())
def fetch(version: str | None) -> None:
    """Fetch a release, as sync's user: VERSION, else the one that is wanted."""
    from kiosk.processes.sync.errands import rootless
    from kiosk.processes.update import fetch_by_hand, source_of, wish_of
    from kiosk.sync.identity import read_identity
    from kiosk.update.handover import Wanted
    from kiosk.update.layout import Layout

    unit = this_unit()
    identity, root = read_identity(unit.places.state), unit.root()
    if root is None:
        raise rootless()
    if identity is None:
        raise CentreError("NET-24", "this unit is not paired with a centre.", "Run: kiosk enrol URL")
    clock = unit.clock()
    wish = wish_of(unit.places.state, identity.device_id, clock.now())
    hours = None if wish is None else wish.opening_hours
    wanted = wish if version is None else Wanted(version=version, opening_hours=hours)
    if wanted is None:
        raise CentreError("UPD-13", "no release is wanted of this unit.", "Name one: kiosk update now VERSION")
    url = unit.settings.central.url or identity.papers.url
    fetch_by_hand(source_of(unit.places.state, root, clock), url, Layout(), wanted)


def _updater(unit: Unit) -> Updater:
    from kiosk.processes.update import Updater, picture_in
    from kiosk.update.layout import UPDATE_STATE, Layout

    return Updater(
        layout=Layout(),
        root=unit.root(),
        state=unit.places.state,
        own=UPDATE_STATE,
        clock=unit.clock(is_kept=False),
        picture=picture_in(assets_dir()),
    )


def _in_words(found: Standing) -> tuple[str, ...]:
    _refuse_other_machine(found)
    named = {"current": found.current, "proven": found.proven, "former": found.former, "wanted": found.wanted}
    return (
        _words("update.runs", version=found.current),
        *((_words("update.proven", version=found.proven),) if found.proven != found.current else ()),
        *((_words("update.former", version=found.former),) if found.former not in ("", found.current) else ()),
        *((_words("update.wanted", version=found.wanted),) if found.wanted not in ("", found.current) else ()),
        _words(f"update.state.{found.state}", **named, why=found.why),
    )


def _refuse_other_machine(found: Standing) -> None:
    """Raise StoreError UPD-09 where no release stands."""
    if not found.current:
        raise StoreError(
            "UPD-09", "no releases stand on this machine.", "kiosk update is for units: docs/specs/update.md"
        )


def _words(key: str, **values: object) -> str:
    from kiosk.words import Words

    return Words(terminal_language())(key, **values)
