"""`python -m provisioning`: set units up, pack a release, pin host keys, pair."""

from __future__ import annotations

import getpass
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kiosk.errors import KioskError
from provisioning.errand import Errand
from provisioning.inventory import Inventory, load_inventory
from provisioning.many import lines, set_up, table
from provisioning.pack import APT, GLIBC, Target, load_release, pack, take_packages
from provisioning.pin import learned, pinned, ssh_command
from provisioning.steps.software import download_script, package_names
from provisioning.subject import PROJECT, Subject

CANNOT = 2
TAKEN = "/var/cache/kiosk-taken"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def provisioning() -> None:
    """Set up units over SSH. docs/provisioning.md leads through it step by step."""


@provisioning.command()
@click.argument("inventory", type=FILE)
@click.option("--unit", "units", multiple=True, help="Only this unit; may be given again.")
@click.option("--release", type=FOLDER, default=Path("dist/unit"), show_default=True, help="The folder of `pack`.")
@click.option("--key", type=FILE, help="The private key to log in with; else the agent's and your own.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be changed, and change nothing.")
@click.option("--offline", "is_offline", is_flag=True, help="Debian's packages from the release's folder.")
@click.option("--switch", is_flag=True, help="Put this release in the place of another that works.")
def apply(
    inventory: Path,
    units: Sequence[str],
    release: Path,
    key: Path | None,
    is_dry: bool,  # noqa: FBT001 - click's
    is_offline: bool,  # noqa: FBT001 - click's
    switch: bool,  # noqa: FBT001 - click's
) -> int:
    """Set up the units of INVENTORY, several at once, and print a table of what came of it.

    Safe to run again: what is as it should be stays untouched. Exit status 2 where a unit failed.
    """
    market = load_inventory(inventory)
    load_release(release)
    who = f"{getpass.getuser()} at {socket.gethostname()}, process {os.getpid()}"
    errands = [
        Errand(str(inventory), unit, str(release), who, None if key is None else str(key), is_dry, is_offline, switch)
        for unit in _chosen(market, units)
    ]
    outcomes = set_up(errands, lambda said: click.echo(said, err=True))
    for one in outcomes:
        for step, titles in one.report.changes if is_dry else ():
            click.echo(f"{one.errand.unit}: {step}: {'; '.join(titles)}")
        if is_dry and one.report.differences:
            click.echo(one.report.differences)
    click.echo(table(outcomes))
    for failed in lines(outcomes):
        click.echo(failed, err=True)
    return CANNOT if any(one.report.fault is not None for one in outcomes) else 0


@provisioning.command("pack")
@click.argument("folder", type=FOLDER)
@click.option("--python", type=click.Choice(sorted(GLIBC)), default="3.13", show_default=True, help="3.13: Debian 13.")
@click.option("--machine", type=click.Choice(["aarch64", "x86_64"]), default="aarch64", show_default=True)
@click.option("--wheels", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Take wheels from here.")
def pack_release(folder: Path, python: str, machine: str, wheels: Path | None) -> int:
    """Make in FOLDER the release that units get: wheels with their hashes, units, assets."""
    release = pack(PROJECT, folder, Target(python, machine), wheels)
    click.echo(f"{release.version}: {release.size_bytes / 1e6:.0f} MB in {folder}")
    return 0


@provisioning.command()
@click.argument("inventory", type=FILE)
@click.option("--unit", required=True, help="The unit whose host key is pinned.")
@click.option("--yes", is_flag=True, help="Do not ask: the fingerprint was compared before.")
def pin(inventory: Path, unit: str, yes: bool) -> int:  # noqa: FBT001 - click's
    """Learn the host key of a unit, show its fingerprint, and pin it when you say so.

    Compare the fingerprint with the one on the unit's own console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub
    """
    [name] = _chosen(load_inventory(inventory), [unit])
    key = learned(load_inventory(inventory).units[name])
    click.echo(f"{name}: {key.fingerprint}")
    if not yes:
        click.confirm("Is it the same on the unit?", abort=True)
    pinned(inventory, key)
    return 0


@provisioning.command()
@click.argument("inventory", type=FILE)
@click.option("--unit", required=True, help="The unit that is paired.")
@click.option("--key", type=FILE, help="The private key to log in with; else the agent's and your own.")
def enrol(inventory: Path, unit: str, key: Path | None) -> int:
    """Pair a unit with the central service: it shows eight letters, and waits until the board has typed them."""
    market = load_inventory(inventory)
    [name] = _chosen(market, [unit])
    if not market.market.central_url:
        raise click.UsageError("The inventory names no central_url.")
    program = "runuser -u kiosk-sync -- /opt/kiosk/current/.venv/bin/kiosk"
    script = f"{program} enrol {shlex.quote(market.market.central_url)} && systemctl restart kiosk-sync.service"
    return CANNOT if subprocess.run(ssh_command(inventory, name, key, script), check=False).returncode else 0


@provisioning.command()
@click.argument("inventory", type=FILE)
@click.option("--unit", required=True, help="A bare unit of the same kind, with a network.")
@click.option("--release", type=FOLDER, default=Path("dist/unit"), show_default=True, help="The folder of `pack`.")
@click.option("--key", type=FILE, help="The private key to log in with; else the agent's and your own.")
def packages(inventory: Path, unit: str, release: Path, key: Path | None) -> int:
    """Take the Debian packages that a unit would install along with the release, for markets without a network."""
    [name] = _chosen(load_inventory(inventory), [unit])
    subject = Subject(name, load_inventory(inventory), load_release(release))
    script = f"{download_script(package_names(subject), TAKEN)} >&2; tar -c -C {TAKEN} .; rm -rf {TAKEN}"
    done = subprocess.run(ssh_command(inventory, name, key, script), check=False, stdout=subprocess.PIPE)
    if done.returncode:
        return CANNOT
    take_packages(release, done.stdout)
    click.echo(f"{len(list((release / APT).glob('*.deb')))} packages beside the release in {release}")
    return 0


def _chosen(inventory: Inventory, units: Sequence[str]) -> list[str]:
    unknown = sorted(set(units) - set(inventory.units))
    if unknown:
        raise click.UsageError(f"{unknown[0]!r} is not in the inventory; there are {', '.join(inventory.units)}.")
    return list(dict.fromkeys(units)) or list(inventory.units)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and end the process with its status."""
    try:
        status = provisioning(args=arguments, prog_name="python -m provisioning", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Ended; nothing more is done.", err=True)
        status = CANNOT
    except click.ClickException as fault:
        fault.show()
        status = CANNOT
    except KioskError as fault:
        click.echo(str(fault), err=True)
        status = CANNOT
    sys.exit(status or 0)
