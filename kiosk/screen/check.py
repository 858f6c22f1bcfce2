"""One label on its way through the screen: what was scanned, what is known of it, what is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.codes.code import Identity
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.messages.local import Scanned
from kiosk.moment import Moment
from kiosk.records.finding import NOTHING_FOUND, Finding
from kiosk.trust.digest import is_newest
from kiosk.trust.lists import Lists
from kiosk.trust.seal import SealState
from kiosk.verdicts.gather import Place
from kiosk.verdicts.replace import may_replace
from kiosk.verdicts.verdict import Headline

NOTHING_NAMED = Identity()


@dataclass(frozen=True, slots=True)
class _Answer:
    """Records that know one answer: the one that arrived."""

    finding: Finding

    def find(self, identity: Identity) -> Finding:  # noqa: ARG002 - it was asked for this very item
        """Return the answer."""
        return self.finding


@dataclass(frozen=True, slots=True)
class Bench:
    """What labels are inspected by: the lists and the place of this kiosk."""

    lists: Lists
    place: Place

    def inspect(self, payload: Payload, finding: Finding, now: Moment) -> Inspection:
        """Return what is known of `payload` when `finding` is what the registry says."""
        return inspect(payload, _Answer(finding), self.lists, self.place, now)

    def told_newest(self, version: int, digest: str, at: datetime) -> Bench:
        """Return the bench after the centre said at `at` that trust list `version`, of `digest`, is its newest.

        Where it has a newer one than ours, or another of this number, ours is no longer confirmed; an
        older one says nothing.
        """
        ours = self.lists.trust
        if version < ours.version:
            return self
        confirmed_at = at if is_newest(ours, version, digest) else None
        return replace(self, lists=replace(self.lists, confirmed_at=confirmed_at))


@dataclass(frozen=True, slots=True)
class Check:
    """One label from its scan to its verdict. `check_id` is also the look-up's and the journal row's.

    `judged` and `lists` are when and by what `inspection` was made.
    """

    check_id: str
    scanned: Scanned
    begun: Moment
    inspection: Inspection
    judged: Moment
    lists: Lists

    @property
    def payload(self) -> Payload:
        """What the camera read."""
        return Payload(self.scanned.content, self.scanned.symbology)

    @property
    def label(self) -> str:
        """Equal for equal labels."""
        return f"{self.scanned.symbology}:{self.scanned.content.hex()}"

    @property
    def must_ask(self) -> bool:
        """Whether the code names something that a registry could know."""
        return self.inspection.identity != NOTHING_NAMED

    @property
    def is_practice(self) -> bool:
        """Whether it is a label for practice: it stands in no history, and in the journal under that headline."""
        return self.inspection.verdict.headline is Headline.PRACTICE

    @property
    def is_counted(self) -> bool:
        """Whether this check stands in the serial's history: only where a seal shows that the label bears it.

        Else a link that somebody wrote, or that another kiosk shows, would make the genuine pack a copy.
        """
        return self.inspection.seal.state is SealState.VALID and not self.is_practice


def begin(check_id: str, scanned: Scanned, bench: Bench, now: Moment) -> Check:
    """Return the check of a label that came into view, with nothing found yet."""
    payload = Payload(scanned.content, scanned.symbology)
    return Check(check_id, scanned, now, bench.inspect(payload, NOTHING_FOUND, now), now, bench.lists)


def answered(check: Check, finding: Finding, bench: Bench, now: Moment) -> Check:
    """Return `check` with what was found."""
    inspection = bench.inspect(check.payload, finding, now)
    return replace(check, inspection=inspection, judged=now, lists=bench.lists)


def replaces(shown: Check, late: Check) -> bool:
    """Whether a late answer says something else that a shopper must now be shown."""
    is_new = (shown.inspection.verdict, shown.inspection.finding) != (late.inspection.verdict, late.inspection.finding)
    return is_new and may_replace(shown.inspection.verdict, late.inspection.verdict)
