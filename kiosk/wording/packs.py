"""Two inspections → what can be compared of them, side by side. Pure.

Of a label that is forged, withdrawn or copied nothing is compared: the record is another's.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.inspection import Inspection
from kiosk.moment import Moment
from kiosk.verdicts.gather import item_of
from kiosk.verdicts.verdict import AuthenticityState
from kiosk.wording.banner import CLAIMED_ONLY, overline
from kiosk.wording.cards import AUTHENTICITY_MARKS, certification_card
from kiosk.wording.names import BETWEEN, brief
from kiosk.wording.packs_view import CompareView, PacksView, PackView
from kiosk.wording.result_view import Mark
from kiosk.wording.telling import Telling, day_text
from kiosk.words import Words

NOT_OF_THIS_PACK = CLAIMED_ONLY | {AuthenticityState.COPIED}
"""What the registry holds is of the goods that the genuine label is on."""
ALWAYS = frozenset({"label.producer", "label.lot", "label.use_by"})
"""Asked of every pack: where neither says it, that is said."""

EITHER = {"label.use_by": "label.best_before", "label.best_before": "label.use_by"}
"""A pack bears the one date or the other."""
NOT_BORNE = "—"
ROOM = 52
"""Characters of a name beside another pack's."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one pack says, by the key of its label; "" where it does not. `mark` is beside it."""

    value: str = ""
    mark: Mark = Mark.NONE


def packs_view(this: Inspection, former: Inspection, words: Words, now: Moment) -> PacksView:
    """Return this pack beside the one that was shown before it."""
    tellings = [Telling(one, item_of(one.code, one.finding, now), words, now, "") for one in (this, former)]
    packs = tuple(
        _pack(telling, words(which)) for telling, which in zip(tellings, ("packs.this", "packs.former"), strict=True)
    )
    mine, others = (_said(telling) for telling in tellings)
    told = [label for label in mine if label in ALWAYS or mine[label].value or others[label].value]
    return PacksView(packs, tuple(_row(label, mine, others, words) for label in told))


def _row(label: str, mine: dict[str, _Said], other: dict[str, _Said], words: Words) -> CompareView:
    values = (_value(label, mine, words), _value(label, other, words))
    return CompareView(words(label), values, (mine[label].mark, other[label].mark))


def _value(label: str, said: dict[str, _Said], words: Words) -> str:
    """Return what a pack says of `label`; that it is not known only where nothing else stands in its place."""
    if said[label].value:
        return brief(said[label].value, ROOM)
    return NOT_BORNE if label in EITHER and said[EITHER[label]].value else words("label.not_known")


def _pack(telling: Telling, which: str) -> PackView:
    verdict = telling.inspection.verdict
    return PackView(
        Mark(verdict.level), which, brief(overline(telling), ROOM), telling.words(f"headline.{verdict.headline}")
    )


def _said(telling: Telling) -> dict[str, _Said]:
    """Return what a pack says, in the order in which it is shown."""
    words, state = telling.words, telling.inspection.verdict.authenticity
    is_claim = state in NOT_OF_THIS_PACK
    facts = {label: _Said("" if is_claim else value) for label, value in _facts(telling).items()}
    seal = _Said(words(f"authenticity.{state}"), AUTHENTICITY_MARKS[state])
    return {**facts, "card.certification": _Said() if is_claim else _certified(telling), "card.authenticity": seal}


def _facts(telling: Telling) -> dict[str, str]:
    lot, establishment = telling.item.lot, telling.item.establishment
    place = telling.name(establishment.place, establishment.place_en) if establishment else ""
    return {
        "label.producer": telling.producer,
        "label.grown_at": place,
        "label.lot": telling.lot,
        "label.harvested": day_text(lot.harvested_on if lot else None),
        "label.packed": day_text(lot.packed_on if lot else None),
        "label.use_by": day_text(telling.use_by),
        "label.best_before": day_text((lot.best_before if lot else None) or telling.item.dates.best_before),
    }


def _certified(telling: Telling) -> _Said:
    """Return the certificate that decides, with how it stands; "" where none is known."""
    card = certification_card(telling)
    if not card.items:
        return _Said()
    first = card.items[0]
    return _Said(f"{first.title}{BETWEEN}{first.badge}" if first.badge else first.title, card.mark)
