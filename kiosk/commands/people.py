"""`kiosk central user`: people of the central service, made by who works at its machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from kiosk.commands.database import USUAL_HOST, USUAL_PORT, central_database_url
from kiosk.commands.unit import this_unit

if TYPE_CHECKING:
    from kiosk.central.people.holdings import HeldGrant, User

ROLES = ("producer", "board", "technician", "supervisor", "department", "administrator")
"""Named here, so that `--help` needs no database library; a test compares."""
MAX_DAYS = 5 * 366

days = click.option(
    "--days", default=365, show_default=True, type=click.IntRange(1, MAX_DAYS), help="How long the token is in force."
)


class Name(click.ParamType[str]):
    """A user's name: one printable line."""

    name = "NAME"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or fail as click does."""
        trimmed = value.strip()
        if not trimmed or len(trimmed) > 120 or not trimmed.isprintable():
            self.fail(f"{value!r} is no name: 1 to 120 printable characters.", param, ctx)
        return trimmed


@click.group()
def user() -> None:
    """Make and list people of the central service, and put them out.

    Recalls, violations and keys need two of them: nobody approves their own proposal, whoever made them.
    """


@user.command()
@click.argument("name", type=Name())
@click.option("--role", required=True, type=click.Choice(ROLES), help="What this person or program is.")
@click.option("--establishment", default="", metavar="ID", help="Only for this establishment.")
@click.option("--market", default="", metavar="ID", help="Only for this market.")
@click.option("--unit", default="", metavar="ID", help="Only for this administrative unit.")
@click.option("--department", default="", metavar="NAME", help="Only for this department.")
@days
def add(name: str, role: str, establishment: str, market: str, unit: str, department: str, days: int) -> None:
    """Make a user with one role, and print a token: the only time that it is shown."""
    from kiosk.central.people.rights import Grant, Role
    from kiosk.processes.people import make_person

    this = this_unit()
    now = this.clock().now().at
    grant = Grant(Role(role), establishment, market, unit, department)
    token = make_person(central_database_url(this), name, grant, timedelta(days=days), now)
    click.echo(f"{name!r} is made. Keep the token: it is shown this once. Days until it ends: {days}.", err=True)
    click.echo(token.text)


@user.command()
@click.argument("name", type=Name())
@days
def token(name: str, days: int) -> None:
    """Print a new token for a user. Those that the user has stay in force."""
    from kiosk.processes.people import make_token

    this = this_unit()
    made = make_token(central_database_url(this), name, timedelta(days=days), this.clock().now().at)
    click.echo(f"Keep the token of {name!r}: it is shown this once. Days until it ends: {days}.", err=True)
    click.echo(made.text)


@user.command()
@click.argument("name", type=Name())
def invite(name: str) -> None:
    """Print the link by which a user sets a password for the console: it works once, within three days."""
    from kiosk.processes.people import make_setup_link

    this = this_unit()
    path = make_setup_link(central_database_url(this), name, this.clock().now().at)
    click.echo(f"Hand it to {name!r} alone; links from before are without effect.", err=True)
    base = this.settings.central.public_url
    if not base:
        click.echo("central.public_url is not set: this is its address on this machine, at the usual port.", err=True)
    click.echo((base or f"http://{USUAL_HOST}:{USUAL_PORT}") + path)


@user.command()
@click.argument("name", type=Name())
def deactivate(name: str) -> None:
    """Let a user in no more: every token is without effect."""
    from kiosk.processes.people import put_out

    this = this_unit()
    put_out(central_database_url(this), name, this.clock().now().at)
    click.echo(f"{name!r} is let in no more.", err=True)


@user.command("list")
@click.option("--json", "is_json", is_flag=True, help="Print each user whole, one JSON object a line.")
def list_(is_json: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Print the users: name, what they are, and tokens in force. No secret."""
    from kiosk.processes.people import all_people

    this = this_unit()
    now = this.clock().now().at
    for one in all_people(central_database_url(this)):
        click.echo(
            json.dumps(asdict(one), default=datetime.isoformat, ensure_ascii=False) if is_json else _line(one, now)
        )


def _line(one: User, now: datetime) -> str:
    open_tokens = [
        made for made in one.tokens if made.revoked_at is None and (made.expires_at is None or made.expires_at > now)
    ]
    state = f"tokens: {len(open_tokens)}" if one.is_active else "let in no more"
    return f"{one.name}\t{'; '.join(_words(held) for held in one.grants) or 'no role'}\t{state}"


def _words(held: HeldGrant) -> str:
    limits = {
        "establishment": held.establishment_id,
        "market": held.market_id,
        "unit": held.unit_id,
        "department": held.department,
    }
    return " ".join([held.role.value, *(f"{name}={value}" for name, value in limits.items() if value)])
