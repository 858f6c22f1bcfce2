"""Stories told, and the power cut at every step of each, several ways."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from bench.powercut import unit
from bench.powercut.machine import Machine
from bench.powercut.recording import Recording
from bench.powercut.unit import Taken, Written
from kiosk.journal.chain import End

MEMORY = Path("/dev/shm")
ACTIONS = 40
WAYS = 5
"""How often the power is cut before each step, each time with another fate for what was not synced."""
GOES_ON = 0.05
"""The part of the disks on which the unit lives on and sends all."""
AGAIN = 0.01
"""The part of the disks on which the power is cut again, at each step of what the unit does then."""


@dataclass(slots=True)
class Outcome:
    """What a number of cuts showed. `distinct` of them left another disk than every cut before at that step."""

    cuts: int = 0
    distinct: int = 0
    gone_on: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def join(self, other: Outcome) -> None:
        """Count what others cut, too."""
        self.cuts += other.cuts
        self.distinct += other.distinct
        self.gone_on += other.gone_on
        self.faults += other.faults
        self.examples = [*self.examples, *other.examples][:10]

    def add(self, faults: list[str], where: str) -> None:
        """Take note of what one cut showed."""
        for fault in faults:
            self.faults[fault.partition(":")[0]] += 1
            if len(self.examples) < 10:
                self.examples.append(f"{where}: {fault}")


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield an empty folder in memory, where this machine has one."""
    folder = Path(tempfile.mkdtemp(prefix="powercut-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def cut_unit(seed: int, outcome: Outcome, synchronous: str | None = None) -> None:
    """Tell the story of `seed`, and cut the power WAYS times before each of its steps."""
    chance = random.Random(seed)
    with scratch() as folder:
        recording = unit.story(folder, chance, ACTIONS, synchronous)
    with scratch() as folder, scratch() as second:
        _Cutter(folder, second, chance, outcome, f"story {seed}").cut(recording, Machine(), Promised({}, frozenset()))


@dataclass(slots=True)
class Promised:
    """What holds whatever happens: rows that stand, rows that the centre has."""

    written: dict[int, str]
    taken: frozenset[End]

    def add(self, promise: Written | Taken) -> None:
        """Let one more thing hold."""
        if isinstance(promise, Taken):
            self.taken = promise.rows
        else:
            self.written[promise.row.sequence] = promise.row.digest


class _Cutter:
    """Cuts one story; a cut in what follows a cut is told in `second`."""

    def __init__(self, folder: Path, second: Path, chance: random.Random, outcome: Outcome, story: str) -> None:
        self._folder = folder
        self._second = second
        self._chance = chance
        self._outcome = outcome
        self._story = story

    def cut(
        self, recording: Recording[Written | Taken], machine: Machine, promised: Promised, *, is_again: bool = False
    ) -> None:
        """Cut the power before each step."""
        promises = list(reversed(recording.promises))
        seen: set[bytes] = set()
        for number, step in enumerate(recording.steps):
            while promises and promises[-1][0] <= number:
                promised.add(promises.pop()[1])
                seen.clear()
            machine.do(step)
            where = f"{self._story}{', again' if is_again else ''}, step {number} of {len(recording.steps)}"
            for _ in range(1 if is_again else WAYS):
                self._outcome.cuts += 1
                files = machine.after_cut(self._chance)
                if (mark := fingerprint(files)) not in seen:
                    seen.add(mark)
                    self._look(files, promised, where, is_again=is_again)

    def _look(self, files: Mapping[str, bytes], promised: Promised, where: str, *, is_again: bool) -> None:
        self._outcome.distinct += 1
        put(self._folder, files)
        self._outcome.add(unit.faults(self._folder, promised.written, promised.taken), where)
        if self._chance.random() < GOES_ON:
            self._outcome.gone_on += 1
            self._outcome.add(unit.faults_of_going_on(self._folder, promised.written, promised.taken), where)
        if not is_again and self._chance.random() < AGAIN:
            self._cut_again(files, promised)

    def _cut_again(self, files: Mapping[str, bytes], promised: Promised) -> None:
        """Cut the power again, at each step of what the unit does when it comes back."""
        machine = Machine(files)
        put(self._second, files)
        recording: Recording[Written | Taken] = Recording(self._second, {name: machine.named(name) for name in files})
        unit.go_on(recording, promised.taken)
        self.cut(recording, machine, Promised(dict(promised.written), promised.taken), is_again=True)


def fingerprint(files: Mapping[str, bytes]) -> bytes:
    """Return what tells this disk from others."""
    whole = blake2b()
    for name, content in sorted(files.items()):
        whole.update(name.encode() + blake2b(content).digest())
    return whole.digest()


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder` hold `files` and nothing else."""
    for file in folder.iterdir():
        file.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
