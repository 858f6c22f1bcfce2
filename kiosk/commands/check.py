"""`kiosk check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from kiosk.commands.language import terminal_language
from kiosk.commands.replay import replay_file
from kiosk.commands.times import Instant
from kiosk.commands.unit import Unit, this_unit
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from kiosk.processes.check import Asked, Checker

    Printed: TypeAlias = Callable[[Asked, int], str]

STREAM = "-"


@click.command()
@click.argument("text", required=False)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a result.")
@click.option("--at", type=Instant(), metavar="TIME", help="Judge as of this time instead of now.")
@click.option(
    "--trust", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Judge by the trust list in FILE."
)
@click.option("--offline", is_flag=True, help="Use this unit's own data only; the centre is not asked.")
@click.option(
    "--replay",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Judge again the rows of a journal.db, or of what `kiosk journal --json` printed.",
)
def check(
    text: str | None,
    is_json: bool,  # noqa: FBT001 - click calls it by name
    at: datetime | None,
    trust: Path | None,
    offline: bool,  # noqa: FBT001
    replay: Path | None,
) -> int:
    """Say what a code that contains TEXT is worth: verdict, origin, certification, authenticity.

    TEXT is what a reader reads from a label, or a number typed from it. With "-", each line of
    standard input is a JSON string, or an object {"payload", "symbology"} (an AIM identifier such
    as "]Q1", or null for what was typed), and gives one line of output, in order.

    On a machine that is no unit: by the sample registry, at the samples' time unless --at is given.
    Nothing that a code contains is ever opened or fetched.

    With --replay there is no TEXT: exit status 1 where a verdict differs from that of its row.
    """
    if replay is not None:
        if text is not None or at is not None or offline:
            raise click.UsageError("--replay takes time, place and records from the rows: give --json or --trust only.")
        return replay_file(replay, [] if trust is None else [trust], is_json=is_json)
    if text is None:
        raise click.UsageError("Missing argument 'TEXT'.")
    _check(text, at, trust, is_json=is_json, is_offline=offline)
    return 0


def _check(text: str, at: datetime | None, trust: Path | None, *, is_json: bool, is_offline: bool) -> None:
    """Print the verdict on TEXT, or on each line of standard input."""
    from kiosk.codes.payload import Payload
    from kiosk.processes.check import Asked, read_line, with_trust

    with _checker(at, is_offline=is_offline) as known:
        checker = known if trust is None else replace(known, lists=with_trust(known.lists, trust))
        printed = _printed(checker, is_json=is_json, is_stream=text == STREAM)
        if text != STREAM:
            click.echo(printed(Asked(Payload(os.fsencode(text))), 1))
            return
        for number, line in enumerate(sys.stdin.buffer, start=1):
            click.echo(printed(read_line(line), number))


def _checker(at: datetime | None, *, is_offline: bool) -> AbstractContextManager[Checker]:
    """Return what checks here: this unit's data, or the samples on a machine that is no unit."""
    from kiosk.processes.check import sample_checker
    from kiosk.processes.demo import SAMPLES_LIVE_AT

    unit = this_unit()
    if unit.is_enrolled:
        return _unit_checker(unit, at, is_offline=is_offline)
    moment = at or unit.settings.clock.at or datetime.fromisoformat(SAMPLES_LIVE_AT)
    return sample_checker(assets_dir() / "sample", moment, is_offline=is_offline)


def _unit_checker(unit: Unit, at: datetime | None, *, is_offline: bool) -> AbstractContextManager[Checker]:
    from kiosk.moment import Moment
    from kiosk.processes.check import lists_of
    from kiosk.processes.check_unit import UnitSetup, centre_of, unit_checker
    from kiosk.verdicts.gather import Place

    told = unit.settings.unit
    url = "" if is_offline else centre_of(unit.settings.central.url, unit.places.state)
    if not url and not is_offline:
        click.echo("No centre is asked: this unit is not paired, and central.url is not set.", err=True)
    return unit_checker(
        UnitSetup(
            state=unit.places.state,
            lists=lists_of(unit.lists()),
            place=Place(told.market_id, unit.is_enrolled),
            place_name=told.market,
            now=unit.clock().now() if at is None else Moment(at, is_trusted=True, floor=at),
            central_url=url or None,
        )
    )


def _printed(checker: Checker, *, is_json: bool, is_stream: bool) -> Printed:
    """Return what makes a line, or lines, of one thing that was asked and the number of its line of input."""
    from kiosk.processes.check import as_checked
    from kiosk.processes.check_words import in_one_line, in_words
    from kiosk.words import LANGUAGES, Words

    if is_json:
        languages = [Words(language) for language in LANGUAGES]
        return lambda asked, _: as_checked(asked, checker, languages).model_dump_json(ensure_ascii=True)
    words = Words(terminal_language())
    if is_stream:
        return lambda asked, number: in_one_line(asked, checker, words, number)
    return lambda asked, _: in_words(asked, checker, words)
