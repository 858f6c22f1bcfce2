"""The words of two packs side by side: frozen values that QML lays out and never decides about. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.wording.result_view import Mark


@dataclass(frozen=True, slots=True)
class PackView:
    """One pack: its level, what it is, and the headline of its verdict."""

    mark: Mark
    which: str
    goods: str
    headline: str


@dataclass(frozen=True, slots=True)
class CompareView:
    """One thing that both packs have: `values` and `marks` of this one, then of the one before."""

    label: str
    values: tuple[str, str]
    marks: tuple[Mark, Mark] = (Mark.NONE, Mark.NONE)


@dataclass(frozen=True, slots=True)
class PacksView:
    """The pack that is shown and the one before; () where there are no two."""

    packs: tuple[PackView, ...] = ()
    rows: tuple[CompareView, ...] = ()


NO_PACKS = PacksView()
