"""What this unit knows by itself: what the centre answered before, and the registry that it published.

The newer of the two decides. So a recall that came with the registry stops a record that was cached
before it, and what the registry does not hold (movements, scan history) is taken from the cache.

Newer by the centre's time alone is not enough: a server that lags behind, or a clock that runs ahead, answers
with a late time and without the recall. What was kept before this registry came never hides its warnings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.codes.code import Identity
from kiosk.lookup.cache import Arrival, FindingCache, age_key, is_known
from kiosk.lookup.offline import OfflineRecords
from kiosk.records.finding import Finding, Source
from kiosk.records.history import Check, Flag, FlagKind
from kiosk.records.registry import Market, Recall

ANSWERS_ALONE = timedelta(minutes=10)
"""How long a cached record answers without asking, where the code has no serial and so no history."""


@dataclass(frozen=True, slots=True)
class CentreWord:
    """When the centre said what is kept (None: never, or nobody knows), and whether since this registry came."""

    at: datetime | None = None
    is_since: bool = False

    def is_newer_than(self, published: Finding) -> bool:
        """Return whether it was said after, or when, `published` was confirmed."""
        return self.at is not None and self.at >= age_key(published)


class KeptRecords:
    """Cache and registry as one. `find` never raises."""

    def __init__(self, cache: FindingCache, registry: OfflineRecords) -> None:
        self._cache = cache
        self._registry = registry

    def find(self, identity: Identity) -> Finding:
        """Return what is known here of `identity`, with its own `as_of`; of source none where nothing is."""
        kept, published = self._cache.find(identity), self._registry.find(identity)
        word, serial_word = self._word(self._cache.arrival(identity)), self._word(self._cache.serial_arrival(identity))
        return merged(identity, kept, published, word, serial_word)

    def answers_alone(self, identity: Identity, finding: Finding, asked_at: datetime) -> bool:
        """Return whether `finding`, found here, answers at `asked_at` (a trusted time) without asking the centre.

        Nothing does that was kept before the registry came which is here now.
        """
        return answers_alone(identity, finding, asked_at) and self._word(self._cache.arrival(identity)).is_since

    def put(self, identity: Identity, finding: Finding) -> None:
        """Keep the centre's answer."""
        self._cache.put(identity, finding, self._registry.content())

    def note(self, identity: Identity, check: Check) -> None:
        """Keep this unit's own check."""
        self._cache.note(identity, check)

    def _word(self, arrival: Arrival | None) -> CentreWord:
        if arrival is None:
            return CentreWord()
        return CentreWord(arrival.said_at, is_since=arrival.registry == self._registry.content())


def answers_alone(identity: Identity, finding: Finding, asked_at: datetime) -> bool:
    """Return whether what is kept is new enough at `asked_at` (a trusted time) to answer without the centre."""
    is_kept = finding.source is Source.CACHE and finding.as_of is not None
    if not is_kept or identity.serial is not None or finding.as_of is None:
        return False
    return timedelta() <= asked_at - finding.as_of <= ANSWERS_ALONE


def merged(identity: Identity, kept: Finding, published: Finding, word: CentreWord, serial_word: CentreWord) -> Finding:
    """Return the newer of a cached and a published record, with what only the other can know.

    `word` is how the cached record came, `serial_word` how the centre's last word on this very serial did.
    """
    if published.source is Source.NONE:
        return kept
    flags = _flags(kept, published, serial_word)
    history = replace(kept.history, flags=flags)
    if kept.source is Source.NONE:
        return replace(published, history=history)
    if word.is_newer_than(published):
        if word.is_since:
            return replace(kept, history=history)
        if is_known(identity, kept):
            return replace(kept, recalls=_all_recalls(kept, published), history=history)
    if _holds(identity, published) or not is_known(identity, kept):
        return replace(
            published,
            issue=kept.issue,
            movements=kept.movements,
            markets=_united(published, kept),
            history=history,
        )
    return replace(_warned(kept, published), history=history)


def _holds(identity: Identity, published: Finding) -> bool:
    """Return whether the registry has the item itself, and not only a recall that may concern it."""
    if identity.lot is not None:
        return published.lot is not None
    return published.product is not None or published.establishment is not None


def _flags(kept: Finding, published: Finding, serial_word: CentreWord) -> tuple[Flag, ...]:
    """Return the flags of the newer word on this serial: registries hold those of lots in circulation.

    A word that came before the registry leaves standing that the serial was withdrawn.
    """
    own, said = kept.history.flags, published.history.flags
    if published.lot is None and not said:
        return own
    if not serial_word.is_newer_than(published):
        return said
    if serial_word.is_since or any(flag.kind is FlagKind.WITHDRAWN for flag in own):
        return own
    return (*own, *(flag for flag in said if flag.kind is FlagKind.WITHDRAWN))


def _warned(kept: Finding, published: Finding) -> Finding:
    """Return an older record of what the registry no longer holds, with the registry's warnings of its product."""
    recalls = published.recalls if published.product is not None else _all_recalls(kept, published)
    violations = published.violations if published.establishment is not None else kept.violations
    certificates = published.certificates if published.establishment is not None else kept.certificates
    return replace(kept, recalls=recalls, violations=violations, certificates=certificates)


def _all_recalls(kept: Finding, published: Finding) -> tuple[Recall, ...]:
    by_id = {one.id: one for one in (*kept.recalls, *published.recalls)}
    return tuple(by_id.values())


def _united(published: Finding, kept: Finding) -> tuple[Market, ...]:
    by_id = {one.id: one for one in (*kept.markets, *published.markets)}
    return tuple(by_id[one] for one in sorted(by_id))
