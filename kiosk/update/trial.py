"""Switch to a release, judge it, keep it, or go back by itself. Cut off anywhere, the settle step knows what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kiosk.errors import KioskError
from kiosk.update.judgements import BY_HAND, MAX_TRIES, Judgement, read_judgements, write_judgements
from kiosk.update.layout import Layout
from kiosk.update.links import current, point, proven, version_at
from kiosk.update.steps import At, Step, on

_log = logging.getLogger(__name__)


class Parts(Protocol):
    """The parts of this unit that run."""

    def must_answer(self) -> None:
        """Raise KioskError, OSError where nobody could start them anew."""
        ...

    def restart(self) -> None:
        """Start all of them anew, from the current release. Raises KioskError, OSError."""
        ...

    def judge(self, version: str) -> str:
        """Return why the release that runs is unwell, "" where it is well. Raises KioskError where nobody can tell."""
        ...


class Outcome(StrEnum):
    """How a trial ended."""

    KEPT = "kept"
    UNWELL = "unwell"
    """Judged unwell: the former release runs again, and this one is barred."""
    NOT_JUDGED = "not_judged"
    """Nobody could tell: the former release runs again, and this one is tried again later."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Tries releases of `layout` on `parts`; `now` is this unit's clock, `at` is told each step."""

    layout: Layout
    parts: Parts
    now: Callable[[], datetime]
    at: At = on

    def bring_in(self, version: str) -> Outcome:
        """Switch to a release that is whole, and judge it. Raises OSError; KioskError where the former cannot start."""
        judgement = self._known(version)
        if judgement.tries >= MAX_TRIES:
            self._put_off(version)
        if not judgement.may_be_tried(self.now()):
            return Outcome.NOT_JUDGED
        self._note(Step.COUNT, version, judgement.tried())
        self.at(Step.SWITCH)
        point(self.layout.current, version, self.at)
        return self.judge(version)

    def go_on(self) -> Outcome | None:
        """Judge a release that runs and is not judged yet, after a power cut; None where there is none."""
        version = current(self.layout)
        if version is None or version == proven(self.layout):
            return None
        return self.judge(version)

    def judge(self, version: str) -> Outcome:
        """Judge the release that is switched to; keep it, or go back. Raises as `bring_in`."""
        try:
            self.at(Step.RESTART)
            self.parts.restart()
            self.at(Step.JUDGE)
            why = self.parts.judge(version)
        except (KioskError, OSError) as fault:
            _log.warning("the release %s cannot be judged: %s", version, fault)
            self._put_off(version)
            self._go_back()
            return Outcome.NOT_JUDGED
        if not why:
            self._keep(version)
            return Outcome.KEPT
        _log.error("the release %s is unwell: %s", version, why)
        self._note(Step.CONDEMN, version, Judgement(barred=why))
        self._go_back()
        return Outcome.UNWELL

    def back(self, former: str) -> str:
        """Go back by hand from the release that runs to the one before, and bar it; return what is left.

        Nothing is moved where the parts could not be started. Raises as `bring_in`.
        """
        self.parts.must_answer()
        left = current(self.layout) or ""
        self._note(Step.CONDEMN, left, Judgement(barred=BY_HAND))
        self.at(Step.KEEP)
        point(self.layout.proven, former, self.at)
        self._go_back()
        return left

    def _keep(self, version: str) -> None:
        self.at(Step.KEEP)
        former = proven(self.layout)
        if former is not None:
            point(self.layout.former, former, self.at)
        point(self.layout.proven, version, self.at)
        self._note(Step.FORGET, version, Judgement())

    def _go_back(self) -> None:
        self.at(Step.GO_BACK)
        former = proven(self.layout)
        if former is not None and version_at(self.layout.current) != former:
            point(self.layout.current, former, self.at)
            self.at(Step.RESTART_FORMER)
            self.parts.restart()

    def _put_off(self, version: str) -> None:
        self._note(Step.PUT_OFF, version, self._known(version).put_off(self.now()))

    def _known(self, version: str) -> Judgement:
        return read_judgements(self.layout.judgements).of(version)

    def _note(self, step: Step, version: str, judgement: Judgement) -> None:
        self.at(step)
        known = read_judgements(self.layout.judgements)
        write_judgements(self.layout.judgements, known.having(version, judgement))
