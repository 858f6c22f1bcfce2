"""The story in one file: payload → code → seal → finding → facts → verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.codes.classify import classify
from kiosk.codes.code import Code, Identity, NoProduceCode, OtherScheme
from kiosk.codes.identity import identify
from kiosk.codes.payload import TYPED, Payload
from kiosk.codes.schemes import Scheme
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.trust.lists import Lists
from kiosk.trust.seal import Seal, check_seal
from kiosk.verdicts.gather import Place, gather
from kiosk.verdicts.rules import judge
from kiosk.verdicts.verdict import Verdict


class Records(Protocol):
    """Whoever knows the registry: the centre, a cache, or an answer that has arrived."""

    def find(self, identity: Identity) -> Finding:
        """Return what is known of `identity`; a Finding of source none where nothing is."""
        ...


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that is known about one label at one moment: input of the screen and the journal.

    `scheme` is the row of the table of label schemes where the label is another's; `our_host` is
    where the city's own links lead, "" where no list says. `is_typed`: somebody typed it, no label was read.
    """

    code: Code
    identity: Identity
    seal: Seal
    finding: Finding
    verdict: Verdict
    scheme: Scheme | None = None
    our_host: str = ""
    is_typed: bool = False


def inspect(payload: Payload, records: Records, lists: Lists, place: Place, now: Moment) -> Inspection:
    """Return what is known at `now` about the label behind `payload`.

    Never raises for anything that a stranger can print.
    """
    code = classify(payload, lists.trust.hosts, lists.schemes)
    seal = check_seal(code, lists.trust)
    identity = identify(code)
    finding = records.find(identity)
    is_typed = place.is_typed or payload.symbology == TYPED
    verdict = judge(gather(code, seal, finding, lists, replace(place, is_typed=is_typed), now))
    return Inspection(
        code,
        identity,
        seal,
        finding,
        verdict,
        scheme=_scheme_of(code, lists),
        our_host=lists.trust.hosts[0] if lists.trust.hosts else "",
        is_typed=is_typed,
    )


def _scheme_of(code: Code, lists: Lists) -> Scheme | None:
    if not isinstance(code, OtherScheme | NoProduceCode):
        return None
    return next((scheme for scheme in lists.schemes if scheme.id == code.scheme), None)
