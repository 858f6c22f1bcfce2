"""What goes to the process of a unit, and what comes back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from provisioning.faults import Fault, State


@dataclass(frozen=True, slots=True)
class Errand:
    """One unit to be set up."""

    inventory: str
    unit: str
    release: str
    who: str
    """Who holds the unit meanwhile, as another run is told."""
    key: str | None = None
    is_dry: bool = False
    is_offline: bool = False
    switch: bool = False

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the errand in `text`. Raises TypeError, ValueError."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """Return what `from_json` reads."""
        return json.dumps(asdict(self))

    @property
    def inventory_path(self) -> Path:
        """The file of the inventory."""
        return Path(self.inventory)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an errand. `changes`: step → what was, or in a dry run would be, changed in it."""

    changes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    differences: str = ""
    notes: tuple[str, ...] = ()
    fault: Fault | None = None
    state: State | None = None

    @property
    def count(self) -> int:
        """How many things were changed."""
        return sum(len(titles) for _, titles in self.changes)

    @classmethod
    def from_told(cls, told: object) -> Self:
        """Return the report that a process told as JSON. Raises KeyError, TypeError, ValueError."""
        plain = json.loads(json.dumps(told))
        fault, state = plain["fault"], plain["state"]
        return cls(
            tuple((step, tuple(titles)) for step, titles in plain["changes"]),
            plain["differences"],
            tuple(plain["notes"]),
            None if fault is None else Fault(**fault),
            None if state is None else State(state),
        )
