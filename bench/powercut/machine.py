"""A disk that loses its power: what was synced stands, the rest is kept, lost or torn.

Pessimistic as POSIX lets it be: writes that were not synced survive each by itself, whole or in sectors
of 512 bytes, in any order. Names (made, renamed, removed) survive up to one of them, in their order, as
file systems with a log of their own have it; a synced file whose name was not is gone.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written into file `file` at `offset`."""

    file: int
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """File `file` cut to `size` bytes."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """File `file` flushed; with the names of its folder where its maker flushes them too."""

    file: int
    has_names: bool


@dataclass(frozen=True, slots=True)
class Made:
    """File `file` has the name `name`."""

    name: str
    file: int


@dataclass(frozen=True, slots=True)
class Removed:
    """The name `name` is gone."""

    name: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """What was `name` is `target`."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class SyncNames:
    """The folder flushed: every name."""


Step = Write | Truncate | Sync | Made | Removed | Renamed | SyncNames


@dataclass(slots=True)
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Write | Truncate] = field(default_factory=list)


class Machine:
    """A disk, step by step. `files` is what stands durable on it at first, by name."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self._names: dict[str, int] = {}
        self._moves: list[Made | Removed | Renamed] = []
        self._files: dict[int, _File] = {}
        for number, (name, content) in enumerate((files or {}).items()):
            self._names[name] = -1 - number
            self._files[-1 - number] = _File(bytearray(content))

    def do(self, step: Step) -> None:
        """Do one step."""
        match step:
            case Write(file) | Truncate(file):
                self._file(file).pending.append(step)
            case Sync(file, has_names):
                self._settle(self._file(file))
                if has_names:
                    self._settle_names()
            case Made() | Removed() | Renamed():
                self._moves.append(step)
            case SyncNames():
                self._settle_names()

    def named(self, name: str) -> int:
        """Return the number of the file that stood here at first as `name`."""
        return self._names[name]

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return the files as they are found when the power is back, by name. The machine itself goes on."""
        names = dict(self._names)
        for move in self._moves[: chance.randint(0, len(self._moves))]:
            _move(names, move)
        kept = chance.choice((0.0, 0.5, 0.5, 0.9, 1.0))
        return {name: self._found(self._file(file), kept, chance) for name, file in names.items()}

    def _file(self, number: int) -> _File:
        return self._files.setdefault(number, _File())

    def _settle(self, file: _File) -> None:
        for step in file.pending:
            _put(file.durable, step)
        file.pending.clear()

    def _settle_names(self) -> None:
        for move in self._moves:
            _move(self._names, move)
        self._moves.clear()

    def _found(self, file: _File, kept: float, chance: random.Random) -> bytes:
        if not file.pending:
            return bytes(file.durable)
        found = bytearray(file.durable)
        for step in file.pending:
            if chance.random() >= kept:
                if isinstance(step, Write) and chance.random() < kept:
                    _tear(found, step, chance)
                continue
            _put(found, step)
        return bytes(found)


def _put(content: bytearray, step: Write | Truncate) -> None:
    if isinstance(step, Truncate):
        del content[step.size :]
        return
    if len(content) < step.offset:
        content.extend(bytes(step.offset - len(content)))
    content[step.offset : step.offset + len(step.content)] = step.content


def _tear(content: bytearray, step: Write, chance: random.Random) -> None:
    """Put some sectors of a write."""
    begin, end = step.offset, step.offset + len(step.content)
    while begin < end:
        following = min(end, (begin // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            part = step.content[begin - step.offset : following - step.offset]
            _put(content, Write(step.file, begin, part))
        begin = following


def _move(names: dict[str, int], move: Made | Removed | Renamed) -> None:
    match move:
        case Made(name, file):
            names[name] = file
        case Removed(name):
            names.pop(name, None)
        case Renamed(name, target):
            if name in names:
                names[target] = names.pop(name)
