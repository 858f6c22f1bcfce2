"""Labels whose verdict hangs on what this unit knows now: no network, old data, no clock, a sample in service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from kiosk.codes.code import Identity
from kiosk.codes.payload import Payload
from kiosk.inspection import Records
from kiosk.moment import Moment
from kiosk.processes.check import Checker, NoRecords
from kiosk.records.finding import Finding, Issue, Source
from kiosk.records.history import History
from kiosk.screen.app import Models
from kiosk.screen.models.status import NetworkView
from kiosk.screen.views import Language
from tests.screen.scene import AT, STATUS
from tests.screen.showing import judged, labelled


@dataclass(frozen=True, slots=True)
class Own:
    """What the unit's own signed copy of the registry says so long after the centre confirmed it; no way, no checks."""

    records: Records
    age: timedelta

    def find(self, identity: Identity) -> Finding:
        """Return the finding as the unit has it."""
        return replace(
            self.records.find(identity),
            source=Source.SNAPSHOT,
            as_of=AT - self.age,
            movements=(),
            issue=Issue.UNKNOWN,
            history=History(),
        )


def in_service(check: Checker) -> Checker:
    """Return the same unit, enrolled: a sample is practice there."""
    return replace(check, place=replace(check.place, is_enrolled=True))


def without_clock(check: Checker) -> Checker:
    """Return the same unit whose clock is not trusted."""
    return replace(check, now=Moment(check.now.at, is_trusted=False, floor=check.now.floor))


def knowing_nothing(check: Checker) -> Checker:
    """Return the same unit without a network and without data of its own."""
    return replace(check, records=NoRecords())


def offline(hours: int) -> Callable[[Checker], Checker]:
    """Return how to cut a unit off, the centre having confirmed its data so many hours ago."""

    def cut(check: Checker) -> Checker:
        return replace(check, records=Own(check.records, timedelta(hours=hours)))

    return cut


def usual(check: Checker) -> Checker:
    """Return the unit as it is."""
    return check


@dataclass(frozen=True, slots=True)
class Unusual:
    """A story's label, held before a unit that `unit` makes of the usual one. `printed` differs from `registered`."""

    story: str
    unit: Callable[[Checker], Checker]
    network: NetworkView = NetworkView.ONLINE
    registered: bytes = b""
    printed: bytes = b""

    def payload(self) -> Payload:
        """Return what the label contains."""
        label = labelled(self.story)
        return replace(label, content=label.content.replace(self.registered, self.printed))


OFFLINE = NetworkView.OFFLINE
UNUSUAL = {
    "practice": Unusual("genuine", in_service),
    "cannot_confirm": Unusual("genuine", knowing_nothing, OFFLINE),
    "cannot_confirm-old": Unusual("genuine", offline(hours=31 * 24), OFFLINE),
    "contradicts": Unusual("unsealed", usual, registered=b"17=261124", printed=b"17=261125"),
    "clock_unsure": Unusual("genuine", without_clock),
    "stale": Unusual("genuine", offline(hours=100), OFFLINE),
    "offline-genuine": Unusual("genuine", offline(hours=5), OFFLINE),
    "offline-genuine-older": Unusual("genuine", offline(hours=50), OFFLINE),
    "offline-recalled": Unusual("recalled", offline(hours=5), OFFLINE),
    "offline-product_only": Unusual("product_only", offline(hours=5), OFFLINE),
}


def unusual(check: Checker, name: str, language: Language) -> Callable[[Models], None]:
    """Return how to show the verdict of UNUSUAL called `name`."""
    case = UNUSUAL[name]
    show = judged(case.unit(check), case.payload(), language)

    def with_network(models: Models) -> None:
        show(models)
        models.status.show(replace(STATUS, network=case.network))

    return with_network
