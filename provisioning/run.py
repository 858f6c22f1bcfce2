"""The set-up of one unit that was reached: look before, do, read back, and start anew where the root is read-only."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from paramiko import SSHException
from pyinfra.context import ctx_host, ctx_state

from provisioning import faults, pack
from provisioning.before import ASKED, answers, look_at_doors, look_at_machine, look_at_room, own_keys
from provisioning.errand import Errand, Report
from provisioning.faults import State, UnitFault
from provisioning.inventory import load_inventory
from provisioning.play import carried_out, look
from provisioning.reach import Reached, reach
from provisioning.step import Step, Upload, differences, due
from provisioning.steps import steps_for
from provisioning.steps.software import START, UP_WITHIN_S
from provisioning.steps.storage import device_path
from provisioning.subject import Subject

SAID = 300
"""So many characters of what a failed command said are shown."""
STARTS_WITHIN_S = 180
LOOK_EVERY_S = 3
PAIRED = "/var/lib/kiosk/identity"
OPEN_ROOT = "mount -o remount,rw /.ro && touch /.ro/etc/kiosk-writable && sync && mount -o remount,ro /.ro || true"
CLOSE_ROOT = "rm -f /etc/kiosk-writable && sync"
Changes = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(slots=True)
class Run:
    """One errand at one unit."""

    errand: Errand
    reached: Reached
    scratch: Path
    tell: Callable[[str], None]

    def report(self) -> Report:
        """Do the errand. Raises UnitFault."""
        release = pack.load_release(Path(self.errand.release))
        subject = Subject(self.errand.unit, load_inventory(self.errand.inventory_path), release)
        steps = steps_for(subject, offline=self.errand.is_offline, switch=self.errand.switch)
        found = answers(self._ask(ASKED, "look at the machine"))
        look_at_machine(subject, found)
        look_at_doors(subject, self._seen_as(), own_keys(self.errand.key))
        if subject.unit.read_only and not self.reached.run(f"[ -b {device_path(subject.unit.data)} ]")[0]:
            raise UnitFault(faults.NO_PARTITION, State.UNTOUCHED, device=subject.unit.data)
        changes = self._survey(steps)
        look_at_room(release, found, {step for step, _ in changes})
        if self.errand.is_dry:
            return Report(changes, self._differences(steps), ("nothing was changed",))
        if changes:
            is_closed = subject.unit.read_only and not found["container"]
            if found["overlay"]:
                self._start_anew(OPEN_ROOT)
            self._carry_out(steps, subject)
            if is_closed:
                self._start_anew(CLOSE_ROOT)
            self._read_back(steps, at_once=not is_closed)
        self._look_for_camera(subject)
        return Report(changes, notes=self._notes(changes, release, is_container=bool(found["container"])))

    def _ask(self, script: str, step: str) -> str:
        try:
            is_done, said, words = self.reached.run(script)
        except (OSError, SSHException, EOFError) as fault:
            raise UnitFault(faults.INTERRUPTED, State.UNTOUCHED, step=step) from fault
        if not is_done:
            raise self._failed(step, words, State.UNTOUCHED)
        return said

    def _seen_as(self) -> str:
        _, said, _ = self.reached.run("echo $SSH_CONNECTION", as_root=False)
        return said.split()[0] if said.split() else "::"

    def _survey(self, steps: tuple[Step, ...], *, at_once: bool = False, state: State = State.UNTOUCHED) -> Changes:
        """Return what is due, by step."""
        surveyed = []
        with ctx_state.use(self.reached.state), ctx_host.use(self.reached.host):
            for step in steps:
                try:
                    titles = due(step, look(step), at_once=at_once)
                except (ValueError, OSError, SSHException, EOFError) as fault:
                    raise UnitFault(faults.INTERRUPTED, state, step=f"look at {step.name}") from fault
                if titles:
                    surveyed.append((step.name, titles))
        return tuple(surveyed)

    def _differences(self, steps: tuple[Step, ...]) -> str:
        with ctx_state.use(self.reached.state), ctx_host.use(self.reached.host):
            texts = [differences(step, look(step, with_contents=True)) for step in steps if step.files]
        return "\n".join(text for text in texts if text)

    def _carry_out(self, steps: tuple[Step, ...], subject: Subject) -> None:
        """Run the steps in order; the first that fails ends it. Raises UnitFault."""

        def fetch(upload: Upload) -> Path:
            make = pack.archive_packages if upload.source == "apt" else pack.archive
            return make(subject.release, self.scratch / f"{upload.source}.tar")

        for step in steps:
            self.tell(step.name)
            if step.name == START:
                self._look_for_camera(subject)
            is_done, words = self.reached.carry_out(carried_out, step, fetch, name=step.name)
            if not is_done:
                raise self._failed(step.name, words, State.PARTLY)

    def _read_back(self, steps: tuple[Step, ...], *, at_once: bool) -> None:
        """Survey all again; after a new start for a while, as parts come up. Raises UnitFault."""
        ends = time.monotonic() + (0 if at_once else UP_WITHIN_S)
        while left := self._survey(steps, at_once=at_once, state=State.PARTLY):
            if time.monotonic() < ends:
                time.sleep(LOOK_EVERY_S)
                continue
            said = "; ".join(f"{step}: {', '.join(titles)}" for step, titles in left)
            raise UnitFault(faults.NOT_AS_WANTED, State.PARTLY, said=said[:SAID])

    def _look_for_camera(self, subject: Subject) -> None:
        source = subject.setting("camera", "source") or "camera:0"
        kind, _, value = source.partition(":")
        place = {"camera": f"/dev/video{value}", "pi": "/dev/media0", "serial": value}.get(kind, source)
        is_there, _, _ = self.reached.run(f"[ -e {shlex.quote(place)} ]")
        if not is_there:
            raise UnitFault(faults.NO_CAMERA, State.SET_UP, camera=place)

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
        self.tell("start anew")
        is_done, boot, words = self.reached.run(f"{before} && cat /proc/sys/kernel/random/boot_id")
        if not is_done:
            raise self._failed("start anew", words, State.PARTLY)
        self.reached.run("systemctl --no-block reboot")
        self.reached.close()
        ends = time.monotonic() + STARTS_WITHIN_S
        while True:
            time.sleep(LOOK_EVERY_S)
            try:
                self.reached = reach(self.errand)
                _, now, _ = self.reached.run("cat /proc/sys/kernel/random/boot_id")
                if now.strip() != boot.strip():
                    return
                self.reached.close()
            except (UnitFault, OSError, SSHException, EOFError) as fault:
                if time.monotonic() > ends:
                    raise UnitFault(faults.INTERRUPTED, State.PARTLY, step="start anew") from fault

    def _failed(self, step: str, said: str, state: State) -> UnitFault:
        if not self.reached.is_connected:
            return UnitFault(faults.INTERRUPTED, state, step=step)
        words = re.sub(r"\s+", " ", said).strip()[-SAID:] or "no word"
        return UnitFault(faults.STEP_FAILED, state, step=step, said=words)
