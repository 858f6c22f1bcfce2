"""`kiosk central tuf`: the ceremony of who may sign what kiosks take with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from kiosk.commands.database import central_database_url
from kiosk.commands.unit import this_unit
from kiosk.messages.enrolment import in_fours

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
PEOPLE = ("root", "targets", "trust", "release")
SERVICE = ("registry", "settings", "snapshot", "timestamp")
"""Named here, so that `--help` needs no database library; a test compares."""


@click.group()
def tuf() -> None:
    """Decide who may sign what kiosks take with them, and publish what people signed: docs/keys.md."""


@tuf.command()
@click.argument("file", type=FILE)
@click.option("--no-passphrase", is_flag=True, help="Do not ask for one: the file alone signs.")
def key(file: Path, no_passphrase: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Make a person's key in a new FILE, and print its public half: on a machine of one's own, offline."""
    from kiosk.central.publishing.people_keys import make_key_file

    given = "" if no_passphrase else click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    click.echo(make_key_file(file, given))


@tuf.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--keys",
    required=True,
    type=FOLDER,
    metavar="FOLDER",
    help="Where people's public keys lie, named NAME-ROLE.pub: five of root, three each of targets, trust and release.",
)
def begin(folder: Path, keys: Path) -> None:
    """Write what people sign on the first day into FOLDER. Makes the service's keys."""
    from kiosk.processes.ceremony import begin_ceremony

    unit = this_unit()
    for file in begin_ceremony(central_database_url(unit), unit.settings.central, folder, keys, unit.clock().now().at):
        click.echo(str(file))


@tuf.command()
@click.argument("role", type=click.Choice(PEOPLE))
@click.argument("folder", type=FOLDER)
@click.option("--add", multiple=True, type=(str, FILE), metavar="NAME FILE", help="Of releases: a target and its file.")
@click.option("--drop", multiple=True, metavar="NAME", help="Of releases: a target that goes.")
@click.option(
    "--replace",
    "replaced",
    multiple=True,
    type=(click.Choice(PEOPLE + SERVICE), str, FILE),
    metavar="ROLE OLD FILE",
    help="Of root and targets: the key whose id begins with OLD makes room for a person's public key in FILE.",
)
@click.option(
    "--renew-service",
    "renewed",
    multiple=True,
    type=(click.Choice(SERVICE), str),
    metavar="ROLE OLD",
    help="Of root and targets: the service's key whose id begins with OLD makes room for a new one.",
)
def draft(
    role: str,
    folder: Path,
    add: Sequence[tuple[str, Path]],
    drop: Sequence[str],
    replaced: Sequence[tuple[str, str, Path]],
    renewed: Sequence[tuple[str, str]],
) -> None:
    """Write the next version of ROLE into FOLDER for people to sign: the newest trust list, releases, or other keys."""
    from kiosk.central.publishing.roles import RoleName
    from kiosk.processes.ceremony import Exchange, draft_keys, draft_list

    is_keys = role in ("root", "targets")
    if (is_keys and (add or drop)) or (not is_keys and (replaced or renewed)) or (role == "trust" and (add or drop)):
        raise click.UsageError(f"{role} takes no such option.")
    unit = this_unit()
    url, now, name = central_database_url(unit), unit.clock().now().at, RoleName(role)
    if is_keys:
        exchanges = [Exchange(RoleName(of), old, new) for of, old, new in replaced]
        exchanges += [Exchange(RoleName(of), old) for of, old in renewed]
        click.echo(str(draft_keys(url, unit.settings.central, name, folder, exchanges, now)))
    else:
        click.echo(str(draft_list(url, name, folder, dict(add), drop, now)))


@tuf.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--key", "key_file", required=True, type=FILE, metavar="FILE", help="The signer's own private key.")
@click.option("--yes", is_flag=True, help="Do not ask whether to sign.")
def sign(files: Sequence[Path], key_file: Path, yes: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Show what drafts say, and add one's signature to each: on a machine of one's own, offline."""
    from kiosk.central.publishing.described import shown_key
    from kiosk.central.publishing.drafts import read_metadata, sign_file
    from kiosk.central.publishing.folder import replace_file
    from kiosk.central.publishing.people_keys import read_key_file
    from kiosk.central.publishing.places import refuse_stranger

    shown = [(path, _shown(path)) for path in files]
    if not yes:
        click.confirm("Sign this?", abort=True, err=True)
    signer = read_key_file(key_file, lambda: str(click.prompt("Passphrase", hide_input=True, err=True)))
    key_id = signer.public_key.keyid
    unseen = [path for path, content in shown if not refuse_stranger(path, read_metadata(content), key_id)]
    for path, content in shown:
        replace_file(path, sign_file(content, signer))
        click.echo(f"{path} is signed by {shown_key(key_id)}.", err=True)
    for path in unseen:
        click.echo(
            f"{path}: what names its keys is not in this folder; the centre will see whether it counts.", err=True
        )


@tuf.command()
@click.argument("file", type=FILE)
@click.argument("copies", nargs=-1, required=True, type=FILE)
def merge(file: Path, copies: Sequence[Path]) -> None:
    """Put the signatures of COPIES, which others signed, into FILE."""
    from kiosk.central.publishing.drafts import merged_files
    from kiosk.central.publishing.folder import read_file, replace_file

    replace_file(file, merged_files([read_file(path) for path in (file, *copies)]))
    _shown(file)


@tuf.command()
@click.argument("folder", type=FOLDER)
def publish(folder: Path) -> None:
    """Publish what people signed in FOLDER: all of it, or nothing."""
    from kiosk.processes.ceremony import publish_signed

    unit = this_unit()
    version = publish_signed(central_database_url(unit), unit.settings.central, folder, unit.clock().now())
    click.echo(f"Version {version} is published.", err=True)


@tuf.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a role.")
def show(as_json: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Show each role: its version and end, and which keys may sign it; a star stands behind those that did.

    Last the fingerprint of the first root, which a kiosk shows while it is paired.
    """
    from kiosk.processes.ceremony import what_stands

    stands = what_stands(central_database_url(this_unit()))
    for role in stands.roles:
        click.echo(json.dumps(asdict(role), default=str) if as_json else role.line())
    if not as_json:
        click.echo(f"root of trust: {in_fours(stands.root_sha256)}")


@click.command("publish")
@click.option("--sample", is_flag=True, help="Of the sample registry: keys for practice sign what people sign else.")
@click.option("--export", "stick", type=FOLDER, metavar="FOLDER", help="Write all of it for kiosks without a network.")
def publish_now(sample: bool, stick: Path | None) -> None:  # noqa: FBT001 - click calls it by name
    """Publish registry, settings and a new timestamp now, as the service does by itself."""
    from kiosk.processes import ceremony

    unit = this_unit()
    url, now = central_database_url(unit), unit.clock().now()
    folder = unit.places.state / "publishing-by-hand"
    done = ceremony.publish_now(url, unit.settings.central, folder, now, is_demonstration=sample)
    if done is not None:
        click.echo(f"Published {done.words()}.", err=True)
    if stick is not None:
        click.echo(
            f"Files written: {ceremony.write_stick(url, stick)}. At the kiosk: kiosk sync --from {stick}", err=True
        )


def _shown(path: Path) -> bytes:
    from kiosk.central.publishing.described import described
    from kiosk.central.publishing.drafts import read_metadata
    from kiosk.central.publishing.folder import beside, read_file, role_of_file

    content = read_file(path)
    whole = read_metadata(content)
    for line in described(role_of_file(path), whole, beside(path, whole)):
        click.echo(line, err=True)
    return content
