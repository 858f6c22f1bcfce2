"""`kiosk central seal` and `kiosk central trust`: keys, sealed links and the trust list, by hand."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.unit import LISTS_FILE, this_unit
from kiosk.moment import HANOI, Moment
from kiosk.settings import assets_dir

if TYPE_CHECKING:
    from kiosk.codes.code import Elements
    from kiosk.trust.lists import TrustList

MOST_SERIALS = 100_000
FILE = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])

_log = logging.getLogger(__name__)


class Identifier(click.ParamType[tuple[str, str]]):
    """An application identifier with its value, as 3103=000500."""

    name = "AI=VALUE"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return the pair, or fail as click does."""
        if isinstance(value, tuple):
            return value
        digits, equals, content = value.partition("=")
        if not equals or not digits.isdecimal():
            self.fail(f"{value!r} is no AI=VALUE, such as 3103=000500.", param, ctx)
        return digits, content


@click.group()
def seal() -> None:
    """Make a signing key, and seal the labels of a lot."""


@seal.command()
@click.option("--issuer", required=True, metavar="NAME", help="Whose key it is.")
@click.option("--gln", required=True, metavar="GLN", help="The issuer's own GLN.")
@click.option("--gtin", "gtins", multiple=True, metavar="GTIN", help="A product that it may seal; several allowed.")
@click.option(
    "--prefix", "prefixes", multiple=True, metavar="DIGITS", help="Products whose GTIN's digits 2-14 begin so."
)
@click.option("--place", "places", multiple=True, metavar="GLN", help="An establishment whose sign it may seal.")
@click.option("--not-before", required=True, type=DAY, help="First day on which it signs, in Hanoi.")
@click.option("--not-after", required=True, type=DAY, help="Last day on which it signs, in Hanoi.")
@click.option("--kid", required=True, type=int, metavar="N", help="Its id: 1 to 1048575; from 1044480 on for tests.")
@click.option("--output", required=True, type=FILE, metavar="FILE", help="New file for the private key (PEM).")
def key(
    issuer: str,
    gln: str,
    gtins: tuple[str, ...],
    prefixes: tuple[str, ...],
    places: tuple[str, ...],
    not_before: datetime,
    not_after: datetime,
    kid: int,
    output: Path,
) -> None:
    """Make an Ed25519 key: the private half to a file for its owner alone, the entry for the trust list printed."""
    from kiosk.central.seals.documents import as_json, key_document
    from kiosk.central.seals.keys import NewKey, make_key, write_private_key

    wanted = NewKey(kid, issuer, gln, gtins, prefixes, places, not_before.date(), not_after.date())
    private, entry = make_key(wanted)
    write_private_key(output, private)
    click.echo(as_json(key_document(entry)))


@seal.command()
@click.option("--key", "key_file", required=True, type=FILE, metavar="FILE", help="The private key (PEM).")
@click.option(
    "--trust", "trust_files", required=True, multiple=True, type=FILE, metavar="FILE",
    help="The newest trust list; where it is younger than 48 hours, also the one before.",
)  # fmt: skip
@click.option("--host", required=True, help="The city's host on the labels.")
@click.option("--gtin", required=True, metavar="GTIN", help="The product.")
@click.option("--lot", "lot_number", required=True, metavar="LOT", help="The lot, AI (10).")
@click.option("--serials", type=click.IntRange(1, MOST_SERIALS), metavar="N", help="Draw so many serials.")
@click.option("--serial-file", type=FILE, metavar="FILE", help="Take the serials of a file, one a line.")
@click.option("--lot-label", is_flag=True, help="One label for every pack of the lot, without a serial.")
@click.option("--use-by", metavar="YYMMDD", help="Use-by date, AI (17).")
@click.option("--best-before", metavar="YYMMDD", help="Best-before date, AI (15).")
@click.option("--packed", metavar="YYMMDD", help="Date of packing, AI (13).")
@click.option("--produced", metavar="YYMMDD", help="Date of production or harvest, AI (11).")
@click.option("--ai", "others", multiple=True, type=Identifier(), help="Another identifier; several allowed.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a label.")
def lot(
    key_file: Path,
    trust_files: tuple[Path, ...],
    host: str,
    gtin: str,
    lot_number: str,
    serials: int | None,
    serial_file: Path | None,
    lot_label: bool,  # noqa: FBT001 - click calls it by name
    use_by: str | None,
    best_before: str | None,
    packed: str | None,
    produced: str | None,
    others: tuple[tuple[str, str], ...],
    is_json: bool,  # noqa: FBT001
) -> None:
    """Seal the labels of a lot: one link a line, for the QR code of one pack each (or of all, with --lot-label).

    Refused is what a kiosk would not call valid: a product out of the key's scope, a key that is
    retired, stolen, past its days or not 48 hours in the trust list, and characters that GS1 does not
    allow. Nothing is printed then.
    """
    from kiosk.central.seals.keys import gtin_of, read_private_key
    from kiosk.central.seals.signer import make_signer
    from kiosk.central.seals.signing_key import OpenKey
    from kiosk.processes.check import trust_list_of

    lists = [trust_list_of(file) for file in trust_files]
    signer = make_signer(OpenKey(read_private_key(key_file)), lists, host, _certain(this_unit().clock().now()))
    dates = (("11", produced), ("13", packed), ("15", best_before), ("17", use_by))
    attributes = (*((digits, day) for digits, day in dates if day is not None), *others)
    item: Elements = (("01", gtin_of(gtin)), ("10", lot_number))
    labels: list[Elements] = [
        (*item, *((("21", serial),) if serial is not None else ()), *attributes)
        for serial in _serials(serials, serial_file, is_lot_label=lot_label)
    ]
    links = [signer.seal(elements) for elements in labels]
    for elements, link in zip(labels, links, strict=True):
        click.echo(json.dumps({"link": link, "code": dict(elements)}, ensure_ascii=False) if is_json else link)


def _serials(count: int | None, file: Path | None, *, is_lot_label: bool) -> tuple[str | None, ...]:
    from kiosk.central.seals.serials import draw_serials, read_serials

    if (count is not None) + (file is not None) + is_lot_label != 1:
        raise click.UsageError("Give one of --serials, --serial-file and --lot-label.")
    if is_lot_label:
        return (None,)
    return read_serials(file) if file is not None else draw_serials(count or 0)


@click.group()
def trust() -> None:
    """Write the trust list: who may seal labels."""


@trust.command()
@click.option("--sample", is_flag=True, help="The samples' list: invented names, test keys.")
def export(sample: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Print the trust list of the central database as JSON, as docs/specs/seal.md has it."""
    from kiosk.central.seals.documents import as_json, trust_document
    from kiosk.processes.check import lists_of

    listed = lists_of(assets_dir() / "sample" / LISTS_FILE).trust if sample else _published()
    click.echo(as_json(trust_document(listed)))


def _published() -> TrustList:
    from kiosk.central.database import open_database
    from kiosk.central.seals.published import published_trust_list
    from kiosk.commands.database import database_url

    unit = this_unit()
    engine = open_database(database_url(unit, unit.places.state))
    try:
        return published_trust_list(engine)
    finally:
        engine.dispose()


def _certain(now: Moment) -> datetime:
    """Return the latest instant that has certainly been reached, and say where the clock does not tell it."""
    from kiosk.verdicts.freshness import certain_instant

    at = certain_instant(now)
    if not now.is_trusted:
        _log.warning("this machine's clock is not trusted: sealing as of %s", at.astimezone(HANOI).isoformat(" "))
    return at
