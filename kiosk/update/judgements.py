"""What is known of releases that were tried: judged unwell, which bars them; or not judged yet, which never does.

A power cut says nothing about a release. It is tried again, three times in a row, and then put off for some hours;
put off three times it waits for a person, or for another release. Standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.durable import write_whole

MAX_TRIES = 3
MAX_ROUNDS = 3
REST = timedelta(hours=20)
"""After this a release that was put off is tried again: on the next day."""
MAX_KEPT = 16
"""So many releases are remembered, the newest."""
BY_HAND = "by hand"
"""Why a release is barred that a person went back from."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of one release.

    `tries` were begun in this round and not judged. `barred` is why it is never tried again, "" where it may be.
    """

    tries: int = 0
    rounds: int = 0
    put_off_at: str = ""
    barred: str = ""

    def may_be_tried(self, now: datetime) -> bool:
        """Return whether it may be tried at `now`; a clock that was set back holds nothing up."""
        if self.barred or self.rounds >= MAX_ROUNDS or self.tries >= MAX_TRIES:
            return False
        return not self.put_off_at or not timedelta() <= now - datetime.fromisoformat(self.put_off_at) < REST

    def tried(self) -> Judgement:
        """Return it with one more try."""
        return replace(self, tries=self.tries + 1)

    def put_off(self, now: datetime) -> Judgement:
        """Return it after a round without a judgement."""
        return replace(self, tries=0, rounds=self.rounds + 1, put_off_at=now.isoformat())


@dataclass(frozen=True, slots=True)
class Judgements:
    """What is known of releases, by their versions. `is_whole` is False where the file could not be read."""

    known: Mapping[str, Judgement] = field(default_factory=dict)
    is_whole: bool = True

    def of(self, version: str) -> Judgement:
        """Return what is known of a release."""
        return self.known.get(version, Judgement())

    def having(self, version: str, judgement: Judgement) -> Judgements:
        """Return them with this one in the place of what was known; one that says nothing is forgotten."""
        others = {name: one for name, one in self.known.items() if name != version}
        kept = {**others, version: judgement} if judgement != Judgement() else others
        return Judgements(dict(list(kept.items())[-MAX_KEPT:]))


def read_judgements(path: Path) -> Judgements:
    """Return what the file holds; nothing is known where there is none."""
    try:
        said = json.loads(path.read_bytes())
        return Judgements({version: _judgement(one) for version, one in said.items()})
    except FileNotFoundError:
        return Judgements()
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return Judgements(is_whole=False)


def write_judgements(path: Path, judgements: Judgements) -> None:
    """Keep them, durable on return. Raises OSError."""
    said = {version: asdict(one) for version, one in judgements.known.items()}
    write_whole(path, json.dumps(said, indent=1).encode())


def _judgement(said: Mapping[str, object]) -> Judgement:
    """Return one judgement. Raises ValueError or TypeError for what is none."""
    tries, rounds, at, barred = (said[name] for name in ("tries", "rounds", "put_off_at", "barred"))
    if not (isinstance(tries, int) and isinstance(rounds, int) and isinstance(at, str) and isinstance(barred, str)):
        raise TypeError(said)
    if at and datetime.fromisoformat(at).tzinfo is None:
        raise ValueError(at)
    return Judgement(tries, rounds, at, barred)
