"""`kiosk central seal`: keys and sealed links, by hand from files or by the centre's own vault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.database import central_database_url
from kiosk.commands.seal_centre import vault, withdraw
from kiosk.commands.unit import this_unit

if TYPE_CHECKING:
    from kiosk.central.seals.signer import Signer
    from kiosk.codes.code import Elements

MOST_SERIALS = 100_000
FILE = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


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
    """Make signing keys, seal the labels of a lot, and withdraw them."""


for _command in (vault, withdraw):
    seal.add_command(_command)


@seal.command()
@click.option("--issuer", metavar="NAME", help="Whose key it is.")
@click.option("--gln", metavar="GLN", help="The issuer's own GLN.")
@click.option("--gtin", "gtins", multiple=True, metavar="GTIN", help="A product that it may seal; several allowed.")
@click.option(
    "--prefix", "prefixes", multiple=True, metavar="DIGITS", help="Products whose GTIN's digits 2-14 begin so."
)
@click.option("--place", "places", multiple=True, metavar="GLN", help="An establishment whose sign it may seal.")
@click.option("--not-before", required=True, type=DAY, help="First day on which it signs, in Hanoi.")
@click.option("--not-after", required=True, type=DAY, help="Last day on which it signs, in Hanoi.")
@click.option("--kid", type=int, metavar="N", help="Its id: 1 to 1048575; from 1044480 on for tests.")
@click.option("--output", type=FILE, metavar="FILE", help="New file for the private key (PEM).")
@click.option("--establishment", metavar="ID", help="Instead of a file: propose a key of this establishment.")
@click.option("--user", metavar="NAME", help="Who proposes it; a second person approves it over HTTP.")
def key(
    issuer: str | None,
    gln: str | None,
    gtins: tuple[str, ...],
    prefixes: tuple[str, ...],
    places: tuple[str, ...],
    not_before: datetime,
    not_after: datetime,
    kid: int | None,
    output: Path | None,
    establishment: str | None,
    user: str | None,
) -> None:
    """Make an Ed25519 key: by hand into a file, or for an establishment in the centre's vault.

    Into a file (--output, --issuer, --gln, --kid): the private half for its owner alone, the entry for
    the trust list printed. For an establishment (--establishment, --user): a proposal, whose id is
    printed; approved, the key is made in the vault and stands in the next trust list.
    """
    days = (not_before.date(), not_after.date())
    if establishment is not None and user is not None and not (issuer or gln or kid or output):
        click.echo(_proposed(establishment, user, (gtins, prefixes, places), days))
        return
    if issuer is None or gln is None or kid is None or output is None or establishment or user:
        raise click.UsageError("Give --output, --issuer, --gln and --kid, or --establishment and --user.")
    from kiosk.central.seals.documents import as_json, key_document
    from kiosk.central.seals.keys import NewKey, make_key, write_private_key

    private, entry = make_key(NewKey(kid, issuer, gln, gtins, prefixes, places, *days))
    write_private_key(output, private)
    click.echo(as_json(key_document(entry)))


Texts = tuple[str, ...]


def _proposed(establishment: str, user: str, scope: tuple[Texts, Texts, Texts], days: tuple[date, date]) -> str:
    from pydantic import ValidationError

    from kiosk.central.seals.wanted import NewKeyWanted, ScopeDocument
    from kiosk.processes.central.seals import propose_key

    unit = this_unit()
    gtins, prefixes, places = scope
    try:
        wanted = NewKeyWanted(
            establishment_id=establishment,
            scope=ScopeDocument(gtins=gtins, gtin_prefixes=prefixes, glns=places),
            not_before=days[0],
            not_after=days[1],
        )
    except ValidationError as fault:
        first = fault.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from fault
    return propose_key(central_database_url(unit), user, wanted, unit.clock().now().at)


@seal.command()
@click.option("--key", "key_file", type=FILE, metavar="FILE", help="The private key (PEM); else the centre's own.")
@click.option(
    "--trust", "trust_files", multiple=True, type=FILE, metavar="FILE",
    help="The newest trust list; where it is younger than 48 hours, also the one before.",
)  # fmt: skip
@click.option("--host", help="The city's host on the labels.")
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
    key_file: Path | None,
    trust_files: tuple[Path, ...],
    host: str | None,
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

    With --key, --trust and --host by hand, from files. Without them by the centre's vault and
    database: a registered lot, up to its declared quantity, the dates as it was registered, logged.

    Refused is what a kiosk would not call valid: a product out of the key's scope, a key that is
    retired, stolen, past its days or not 48 hours in the trust list, and characters that GS1 does not
    allow. Nothing is printed then.
    """
    dates = (("11", produced), ("13", packed), ("15", best_before), ("17", use_by))
    attributes = (*((digits, day) for digits, day in dates if day is not None), *others)
    if key_file is None and not trust_files and host is None:
        if serial_file or attributes or (serials is None) != lot_label:
            raise click.UsageError("By the centre: --serials or --lot-label alone; the dates are those of the lot.")
        _print(_sealed_by_centre(gtin, lot_number, serials), is_json=is_json)
        return
    if key_file is None or not trust_files or host is None:
        raise click.UsageError("Give --key, --trust and --host, or none of them.")
    drawn = _serials(serials, serial_file, is_lot_label=lot_label)
    from kiosk.central.seals.keys import gtin_of
    from kiosk.central.seals.sealing_time import sealing_as_of

    item: Elements = (("01", gtin_of(gtin)), ("10", lot_number))
    labels: list[Elements] = [
        (*item, *((("21", serial),) if serial is not None else ()), *attributes) for serial in drawn
    ]
    with sealing_as_of(this_unit().clock().now(), gtin_of(gtin)) as at:
        signer = _signer_of_files(key_file, trust_files, host, at)
        sealed = [(signer.seal(elements), elements) for elements in labels]
    _print(sealed, is_json=is_json)


def _print(labels: Sequence[tuple[str, Elements]], *, is_json: bool) -> None:
    for link, elements in labels:
        click.echo(json.dumps({"link": link, "code": dict(elements)}, ensure_ascii=False) if is_json else link)


def _signer_of_files(key_file: Path, trust_files: tuple[Path, ...], host: str, at: datetime) -> Signer:
    from kiosk.central.seals.keys import read_private_key
    from kiosk.central.seals.signer import make_signer
    from kiosk.central.seals.signing_key import OpenKey
    from kiosk.processes.check import trust_list_of

    lists = [trust_list_of(file) for file in trust_files]
    return make_signer(OpenKey(read_private_key(key_file)), lists, host, at)


def _sealed_by_centre(gtin: str, lot_number: str, count: int | None) -> Sequence[tuple[str, Elements]]:
    from kiosk.central.seals.batches import MOST_LABELS
    from kiosk.central.seals.issuing import Wanted
    from kiosk.central.seals.keys import gtin_of
    from kiosk.central.seals.sealing_time import sealing_as_of
    from kiosk.processes.central.seals import seal_lot

    if count is not None and count > MOST_LABELS:
        raise click.UsageError(f"The centre seals {MOST_LABELS} labels at once; ask again for more.")
    unit = this_unit()
    wanted = Wanted(gtin_of(gtin), lot_number, count or 1, is_serialised=count is not None)
    now = unit.clock().now()
    with sealing_as_of(now, wanted.gtin) as at:
        issued = seal_lot(central_database_url(unit), unit.settings.central, wanted, now.at, at)
    click.echo(f"Batch {issued.batch.number}.", err=True)
    return [(label.link, label.elements) for label in issued.labels]


def _serials(count: int | None, file: Path | None, *, is_lot_label: bool) -> tuple[str | None, ...]:
    from kiosk.central.seals.serials import draw_serials, read_serials

    if (count is not None) + (file is not None) + is_lot_label != 1:
        raise click.UsageError("Give one of --serials, --serial-file and --lot-label.")
    if is_lot_label:
        return (None,)
    return read_serials(file) if file is not None else draw_serials(count or 0)
