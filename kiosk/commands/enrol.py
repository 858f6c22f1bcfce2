"""`kiosk enrol URL`."""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256

import click

from kiosk.codes.escape import printable
from kiosk.commands.unit import this_unit
from kiosk.messages.enrolment import EnrolmentOffer, in_fours
from kiosk.settings import open_state, refuse_plain

ONE_MINUTE_S = 60


@click.command()
@click.argument("url")
@click.option("--again", is_flag=True, help="Replace the identity that this unit has.")
@click.option("--json", "is_json", is_flag=True, help="Print the letters, then the result, one JSON object a line.")
def enrol(url: str, again: bool, is_json: bool) -> int:  # noqa: FBT001 - click's
    """Pair this unit with the central service at URL.

    It makes a key, shows eight letters and the key's fingerprint, and waits until the market's board
    has typed the letters and compared the fingerprint. The key never leaves this unit. The fingerprint of
    the root of trust, by which this unit verifies what is published, is shown with it.
    """
    from kiosk.processes.enrol import enrol_unit

    unit = this_unit({"central.url": url})
    refuse_plain(unit.settings.central.url)
    clock = unit.clock()
    root_sha256 = "" if (root := unit.root()) is None else sha256(root).hexdigest()
    show = partial(_print_json if is_json else _print, root_sha256)
    enrolled = enrol_unit(
        unit.settings.central.url,
        open_state(unit.places),
        lambda: clock.now().at,
        show,
        unit.places.runtime,
        is_again=again,
    )
    if is_json:
        told = enrolled.model_dump(
            mode="json", include={"device_id", "name", "market_id", "market_name", "area", "position", "expires_at"}
        )
        click.echo(json.dumps({"enrolled": told}, ensure_ascii=False))
        return 0
    click.echo(f"Paired: {printable(enrolled.name)}, {printable(enrolled.market_name)}.")
    click.echo(f"Its certificate holds until {enrolled.expires_at:%Y-%m-%d}, and renews itself.")
    click.echo("Next: restart the kiosk (or run: kiosk run). It asks this centre unless central.url says otherwise.")
    return 0


def _print(root_sha256: str, offer: EnrolmentOffer) -> None:
    from kiosk.processes.sync.errands import rootless

    letters = "  ".join(offer.user_code.replace("-", "–"))
    click.echo(f"\n    {click.style(letters, bold=True)}\n")
    click.echo(f"Fingerprint of this unit's key:  {offer.fingerprint}")
    if root_sha256:
        click.echo(f"Root of trust (SHA-256):         {in_fours(root_sha256)}")
    else:
        click.echo(f"{rootless()} Pairing goes on: it does not bring one.")
    click.echo(
        f"Type the letters at the central service, compare the fingerprint, name the kiosk:"
        f" within {offer.expires_in // ONE_MINUTE_S} minutes. Waiting …"
    )


def _print_json(root_sha256: str, offer: EnrolmentOffer) -> None:
    shown = {"user_code": offer.user_code, "fingerprint": offer.fingerprint, "expires_in": offer.expires_in}
    shown |= {"root_sha256": root_sha256} if root_sha256 else {}
    click.echo(json.dumps(shown))
