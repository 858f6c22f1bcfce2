"""The way to one unit: SSH to the pinned host key, one run at a time."""

from __future__ import annotations

import logging
import shlex
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import click
from paramiko import Channel, SSHException, Transport
from pyinfra.api import Config, Host, Inventory, State, StringCommand
from pyinfra.api.connect import connect_all
from pyinfra.api.exceptions import ConnectError, PyinfraError
from pyinfra.api.operation import add_op
from pyinfra.api.operations import run_host_op
from pyinfra.connectors.ssh import SSHConnector
from pyinfra.context import ctx_host, ctx_state
from typing_extensions import override

from provisioning import faults
from provisioning.errand import Errand
from provisioning.faults import UnitFault, of_connecting
from provisioning.inventory import Unit, known_hosts, load_inventory
from provisioning.play import ssh_data

CONNECT_S = 10
LOCKED_S = 40
"""A unit on which apt works on behind a broken line takes long to become root."""
SILENT_MS = 30_000
"""How long a line may swallow what was sent, before the connection counts as broken."""
LOCK = "/run/kiosk-provisioning"
"""Not in /run/lock, where everybody may write: nobody but root may hold it, or put a link there."""
OPERATION_S = 1200
"""A single command: Debian's packages on a slow card."""
TOO_SLOW = f"Command timed out after {OPERATION_S}s"
"""What pyinfra logs of a command that was given up; it may work on over there."""
BUSY = 75
"""EX_TEMPFAIL: somebody else holds the lock."""
GONE = -1
"""No exit status: the line broke, or nothing was heard."""
LOCKING = "lock the unit"
LOST = (OSError, SSHException, EOFError)
"""What the line raises where it breaks."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A unit that is connected, and ours until `close` or until the connection ends."""

    state: State
    host: Host
    lock: Channel
    is_root: bool

    def run(self, script: str, *, as_root: bool = True, timeout_s: int = 60) -> tuple[bool, str, str]:
        """Run a script; return whether it succeeded, and both outputs. Raises OSError, SSHException."""
        command = StringCommand(f"sh -c {shlex.quote(script)}")
        is_done, said = self.host.run_shell_command(command, _timeout=timeout_s, _sudo=as_root and not self.is_root)
        return bool(is_done), said.stdout, said.stderr

    def carry_out(self, operation: Callable[..., object], *values: object, name: str) -> tuple[bool, str]:
        """Run one pyinfra operation; return whether it succeeded, and what was said where it did not."""
        with heard() as words:
            self.state.is_executing = False
            [done] = add_op(self.state, operation, *values, name=name, _timeout=OPERATION_S).values()
            self.state.is_executing = True
            with ctx_state.use(self.state), ctx_host.use(self.host):
                is_done = run_host_op(self.state, self.host, self.host.op_hash_order[-1])
        said = (done.stderr or done.stdout) if done.is_complete() else ""
        return is_done, said or " ".join(words)

    @property
    def is_connected(self) -> bool:
        """Whether the line still stands."""
        return _transport(self.host).is_active()

    def close(self) -> None:
        """Give the unit back."""
        with suppress(OSError, EOFError, SSHException):
            self.lock.close()
            _transport(self.host).close()


def reach(errand: Errand) -> Reached:
    """Connect to the errand's unit and lock it. Raises UnitFault where that cannot be done; nothing is changed then."""
    inventory = load_inventory(errand.inventory_path)
    unit, login = inventory.units[errand.unit], inventory.market.login
    known = {"address": unit.address, "login": login, "inventory": errand.inventory, "unit": errand.unit}
    try:
        state, host = _connected(errand, unit, login)
        lock = _locked(host, errand.who, login)
    except ConnectError as fault:
        refused = of_connecting(str(fault))
        if refused is faults.WRONG_KEY and errand.key is None:
            refused = faults.NO_KEY
        reached = faults.State.UNKNOWN if refused in {faults.NOT_THERE, faults.WRONG_HOST, faults.NOT_PINNED} else None
        raise UnitFault(refused, reached or faults.State.UNTOUCHED, **known) from fault
    except PyinfraError as fault:  # it reads the key before it connects
        unusable = faults.LOCKED_KEY if "encrypted" in str(fault) else faults.PUBLIC_KEY
        raise UnitFault(unusable, faults.State.UNTOUCHED, key=errand.key) from fault
    except LOST as fault:
        raise UnitFault(faults.INTERRUPTED, faults.State.UNTOUCHED, step=LOCKING) from fault
    return Reached(state, host, lock, login == "root")


@contextmanager
def heard() -> Iterator[list[str]]:
    """Give the list of what pyinfra logs as wrong meanwhile: it tells some failures there alone."""
    words: list[str] = []

    class Listener(logging.Handler):
        @override
        def emit(self, record: logging.LogRecord) -> None:
            words.append(click.unstyle(record.getMessage()).strip())

    log, listener = logging.getLogger("pyinfra"), Listener(logging.WARNING)
    log.addHandler(listener)
    try:
        yield words
    finally:
        log.removeHandler(listener)


def _connected(errand: Errand, unit: Unit, login: str) -> tuple[State, Host]:
    values = {"address": unit.address, "port": unit.port, "login": login}
    data = ssh_data(values, errand.key, known_hosts(errand.inventory_path))
    config = Config(CONNECT_TIMEOUT=CONNECT_S, SUDO=login != "root", PARALLEL=1)  # type: ignore[no-untyped-call]
    inventory = Inventory(([(errand.unit, data)], {}))  # type: ignore[no-untyped-call] # as pyinfra has it
    state = State(inventory, config, check_for_changes=False)
    host = state.inventory.get_host(errand.unit)
    host.connect(show_errors=False, raise_exceptions=True)
    connect_all(state)
    transport = _transport(host)
    transport.set_keepalive(5)
    assert isinstance(transport.sock, socket.socket)
    transport.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MS)
    return state, host


def _transport(host: Host) -> Transport:
    connector = host.connector
    assert isinstance(connector, SSHConnector)
    assert connector.client is not None
    transport = connector.client.get_transport()
    assert transport is not None
    return transport


def _locked(host: Host, who: str, login: str) -> Channel:
    """Hold the unit's lock by a command that ends when the connection does. Raises UnitFault where another holds it."""
    script = (
        f"exec 9>>{LOCK}; flock -n 9 || {{ cat {LOCK}.holder; exit {BUSY}; }}; "
        f"echo {shlex.quote(who)} > {LOCK}.holder; echo locked; exec cat >/dev/null"
    )
    sudo = "" if login == "root" else "sudo -n "
    channel = _transport(host).open_session(timeout=LOCKED_S)
    channel.settimeout(LOCKED_S)
    channel.exec_command(f"{sudo}sh -c {shlex.quote(script)}")
    said = _first_line(channel.recv)
    if said == "locked":
        return channel
    status = channel.recv_exit_status() if channel.status_event.wait(LOCKED_S) else GONE
    raise refusal(status, said, _first_line(channel.recv_stderr), login)


def refusal(status: int, said: str, words: str, login: str) -> UnitFault:
    """Return why a unit could not be locked: exit status, first line, first line of what it complained of."""
    if status == BUSY:
        return UnitFault(faults.BUSY, faults.State.UNTOUCHED, holder=said or "it does not say whose")
    if status == GONE:
        return UnitFault(faults.INTERRUPTED, faults.State.UNTOUCHED, step=LOCKING)
    if "sudo:" in words:  # its own words, or those of a shell that does not find it
        return UnitFault(faults.NO_SUDO, faults.State.UNTOUCHED, login=login)
    return UnitFault(faults.STEP_FAILED, faults.State.UNTOUCHED, step=LOCKING, said=words or f"status {status}")


def _first_line(take: Callable[[int], bytes]) -> str:
    heard = b""
    ends = time.monotonic() + LOCKED_S
    while b"\n" not in heard and time.monotonic() < ends:
        try:
            piece = take(1024)
        except TimeoutError:
            break
        if not piece:
            break
        heard += piece
    return heard.decode("utf-8", "replace").partition("\n")[0].strip()
