"""The loop: every scan of every unit through `inspect`, with what its kiosk could know at that instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bench.simulate.centre import Serial, cause_of
from bench.simulate.goods import Delivery, deliveries
from bench.simulate.makers import NEEDED, Published, makers, published
from bench.simulate.markets import MARKETS, Kiosk, kiosks
from bench.simulate.people import Kind, Scan, Unit, copied_unit, genuine_unit
from bench.simulate.scenario import Scenario
from bench.simulate.tally import Tally
from kiosk.codes.code import Identity
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.lookup.own_checks import KEPT
from kiosk.moment import Moment
from kiosk.records.finding import Finding, Issue, Source
from kiosk.records.history import SAME_CHECK, Check, FlagKind, History
from kiosk.records.registry import Movement
from kiosk.trust.lists import Lists
from kiosk.verdicts.gather import PRESENT, Place
from kiosk.verdicts.history import HistoryRule, SerialHistory, judge_history
from kiosk.verdicts.verdict import Headline

PHONE = Place()


@dataclass(frozen=True, slots=True)
class Told:
    """What a kiosk was told: it answers every question with that."""

    finding: Finding

    def find(self, identity: Identity) -> Finding:  # noqa: ARG002 - it is the identity asked for
        """Return it."""
        return self.finding


class City:
    """Kiosks, makers and lists of one run, and the chance that decides."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.chance = Random(scenario.seed)
        self.kiosks = kiosks(scenario, self.chance)
        self.makers = makers(scenario, self.chance)
        self.lists: Published = published(self.makers)

    def deliveries(self) -> Iterator[Delivery]:
        """Return the lots in order of their days."""
        return deliveries(self.scenario, self.makers, self.chance)

    def scanned(self, delivery: Delivery) -> Iterator[Unit]:
        """Return the units of a lot that somebody scans."""
        for number in range(self.scenario.units_a_lot):
            serial = f"{delivery.lot.lot}{number:04d}"
            unit = genuine_unit(serial, delivery, self.scenario, self.chance)
            if unit is not None:
                yield unit


class Life:
    """One serial through its time: `judged` gives each scan with its inspection and the cause of a suspicion."""

    def __init__(self, city: City, delivery: Delivery, unit: Unit) -> None:
        self._city, self._delivery, self._unit = city, delivery, unit
        self._serial = Serial(unit.serial)
        self._own: dict[Kiosk, list[Check]] = {}
        self._keyed = (*delivery.keyed, *([unit.sale] if unit.sale else []))

    def judged(self) -> Iterator[tuple[Scan, Inspection, str]]:
        """Return every scan in order of time."""
        payload = self._delivery.payload(self._unit.serial)
        for number, scan in enumerate(self._unit.scans):
            self._serial.receive(scan.at, self._movements(scan.at))
            yield self._phone(scan, payload) if scan.kind is Kind.PHONE else self._kiosk(number, scan, payload)

    def _phone(self, scan: Scan, payload: Payload) -> tuple[Scan, Inspection, str]:
        history = History(tuple(self._serial.checks), tuple(self._serial.flags.values()), was_asked=True)
        now = Moment(scan.at, is_trusted=True, floor=scan.at)
        lists = Lists(self._city.lists.at(scan.at), (), scan.at)
        finding = self._central(scan.at, history)
        inspection = inspect(payload, Told(finding), lists, PHONE, now)
        return scan, inspection, self._cause(inspection, PHONE, now)

    def _kiosk(self, number: int, scan: Scan, payload: Payload) -> tuple[Scan, Inspection, str]:
        kiosk = self._city.kiosks[scan.market_id][scan.kiosk]
        now, outage, known_at = kiosk.moment(scan.at), kiosk.outage_at(scan.at), kiosk.synchronised_at(scan.at)
        place = Place(scan.market_id, is_enrolled=True)
        own = self._note(kiosk, number, now)
        answer = None
        if outage is None:
            answer = self._ask(number, scan, now)
        else:
            self._serial.waiting += [(outage.end, check) for check in own[-1:] if check.check_id == str(number)]
        is_answered = answer is not None and self._city.chance.random() >= self._city.scenario.unanswered_share
        finding = answer if answer is not None and is_answered else self._snapshot(known_at, own, now)
        lists = self._lists(scan.at, known_at, is_answered=is_answered)
        inspection = inspect(payload, Told(finding), lists, place, now)
        cause = self._cause(inspection, place, now)
        if answer is not None:
            present = Check(str(number), scan.at, scan.market_id, is_clock_trusted=now.is_trusted)
            self._serial.judge(scan.at, answer.movements, present)
        return scan, inspection, cause

    def _lists(self, at: datetime, known_at: datetime, *, is_answered: bool) -> Lists:
        """Return the lists of the last synchronisation; an answer confirms them where they are the newest."""
        trust = self._city.lists.at(known_at)
        is_newest = is_answered and trust.version == self._city.lists.at(at).version
        return Lists(trust, (), at if is_newest else known_at)

    def _ask(self, number: int, scan: Scan, now: Moment) -> Finding:
        history = self._serial.ask(Check(str(number), scan.at, scan.market_id, is_clock_trusted=now.is_trusted))
        return self._central(scan.at, history)

    def _note(self, kiosk: Kiosk, number: int, now: Moment) -> list[Check]:
        """Keep the kiosk's own check as it does itself, by its own clock: repeats within 120 s are not kept."""
        own = self._own.setdefault(kiosk, [])
        if not any(timedelta() <= now.at - check.at <= SAME_CHECK for check in own):
            own.append(Check(str(number), now.at, kiosk.market_id, is_clock_trusted=now.is_trusted))
        return own

    def _movements(self, at: datetime) -> tuple[Movement, ...]:
        return tuple(keyed.movement for keyed in self._keyed if keyed.at is not None and keyed.at <= at)

    def _central(self, at: datetime, history: History) -> Finding:
        delivery = self._delivery
        return Finding(
            source=Source.CENTRAL,
            as_of=at,
            product=delivery.product,
            lot=delivery.lot,
            establishment=delivery.maker.establishment,
            certificates=(delivery.maker.certificate,),
            needed=(NEEDED,),
            movements=self._movements(at),
            markets=MARKETS,
            issue=Issue.ISSUED,
            history=history,
        )

    def _snapshot(self, known_at: datetime, own: list[Check], now: Moment) -> Finding:
        """Return what the kiosk itself knows: records and flags of its last synchronisation, its own checks."""
        delivery = self._delivery
        checks = tuple(check for check in own if now.at - KEPT < check.at < now.at - SAME_CHECK)
        flags = tuple(flag for flag in self._serial.flags.values() if flag.since <= known_at)
        is_lot_known = delivery.lot.registered_at <= known_at
        is_product_known = delivery.maker.product is delivery.product or self._is_listed(known_at)
        return Finding(
            source=Source.SNAPSHOT,
            as_of=known_at,
            product=delivery.product if is_product_known else None,
            lot=delivery.lot if is_lot_known else None,
            establishment=delivery.maker.establishment,
            certificates=(delivery.maker.certificate,),
            needed=(NEEDED,),
            movements=self._movements(known_at),
            markets=MARKETS,
            history=History(checks, flags),
        )

    def _is_listed(self, at: datetime) -> bool:
        change = self._delivery.maker.change
        return change is None or change.published_at <= at

    def _cause(self, inspection: Inspection, place: Place, now: Moment) -> str:
        """Return the rule, or flag, that made a suspicion; "" for other headlines, the seal for a forged one."""
        headline, finding = inspection.verdict.headline, inspection.finding
        if headline is Headline.FORGED:
            return f"seal {inspection.seal.state}"
        if headline not in SUSPECTING:
            return ""
        rules, kind = SUSPECTING[headline]
        counts = now.is_trusted and place.is_enrolled
        history = SerialHistory(
            checks=finding.history.checks,
            at=now.at if now.is_trusted else now.floor,
            serial=self._unit.serial,
            present=Check(PRESENT, now.at, place.market_id) if counts else None,
            movements=finding.movements,
            markets=finding.markets,
        )
        held = sorted(judge_history(history) & rules)
        if held:
            return " and ".join(cause_of(rule, history) for rule in held)
        return f"flag by {self._serial.causes[kind]}" if kind in self._serial.causes else "no rule"


SUSPECTING = {
    Headline.COPIED: (frozenset({HistoryRule.R2}), FlagKind.COPIED),
    Headline.COPY_SUSPECTED: (frozenset({HistoryRule.R1, HistoryRule.R3}), FlagKind.COPY_SUSPECTED),
    Headline.REUSED: (frozenset({HistoryRule.R4}), FlagKind.REUSED),
}


def simulate(scenario: Scenario) -> Tally:
    """Return what was said of all scans, and of all copied serials."""
    city, tally = City(scenario), Tally()
    some: list[Delivery] = []
    every = max(1, -(-scenario.units // scenario.units_a_lot) // max(1, scenario.copied_serials))
    for number, delivery in enumerate(city.deliveries()):
        if number % every == 0:
            some.append(delivery)
        for unit in city.scanned(delivery):
            for scan, inspection, cause in Life(city, delivery, unit).judged():
                tally.count(scan, inspection, cause, is_past_use_by=delivery.is_past_use_by(scan.at))
    _copied(city, some, tally)
    return tally


def _copied(city: City, some: list[Delivery], tally: Tally) -> None:
    scenario = city.scenario
    for rate in scenario.rates:
        for number in range(scenario.copied_serials):
            copies = scenario.copies[number % len(scenario.copies)]
            delivery = some[number % len(some)]
            unit = copied_unit(f"C{number:07d}", copies, rate, delivery, scenario, city.chance)
            heads = [(scan, inspection.verdict.headline) for scan, inspection, _ in Life(city, delivery, unit).judged()]
            tally.count_copied(copies, rate, heads)
