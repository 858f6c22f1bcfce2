"""A tab of the console: what every page shows of it, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.central.console.page import Page
from kiosk.central.people.rights import Right


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. Its words stand under `console.tab.KEY` and `console.tab.KEY.about`.

    Who holds one of `rights` somewhere sees it; each route demands its own right again.
    """

    key: str
    path: str
    icon: str
    rights: frozenset[Right]

    def is_for(self, page: Page) -> bool:
        """Return whether the caller sees the tab."""
        return any(page.may(right) for right in self.rights)

    def has(self, path: str) -> bool:
        """Return whether `path` is one of its pages."""
        return path == self.path or path.startswith(self.path + "/")
