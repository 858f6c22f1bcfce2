"""What a row says was shown, in the words of the screen; and what the same label would be told now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.central.pages.known import CentreRecords
from kiosk.central.service import Service
from kiosk.codes.identity import identify
from kiosk.inspection import Inspection
from kiosk.journal.event import Inspected, code_again
from kiosk.moment import Moment
from kiosk.trust.lists import Lists
from kiosk.trust.seal import Seal, check_seal
from kiosk.verdicts.gather import Place, gather
from kiosk.verdicts.rules import judge
from kiosk.verdicts.verdict import Verdict
from kiosk.wording.result import result_view
from kiosk.wording.result_view import ResultView
from kiosk.words import Words


@dataclass(frozen=True, slots=True)
class Shown:
    """A result in words, with its verdict."""

    result: ResultView
    verdict: Verdict


def shown_then(event: Inspected, lists: Lists, words: Words, market: str) -> Shown | None:
    """Return what the row says was shown, in the reader's language; None where its values do not fit together."""
    moment = Moment(event.at, event.is_clock_trusted, event.clock_floor)
    verdict = Verdict(event.level, event.headline, event.reasons, event.origin, event.certification, event.authenticity)
    inspection = _inspection(event, lists, Seal(event.seal, event.key_id), verdict)
    return _in_words(inspection, words, moment, market)


def known_now(service: Service, event: Inspected, lists: Lists, words: Words, market: str) -> Shown | None:
    """Return what the same label is told now, by the registry and the trust list as they are.

    A seal that was not kept (a stranger's text is never) is taken as it was judged then. The earlier checks
    are those of the centre, this very one among them.
    """
    moment = service.moment()
    code = code_again(event)
    seal = check_seal(code, lists.trust) if event.code.seal_text is not None else Seal(event.seal, event.key_id)
    finding = CentreRecords(service, moment.at).find(identify(code))
    place = Place(event.stand.market_id, event.stand.is_enrolled, event.code.is_typed)
    try:
        verdict = judge(gather(code, seal, finding, lists, place, moment))
    except (TypeError, ValueError, ArithmeticError, LookupError):
        return None
    inspection = replace(_inspection(event, lists, seal, verdict), finding=finding)
    return _in_words(inspection, words, moment, market)


def _inspection(event: Inspected, lists: Lists, seal: Seal, verdict: Verdict) -> Inspection:
    code = code_again(event)
    host = lists.trust.hosts[0] if lists.trust.hosts else ""
    is_typed = event.code.is_typed
    return Inspection(code, event.identity, seal, event.finding, verdict, our_host=host, is_typed=is_typed)


def _in_words(inspection: Inspection, words: Words, moment: Moment, market: str) -> Shown | None:
    """Return the result; None for values that no release of ours writes together."""
    try:
        return Shown(result_view(inspection, words, moment, market), inspection.verdict)
    except (TypeError, ValueError, ArithmeticError, LookupError, AssertionError):
        return None
