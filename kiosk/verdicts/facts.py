"""The flat, frozen input of the rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """One field a fact; rules read nothing else."""
