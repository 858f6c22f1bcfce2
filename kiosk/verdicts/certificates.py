"""Which certificates count for goods or a place: by kind, scope and the date judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.records.registry import Certificate, CertificateStatus, Lot, NeededKinds
from kiosk.verdicts.verdict import CertificationState

ELIGIBILITY = "eligibility"
"""What a product group without a row in the table of needed kinds needs."""
EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CertifiedItem:
    """What certificates are compared with. A place has neither `gtin` nor `group`."""

    establishment_ids: frozenset[str]
    judged_on: date
    gtin: str = ""
    group: str = ""


def judged_day(lot: Lot, registered_on: date) -> date:
    """Return the date on which certificates of a lot's goods are judged: harvest, else packing, else registration."""
    return lot.harvested_on or lot.packed_on or registered_on


def covers(certificate: Certificate, item: CertifiedItem) -> bool:
    """Whether `certificate` is of this establishment and its scope includes the goods. A place has no scope."""
    if certificate.establishment_id not in item.establishment_ids:
        return False
    is_place = not item.gtin and not item.group
    if is_place or not (certificate.gtins or certificate.groups):
        return True
    return item.gtin in certificate.gtins or item.group in certificate.groups


def is_in_force(certificate: Certificate, day: date) -> bool:
    """Whether `certificate` was valid on `day`, both of its days included, and not suspended or withdrawn by then."""
    if day < certificate.first_day or (certificate.last_day is not None and day > certificate.last_day):
        return False
    if certificate.status is CertificateStatus.ACTIVE:
        return True
    return certificate.status_since is not None and certificate.status_since > day


def needed_kinds(needed: Iterable[NeededKinds], item: CertifiedItem) -> tuple[frozenset[str], ...]:
    """Return the sets of which any one kind is enough; each set must be met.

    A group without a row on the day needs the eligibility certificate. So does a place, which any
    kind may replace that replaces it for one of its groups.
    """
    rows = [
        frozenset(row.any_of)
        for row in needed
        if row.first_day <= item.judged_on and (row.last_day is None or item.judged_on <= row.last_day)
        if not item.group or row.group == item.group
    ]
    if not item.group:
        return (frozenset({ELIGIBILITY}).union(*rows),)
    return tuple(rows) or (frozenset({ELIGIBILITY}),)


def judge_certificates(
    certificates: Iterable[Certificate], needed: Iterable[NeededKinds], item: CertifiedItem, today: date | None
) -> CertificationState:
    """Return the state of certification; `today` is None where the clock is not trusted.

    The worst of the needed sets decides: suspended, then expired, then none.
    """
    own = [certificate for certificate in certificates if covers(certificate, item)]
    states = {_judge_kinds([c for c in own if c.kind in kinds], item, today) for kinds in needed_kinds(needed, item)}
    return next(state for state in _WORST_FIRST if state in states)


_WORST_FIRST = (
    CertificationState.SUSPENDED,
    CertificationState.EXPIRED,
    CertificationState.NONE,
    CertificationState.EXPIRING,
    CertificationState.IN_FORCE,
)


def _judge_kinds(certificates: list[Certificate], item: CertifiedItem, today: date | None) -> CertificationState:
    counted = [c for c in certificates if c.status is CertificateStatus.ACTIVE and is_in_force(c, item.judged_on)]
    if any(is_stopped(c, item.judged_on, today) and not _is_replaced(c, counted) for c in certificates):
        return CertificationState.SUSPENDED
    if counted:
        return _in_force_or_expiring(counted, today)
    if any(c.last_day is not None and c.last_day < item.judged_on for c in certificates):
        return CertificationState.EXPIRED
    return CertificationState.NONE


def is_stopped(certificate: Certificate, judged_on: date, today: date | None) -> bool:
    """Whether `certificate` is suspended or withdrawn today and would else count, now or on the day judged."""
    if certificate.status is CertificateStatus.ACTIVE:
        return False
    days = (judged_on, judged_on if today is None else today)
    return any(
        certificate.first_day <= day and (certificate.last_day is None or day <= certificate.last_day) for day in days
    )


def _is_replaced(stopped: Certificate, counted: list[Certificate]) -> bool:
    return any(certificate.kind == stopped.kind for certificate in counted)


def _in_force_or_expiring(counted: list[Certificate], today: date | None) -> CertificationState:
    ends = [certificate.last_day or date.max for certificate in counted]
    if today is not None and today <= max(ends) <= today + EXPIRES_SOON:
        return CertificationState.EXPIRING
    return CertificationState.IN_FORCE
