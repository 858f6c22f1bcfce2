"""The unit's registry under power cuts: what is published is taken in, and it is always one of these, whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.powercut.cuts import Outcome, fingerprint, put, scratch
from bench.powercut.machine import Machine, Sync, Truncate, Write
from bench.powercut.recording import Recording, recorded
from kiosk.errors import StoreError
from kiosk.lookup.apply import apply, mend
from kiosk.lookup.disk import Disk
from kiosk.lookup.registry_file import FAULTS, PREVIOUS_NAME, checked_content, current_stand, open_file
from kiosk.messages.published import PublishedIndex
from tests.central.registry_folder import LOT
from tests.lookup.publishing import HOUR, NOW, Publisher

TIMES = 4
"""How often something is published and taken in."""
WAYS = 12


@dataclass(frozen=True, slots=True)
class Applied:
    """Somebody was told that the registry is now this one, of those that were published."""

    number: int


class RecordedDisk(Disk):
    """The disk of the unit; what is done to it by other ways than SQLite's is recorded too.

    `is_honest` false: it says that it has flushed, and has not.
    """

    def __init__(self, recording: Recording[Applied], *, is_honest: bool) -> None:
        self._recording = recording
        self._is_honest = is_honest

    def write(self, path: Path, chunks: Iterable[bytes]) -> None:
        """Write a whole file."""
        number, offset = self._recording.number(path.name), 0
        self._recording.steps.append(Truncate(number, 0))

        def noted() -> Iterable[bytes]:
            nonlocal offset
            for chunk in chunks:
                self._recording.steps.append(Write(number, offset, chunk))
                offset += len(chunk)
                yield chunk

        super().write(path, noted())

    def sync(self, path: Path) -> None:
        """Make the bytes of a file durable."""
        super().sync(path)
        if self._is_honest:
            self._recording.steps.append(Sync(self._recording.number(path.name), has_names=False))

    def rename(self, path: Path, target: Path) -> None:
        """Give a file another name."""
        super().rename(path, target)
        self._recording.renamed(path.name, target.name)

    def remove(self, path: Path) -> None:
        """Delete a file."""
        super().remove(path)
        self._recording.removed(path.name)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        super().sync_folder(folder)
        if self._is_honest:
            self._recording.flushed_names()


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, oldest first, and how its files are fetched."""

    indexes: Sequence[PublishedIndex]
    open_target: Callable[[str], Path]

    def contents(self) -> list[str]:
        """Return what each is known by."""
        return [index.content_sha256 for index in self.indexes]


def published(folder: Path) -> Published:
    """Publish a small registry in `folder`, and a few changes of it."""
    publisher = Publisher(folder)
    indexes = []
    for number in range(TIMES):
        publisher.change(f"UPDATE lots SET quantity = {number + 1} WHERE lot = '{LOT}'")
        indexes.append(publisher.publish(NOW + number * HOUR))
    publisher.engine.dispose()
    return Published(indexes, publisher.open_target)


def story(state: Path, what: Published, *, is_honest: bool = True) -> Recording[Applied]:
    """Take in all that was published in the empty folder `state`; return what was done to its disk."""
    recording: Recording[Applied] = Recording(state, {})
    disk = RecordedDisk(recording, is_honest=is_honest)
    with recorded(recording):
        for number, index in enumerate(what.indexes):
            apply(state, index, what.open_target, NOW, disk)
            recording.promise(Applied(number))
    return recording


def cut_registry(what: Published, seed: int, outcome: Outcome, *, is_honest: bool = True) -> None:
    """Cut the power WAYS times before each step of the story."""
    chance = random.Random(seed)
    with scratch() as state:
        recording = story(state, what, is_honest=is_honest)
    machine, applied, seen = Machine(), -1, set[bytes]()
    promises = list(reversed(recording.promises))
    with scratch() as state:
        for number, step in enumerate(recording.steps):
            while promises and promises[-1][0] <= number:
                applied = promises.pop()[1].number
                seen.clear()
            machine.do(step)
            for _ in range(WAYS):
                outcome.cuts += 1
                files = machine.after_cut(chance)
                if (mark := fingerprint(files)) in seen:
                    continue
                seen.add(mark)
                outcome.distinct += 1
                put(state, files)
                outcome.add(faults(state, what, applied), f"registry, seed {seed}, step {number}")


def faults(state: Path, what: Published, applied: int) -> list[str]:
    """Start the unit again on what is in `state`; return what is wrong, nothing where all is well.

    It must hold what was `applied` last, or what was being applied; and take in the newest.
    """
    try:
        contents = what.contents()
        found = [*_wrong(state, contents, applied)]
        taken = apply(state, what.indexes[-1], what.open_target, NOW)
        now = current_stand(state)
        is_newest = now is not None and now[1].content_sha256 == taken.content_sha256 == contents[-1]
        return found if is_newest else [*found, "the newest is not taken in: it holds something else"]
    except (StoreError, *FAULTS) as fault:
        return [f"it does not go on: {fault}"]


def _wrong(state: Path, contents: Sequence[str], applied: int) -> Iterable[str]:
    used = current_stand(state)
    number = -1 if used is None else contents.index(used[1].content_sha256)
    if number not in (applied, applied + 1):
        yield f"it holds {number}: {applied} was taken in"
    if used is not None and used[0].name != PREVIOUS_NAME and not mend(state):
        yield "the registry in use is damaged: after a power cut"
    previous = state / PREVIOUS_NAME
    if previous.exists():
        with closing(open_file(previous)) as connection:
            if checked_content(connection).sha256 not in contents:
                yield "the registry before is not one that was published: after a power cut"
