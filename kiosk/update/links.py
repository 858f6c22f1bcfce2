"""The two links that say which release runs, and which is proven. Each changes by one rename. Standard library only."""

from __future__ import annotations

from pathlib import Path

from kiosk.durable import settle
from kiosk.update.layout import RELEASES, Layout
from kiosk.update.steps import At, Step, on


def version_at(link: Path) -> str | None:
    """Return the release that a link of the layout names; None where there is no such link."""
    try:
        folder, _, version = str(link.readlink()).rpartition("/")
    except OSError:
        return None
    return version if folder == RELEASES else None


def point(link: Path, version: str, at: At = on) -> None:
    """Let a link name the release `version`, durably: before or after, never neither. Raises OSError."""
    if version_at(link) == version:
        return
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(f"{RELEASES}/{version}")
    at(Step.POINT)
    fresh.replace(link)
    settle(link.parent)


def current(layout: Layout) -> str | None:
    """Return the release that units start."""
    return version_at(layout.current)


def proven(layout: Layout) -> str | None:
    """Return the release that was judged well last."""
    return version_at(layout.proven)
