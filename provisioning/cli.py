"""`python -m provisioning`: set units up, pack a release, pin host keys, pair."""

from __future__ import annotations

import getpass
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from kiosk.errors import KioskError
from provisioning.errand import Errand
from provisioning.faults import ProvisioningError
from provisioning.inventory import Inventory, load_inventory
from provisioning.many import lines, set_up, table
from provisioning.pack import APT, GLIBC, Target, load_release, pack, take_packages
from provisioning.pin import learned, pinned, ssh_command
from provisioning.steps.software import download_script, package_names
from provisioning.subject import PROJECT, Subject

CANNOT = 2
TAKEN = "/var/cache/kiosk-taken"
FILE = click.Path(path_type=Path)
"""What it must be is said by its number, not by click."""
KEY_HELP = "The private key to log in with; else the agent's and your own."
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def provisioning() -> None:
    """Set up units over SSH. docs/provisioning.md leads through it step by step."""


@provisioning.command()
@click.argument("inventory", type=FILE, required=False)
@click.option("--unit", "units", multiple=True, help="Only this unit; may be given again.")
@click.option("--release", type=FOLDER, default=Path("dist/unit"), show_default=True, help="The folder of `pack`.")
@click.option("--key", type=FILE, help=KEY_HELP)
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be changed, and change nothing.")
@click.option("--offline", "is_offline", is_flag=True, help="Debian's packages from the release's folder.")
@click.option("--switch", is_flag=True, help="Put this release in the place of another that works.")
def apply(
    inventory: Path | None,
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
    inventory, market = _market(inventory, "provision")
    names, key = _chosen(inventory, market, units, "provision"), _key(key)
    if not load_release(release).has_packages and is_offline:
        what = f"{release} holds no Debian packages. Nothing was changed."
        raise ProvisioningError("PRV-03", what, f"make pack-packages INVENTORY={inventory} UNITS=… RELEASE={release}")
    who = f"{getpass.getuser()} at {socket.gethostname()}, process {os.getpid()}"
    errands = [
        Errand(str(inventory), unit, str(release), who, None if key is None else str(key), is_dry, is_offline, switch)
        for unit in names
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
@click.argument("inventory", type=FILE, required=False)
@click.option("--unit", "units", multiple=True, help="A unit whose host key is pinned; may be given again.")
@click.option("--yes", is_flag=True, help="Do not ask: the fingerprint was compared before.")
def pin(inventory: Path | None, units: Sequence[str], yes: bool) -> int:  # noqa: FBT001 - click's
    """Learn the host key of each unit, show its fingerprint, and pin it when you say so.

    Compare the fingerprint with the one on the unit's own console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub
    """
    inventory, market = _market(inventory, "provision-pin")

    def one(name: str) -> bool:
        key = learned(market.units[name])
        click.echo(f"{name}: {key.fingerprint}")
        if not yes:
            click.confirm("Is it the same on the unit?", abort=True)
        pinned(inventory, key)
        return True

    return _each(_named(inventory, market, units, "provision-pin"), one)


@provisioning.command()
@click.argument("inventory", type=FILE, required=False)
@click.option("--unit", "units", multiple=True, help="A unit that is paired; may be given again.")
@click.option("--key", type=FILE, help=KEY_HELP)
def enrol(inventory: Path | None, units: Sequence[str], key: Path | None) -> int:
    """Pair units with the central service, one after another: each shows eight letters, and waits for the board."""
    inventory, market = _market(inventory, "provision-enrol")
    names, key = _named(inventory, market, units, "provision-enrol"), _key(key)
    if not market.market.central_url:
        raise ProvisioningError("PRV-01", f"{inventory} names no central_url.", "Write it into [market].")
    program = "runuser -u kiosk-sync -- /opt/kiosk/current/.venv/bin/kiosk"
    script = f"{program} enrol {shlex.quote(market.market.central_url)} && systemctl restart kiosk-sync.service"

    def one(name: str) -> bool:
        click.echo(f"{name}:")
        return subprocess.run(ssh_command(inventory, name, key, script), check=False).returncode == 0

    return _each(names, one)


@provisioning.command()
@click.argument("inventory", type=FILE, required=False)
@click.option("--unit", "units", multiple=True, help="A bare unit of the same kind, with a network.")
@click.option("--release", type=FOLDER, default=Path("dist/unit"), show_default=True, help="The folder of `pack`.")
@click.option("--key", type=FILE, help=KEY_HELP)
def packages(inventory: Path | None, units: Sequence[str], release: Path, key: Path | None) -> int:
    """Take the Debian packages that a unit would install along with the release, for markets without a network."""
    inventory, market = _market(inventory, "pack-packages")
    names, key = _named(inventory, market, units, "pack-packages"), _key(key)
    if len(names) > 1:
        what = f"packages are taken from one unit at a time, and {', '.join(names)} are named. Nothing was changed."
        raise ProvisioningError("PRV-01", what, _line("pack-packages", inventory, names[0]))
    [name] = names
    subject = Subject(name, market, load_release(release))
    script = f"{download_script(package_names(subject), TAKEN)} >&2; tar -c -C {TAKEN} .; rm -rf {TAKEN}"
    done = subprocess.run(ssh_command(inventory, name, key, script), check=False, stdout=subprocess.PIPE)
    if done.returncode:
        return CANNOT
    take_packages(release, done.stdout)
    click.echo(f"{len(list((release / APT).glob('*.deb')))} packages beside the release in {release}")
    return 0


def _market(path: Path | None, target: str) -> tuple[Path, Inventory]:
    """Return the inventory with its path. Raises ProvisioningError PRV-01 with the line to type, and PRV-02."""
    if path is None or not path.is_file():
        what = "no inventory is named." if path is None else f"there is no file {path}."
        raise ProvisioningError("PRV-01", what, f"{_line(target)}. provisioning/inventory/example.toml shows one.")
    return path, load_inventory(path)


def _key(path: Path | None) -> Path | None:
    """Return the file of the private key. Raises ProvisioningError PRV-13 where there is none."""
    if path is not None and not path.is_file():
        raise ProvisioningError("PRV-13", f"there is no key {path}.", "Name your private key with KEY=….")
    return path


def _chosen(path: Path, inventory: Inventory, units: Sequence[str], target: str) -> list[str]:
    unknown = sorted(set(units) - set(inventory.units))
    if unknown:
        what = f"{unknown[0]!r} is not in {path}; there are {', '.join(inventory.units)}."
        raise ProvisioningError("PRV-01", what, _line(target, path, next(iter(inventory.units))))
    return list(dict.fromkeys(units)) or list(inventory.units)


def _named(path: Path, inventory: Inventory, units: Sequence[str], target: str) -> list[str]:
    """Return the units that were named: a person stands by, so it is never all by themselves."""
    if not units:
        what = f"no unit is named; {path} has {', '.join(inventory.units)}."
        raise ProvisioningError("PRV-01", what, _line(target, path, next(iter(inventory.units))))
    return _chosen(path, inventory, units, target)


def _line(target: str, path: Path | str = "MARKET.toml", unit: str = "mk-01") -> str:
    return f"Type: make {target} INVENTORY={path} UNITS={unit}"


def _each(names: Sequence[str], does: Callable[[str], bool]) -> int:
    """Do it at each unit, the others too where it fails at one; return the exit status."""
    is_done = True
    for name in names:
        try:
            is_done = does(name) and is_done
        except ProvisioningError as fault:
            click.echo(f"{name}: {fault}", err=True)
            is_done = False
    return 0 if is_done else CANNOT


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
