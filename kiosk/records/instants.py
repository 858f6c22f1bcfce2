"""The instants in what a look-up finds: whoever takes it in looks at all of them before anybody reckons with one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from kiosk.records.finding import Finding

EARLIEST: Final = datetime(1899, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(3001, 1, 1, tzinfo=UTC)
"""Beyond these nobody means a time: such an instant is a mistake, or has no day in Hanoi at all.

Wider than what people may enter: an event may bear the first second of a clock that was never set, and the
centre takes events of the years 1900 to 2999 with whatever offset.
"""


def is_reckonable(at: datetime) -> bool:
    """Return whether verdicts and words can reckon with `at`: it is aware, and from 1899 until 3001."""
    return at.utcoffset() is not None and EARLIEST <= at < LATEST


def are_reckonable(finding: Finding) -> bool:
    """Return whether every instant in `finding` is one that verdicts and words can reckon with."""
    return all(at is None or is_reckonable(at) for at in instants_of(finding))


def instants_of(finding: Finding) -> Iterator[datetime | None]:
    """Give every instant in `finding`, None for one that is absent."""
    yield finding.as_of
    if finding.lot is not None:
        yield finding.lot.registered_at
    if finding.establishment is not None:
        yield finding.establishment.registered_at
    if finding.correction is not None:
        yield finding.correction.since
    for movement in finding.movements:
        yield movement.at
    for recall in finding.recalls:
        yield recall.effective_at
        yield recall.ends_at
    for check in finding.history.checks:
        yield check.at
    for flag in finding.history.flags:
        yield flag.since
