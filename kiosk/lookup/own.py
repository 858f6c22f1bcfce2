"""What this unit knows by itself: what the centre answered before, and the registry that it published.

The newer of the two decides. So a recall that came with the registry stops a record that was cached
before it, and what the registry does not hold (movements, scan history) is taken from the cache.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.codes.code import Identity
from kiosk.lookup.cache import FindingCache, is_known
from kiosk.lookup.offline import OfflineRecords
from kiosk.records.finding import Finding, Source
from kiosk.records.history import Check, Flag
from kiosk.records.registry import Market

ANSWERS_ALONE = timedelta(minutes=10)
"""How long a cached record answers without asking, where the code has no serial and so no history."""


class KeptRecords:
    """Cache and registry as one. `find` never raises."""

    def __init__(self, cache: FindingCache, registry: OfflineRecords) -> None:
        self._cache = cache
        self._registry = registry

    def find(self, identity: Identity) -> Finding:
        """Return what is known here of `identity`, with its own `as_of`; of source none where nothing is."""
        kept, published = self._cache.find(identity), self._registry.find(identity)
        return merged(identity, kept, published, self._cache.serial_told_at(identity))

    def put(self, identity: Identity, finding: Finding) -> None:
        """Keep the centre's answer."""
        self._cache.put(identity, finding)

    def note(self, identity: Identity, check: Check) -> None:
        """Keep this unit's own check."""
        self._cache.note(identity, check)


def answers_alone(identity: Identity, finding: Finding, asked_at: datetime) -> bool:
    """Return whether what is kept answers at `asked_at` (a trusted time) without asking the centre."""
    is_kept = finding.source is Source.CACHE and finding.as_of is not None
    if not is_kept or identity.serial is not None or finding.as_of is None:
        return False
    return timedelta() <= asked_at - finding.as_of <= ANSWERS_ALONE


def merged(identity: Identity, kept: Finding, published: Finding, serial_told_at: datetime | None) -> Finding:
    """Return the newer of a cached and a published record, with what only the other can know.

    `serial_told_at` is when the centre last spoke of this very serial; None: never.
    """
    if published.source is Source.NONE:
        return kept
    flags = _flags(kept, published, serial_told_at)
    history = replace(kept.history, flags=flags)
    if kept.source is Source.NONE:
        return replace(published, history=history)
    if _age_key(kept) >= _age_key(published):
        return replace(kept, history=history)
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


def _flags(kept: Finding, published: Finding, serial_told_at: datetime | None) -> tuple[Flag, ...]:
    """Return the flags of the newer word on this serial: registries hold those of lots in circulation."""
    is_told_later = serial_told_at is not None and serial_told_at >= _age_key(published)
    if is_told_later or (published.lot is None and not published.history.flags):
        return kept.history.flags
    return published.history.flags


def _warned(kept: Finding, published: Finding) -> Finding:
    """Return an older record of what the registry no longer holds, with the registry's warnings of its product."""
    by_id = {one.id: one for one in (*kept.recalls, *published.recalls)}
    recalls = published.recalls if published.product is not None else tuple(by_id.values())
    violations = published.violations if published.establishment is not None else kept.violations
    certificates = published.certificates if published.establishment is not None else kept.certificates
    return replace(kept, recalls=recalls, violations=violations, certificates=certificates)


def _united(published: Finding, kept: Finding) -> tuple[Market, ...]:
    by_id = {one.id: one for one in (*kept.markets, *published.markets)}
    return tuple(by_id[one] for one in sorted(by_id))


def _age_key(finding: Finding) -> datetime:
    return finding.as_of or datetime.min.replace(tzinfo=UTC)
