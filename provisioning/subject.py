"""What is set up: one unit of an inventory, with the release that it gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from provisioning.inventory import Inventory, Market, Unit
from provisioning.pack import Release
from provisioning.step import WantedFile

FILES = Path(__file__).parent / "files"
PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Subject:
    """One unit, and what it gets."""

    name: str
    inventory: Inventory
    release: Release

    @property
    def unit(self) -> Unit:
        """Its part of the inventory."""
        return self.inventory.units[self.name]

    @property
    def market(self) -> Market:
        """What it shares with its neighbours."""
        return self.inventory.market

    def setting(self, section: str, key: str) -> str:
        """Return a setting of this unit, or ""."""
        for tables in (self.unit.settings, self.inventory.settings):
            if key in tables.get(section, {}):
                return str(tables[section][key])
        return ""


def rendered(path: str, source: str = "", mode: str = "644", **values: object) -> WantedFile:
    """Return the file for `/path` on a unit, made from the one under provisioning/files. Raises KeyError, OSError."""
    text = (FILES / (source or path)).read_text("utf-8")
    return WantedFile(f"/{path}", Template(text).substitute(values).encode(), mode)
