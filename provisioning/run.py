"""The set-up of one unit that was reached: look before, do, read back, and start anew where the root is read-only."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from paramiko import SSHException
from pyinfra.context import ctx_host, ctx_state

from provisioning import faults, pack
from provisioning.before import answers, asked, camera_at, look_at_doors, look_at_machine, look_at_room, own_keys
from provisioning.errand import Errand, Report
from provisioning.faults import State, UnitFault
from provisioning.inventory import load_inventory
from provisioning.play import carried_out, look
from provisioning.reach import LOST, OPERATION_S, TOO_SLOW, Reached, reach
from provisioning.step import Step, Upload, differences, due
from provisioning.steps import steps_for
from provisioning.steps.software import START, UP_WITHIN_S
from provisioning.steps.storage import device_path
from provisioning.subject import Subject

SAID = 300
"""So many characters of what a failed command said are shown."""
STARTS_WITHIN_S = 300
LOOK_EVERY_S = 3
PAIRED = "/var/lib/kiosk/identity"
OPEN_ROOT = (
    "mount -o remount,rw /.ro && touch /.ro/etc/kiosk-writable && sync -f /.ro && { mount -o remount,ro /.ro || true; }"
)
CLOSE_ROOT = "rm -f /etc/kiosk-writable && sync"
IS_OPEN = '[ "$(findmnt -no FSTYPE /)" != overlay ]'
OF_THE_LINE = (SSHException, EOFError, TimeoutError, ConnectionError)
"""Raised by the line alone; another OSError may be this machine's own, where the line still stands."""
Changes = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(slots=True)
class Run:
    """One errand at one unit."""

    errand: Errand
    reached: Reached
    scratch: Path
    tell: Callable[[str], None]
    step: str = ""
    """What was begun last, of all that changes the unit; "": nothing yet."""
    is_root_open: bool = False
    """Whether a root that should be read-only is written meanwhile."""

    @property
    def state(self) -> State:
        """What state the unit is in, where it ends here."""
        if not self.step:
            return State.UNTOUCHED
        return State.OPEN if self.is_root_open else State.PARTLY

    def report(self) -> Report:
        """Do the errand. Raises UnitFault, whatever went wrong."""
        try:
            return self._report()
        except UnitFault:
            raise
        except Exception as fault:
            if not self.reached.is_connected or isinstance(fault, OF_THE_LINE):
                raise UnitFault(faults.INTERRUPTED, self.state, step=self.step or "look at the unit") from fault
            logging.exception("the set-up failed")
            raise UnitFault(faults.BROKEN, self.state, said=repr(fault)) from fault

    def _report(self) -> Report:
        release = pack.load_release(Path(self.errand.release))
        subject = Subject(self.errand.unit, load_inventory(self.errand.inventory_path), release)
        steps = steps_for(subject, offline=self.errand.is_offline, switch=self.errand.switch)
        found = answers(self._ask(asked(subject), "look at the machine"))
        look_at_machine(subject, found)
        look_at_doors(subject, self._seen_as(), own_keys(self.errand.key))
        is_there = self.reached.run(f"[ -b {device_path(subject.unit.data)} ]")[0] and found["opt"]
        if subject.unit.read_only and not is_there:
            raise UnitFault(faults.NO_PARTITION, State.UNTOUCHED, device=subject.unit.data)
        changes = self._survey(steps)
        look_at_room(release, found, {step for step, _ in changes})
        if self.errand.is_dry:
            return Report(changes, self._differences(steps), ("nothing was changed",))
        is_started = self._change(steps, subject, found) if changes else True
        if not is_started or not self._has_camera(subject):
            raise UnitFault(faults.NO_CAMERA, State.SET_UP, camera=camera_at(subject)[0])
        return Report(changes, notes=self._notes(changes, release, is_container=bool(found["container"])))

    def _change(self, steps: tuple[Step, ...], subject: Subject, found: Mapping[str, str]) -> bool:
        """Make all as it should be, read it back, and return whether the parts were started.

        A root that should be read-only is closed without a camera too. Raises UnitFault.
        """
        is_closed = self.is_root_open = subject.unit.read_only and not found["container"]
        if found["overlay"]:
            self._start_anew(OPEN_ROOT)
            if not self.reached.run(IS_OPEN)[0]:
                raise UnitFault(faults.NOT_AS_WANTED, self.state, said="the root cannot be opened: it is an overlay")
        is_started = self._carry_out(steps, subject)
        if is_closed:
            self._start_anew(CLOSE_ROOT)
            self.is_root_open = False
        done = tuple(step for step in steps if is_started or step.name != START)
        self._read_back(done, at_once=not is_closed)
        return is_started

    def _ask(self, script: str, step: str) -> str:
        is_done, said, words = self.reached.run(script)
        if not is_done:
            raise self._failed(step, words)
        return said

    def _seen_as(self) -> str:
        _, said, _ = self.reached.run("echo $SSH_CONNECTION", as_root=False)
        return said.split()[0] if said.split() else "::"

    def _survey(self, steps: tuple[Step, ...], *, at_once: bool = False) -> Changes:
        """Return what is due, by step."""
        surveyed = []
        with ctx_state.use(self.reached.state), ctx_host.use(self.reached.host):
            for step in steps:
                try:
                    titles = due(step, look(step), at_once=at_once)
                except (ValueError, *LOST) as fault:
                    raise UnitFault(faults.INTERRUPTED, self.state, step=f"look at {step.name}") from fault
                if titles:
                    surveyed.append((step.name, titles))
        return tuple(surveyed)

    def _differences(self, steps: tuple[Step, ...]) -> str:
        with ctx_state.use(self.reached.state), ctx_host.use(self.reached.host):
            texts = [differences(step, look(step, with_contents=True)) for step in steps if step.files]
        return "\n".join(text for text in texts if text)

    def _carry_out(self, steps: tuple[Step, ...], subject: Subject) -> bool:
        """Run the steps in order, and return whether the parts were started: without a camera they are not.

        The first step that fails ends it. Raises UnitFault.
        """

        def fetch(upload: Upload) -> Path:
            make = pack.archive_packages if upload.source == "apt" else pack.archive
            return make(subject.release, self.scratch / f"{upload.source}.tar")

        for step in steps:
            if step.name == START and not self._has_camera(subject):
                return False
            self._begin(step.name)
            is_done, words = self.reached.carry_out(carried_out, step, fetch, name=step.name)
            if not is_done:
                raise self._failed(step.name, words)
        return True

    def _begin(self, step: str) -> None:
        self.step = step
        self.tell(step)

    def _read_back(self, steps: tuple[Step, ...], *, at_once: bool) -> None:
        """Survey all again; after a new start for a while, as parts come up. Raises UnitFault."""
        ends = time.monotonic() + (0 if at_once else UP_WITHIN_S)
        while left := self._survey(steps, at_once=at_once):
            if time.monotonic() < ends:
                time.sleep(LOOK_EVERY_S)
                continue
            said = "; ".join(f"{step}: {', '.join(titles)}" for step, titles in left)
            raise UnitFault(faults.NOT_AS_WANTED, self.state, said=said[:SAID])

    def _has_camera(self, subject: Subject) -> bool:
        return self.reached.run(camera_at(subject)[1])[0]

    def _notes(self, changes: Changes, release: pack.Release, *, is_container: bool) -> tuple[str, ...]:
        notes = []
        _, running, _ = self.reached.run("readlink /opt/kiosk/current")
        if running.strip() != f"releases/{release.version}":
            notes.append(
                f"runs {running.strip().removeprefix('releases/')}, not the packed {release.version} (SWITCH=1)"
            )
        is_paired, _, _ = self.reached.run(f"[ -e {PAIRED} ]")
        if not is_paired:
            notes.append("not paired yet")
        if is_container and {"boot", "root"} & {step for step, _ in changes}:
            notes.append("a container: its start is not ours")
        return tuple(notes)

    def _start_anew(self, before: str) -> None:
        """Reboot the unit and reach it again. Raises UnitFault."""
        self._begin("start anew")
        is_done, boot, words = self.reached.run(f"{before} && cat /proc/sys/kernel/random/boot_id")
        if not is_done:
            raise self._failed("start anew", words)
        with suppress(*LOST):  # it may be gone before it has answered
            self.reached.run("systemctl --no-block reboot")
        self.reached.close()
        ends = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < ends:
            time.sleep(LOOK_EVERY_S)
            with suppress(UnitFault, *LOST):
                self.reached = reach(self.errand)
                _, now, _ = self.reached.run("cat /proc/sys/kernel/random/boot_id")
                if now.strip() not in ("", boot.strip()):
                    return
                self.reached.close()
        raise UnitFault(faults.INTERRUPTED, self.state, step="start anew")

    def _failed(self, step: str, said: str) -> UnitFault:
        if not self.reached.is_connected:
            return UnitFault(faults.INTERRUPTED, self.state, step=step)
        if TOO_SLOW in said:
            return UnitFault(faults.STEP_TOO_LONG, self.state, step=step, limit=OPERATION_S // 60)
        words = re.sub(r"\s+", " ", said).strip()[-SAID:] or "no word"
        return UnitFault(faults.STEP_FAILED, self.state, step=step, said=words)
