"""Who may do what, as one table; a grant limits it to rows. Pure: values in, values out.

A grant is a role with limits: establishment, market, administrative unit, department. An empty
limit does not limit. A grant covers a subject when each of its limits names one of the subject's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the central service."""

    PRODUCER = "producer"
    BOARD = "board"
    TECHNICIAN = "technician"
    SUPERVISOR = "supervisor"
    DEPARTMENT = "department"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What can be done, in the words of the audit."""

    SEE_REGISTRY = "see_registry"
    CHANGE_GOODS = "change_goods"
    """Products, lots, stalls' goods, movements of one's own."""
    CORRECT_CODES_IN_USE = "correct_codes_in_use"
    """Lead a registered lot, or labels that were issued, to other goods; change what limits the labels of a lot
    that has some."""
    CHANGE_ESTABLISHMENTS = "change_establishments"
    CHANGE_CERTIFICATES = "change_certificates"
    CHANGE_TABLES = "change_tables"
    """Kinds, needed kinds, administrative units, markets, label schemes."""
    ANNOUNCE_LOTS = "announce_lots"
    """Say which lots a stall sells today."""
    CAPTURE_EVENTS = "capture_events"
    SEE_EVENTS = "see_events"
    SEE_WHOLE_WAY = "see_whole_way"
    """Middlemen and volumes, which competitors must not see; declared errors."""
    PROPOSE_RECALL = "propose_recall"
    APPROVE_RECALL = "approve_recall"
    PROPOSE_VIOLATION = "propose_violation"
    APPROVE_VIOLATION = "approve_violation"
    PROPOSE_KEY = "propose_key"
    APPROVE_KEY = "approve_key"
    SEAL_LABELS = "seal_labels"
    WITHDRAW_LABELS = "withdraw_labels"
    PAIR_KIOSK = "pair_kiosk"
    SEE_KIOSKS = "see_kiosks"
    CHANGE_KIOSKS = "change_kiosks"
    """Name, place, settings and notices of kiosks."""
    TEND_KIOSK = "tend_kiosk"
    """Order it from afar: begin anew, examine itself, show its screen."""
    DENY_KIOSK = "deny_kiosk"
    SEE_JOURNAL = "see_journal"
    SEE_REPORTS = "see_reports"
    HANDLE_REPORTS = "handle_reports"
    SEE_ALERTS = "see_alerts"
    """Of each kind those who may see what it is about: journals, kiosks, a lot's whole way."""
    HANDLE_ALERTS = "handle_alerts"
    SEE_PEOPLE = "see_people"
    CHANGE_PEOPLE = "change_people"
    SEE_CHANGES = "see_changes"
    ENTER_CONSOLE = "enter_console"
    """Sign in, and set one's own password."""


_EVERYBODY = frozenset(Role)
_AUTHORITY = frozenset({Role.SUPERVISOR, Role.DEPARTMENT, Role.ADMINISTRATOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

RIGHTS: Mapping[Right, frozenset[Role]] = {
    Right.SEE_REGISTRY: _EVERYBODY,
    Right.CHANGE_GOODS: frozenset({Role.PRODUCER, Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.CORRECT_CODES_IN_USE: frozenset({Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.CHANGE_ESTABLISHMENTS: frozenset({Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.CHANGE_CERTIFICATES: frozenset({Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.CHANGE_TABLES: _ADMINISTRATOR,
    Right.ANNOUNCE_LOTS: frozenset({Role.PRODUCER, Role.BOARD, Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.CAPTURE_EVENTS: frozenset({Role.PRODUCER, Role.BOARD, Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.SEE_EVENTS: _EVERYBODY - {Role.TECHNICIAN},
    Right.SEE_WHOLE_WAY: _AUTHORITY,
    Right.PROPOSE_RECALL: frozenset({Role.PRODUCER, Role.SUPERVISOR, Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.APPROVE_RECALL: frozenset({Role.SUPERVISOR, Role.DEPARTMENT}),
    Right.PROPOSE_VIOLATION: frozenset({Role.SUPERVISOR, Role.DEPARTMENT}),
    Right.APPROVE_VIOLATION: frozenset({Role.SUPERVISOR, Role.DEPARTMENT}),
    Right.PROPOSE_KEY: _ADMINISTRATOR,
    Right.APPROVE_KEY: frozenset({Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.SEAL_LABELS: frozenset({Role.PRODUCER, Role.BOARD, Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.WITHDRAW_LABELS: frozenset({Role.PRODUCER, Role.SUPERVISOR, Role.DEPARTMENT, Role.ADMINISTRATOR}),
    Right.PAIR_KIOSK: frozenset({Role.BOARD, Role.TECHNICIAN, Role.ADMINISTRATOR}),
    Right.SEE_KIOSKS: frozenset({Role.BOARD, Role.TECHNICIAN}) | _AUTHORITY,
    Right.CHANGE_KIOSKS: frozenset({Role.BOARD, Role.ADMINISTRATOR}),
    Right.TEND_KIOSK: frozenset({Role.BOARD, Role.TECHNICIAN, Role.ADMINISTRATOR}),
    Right.DENY_KIOSK: frozenset({Role.TECHNICIAN, Role.ADMINISTRATOR}),
    Right.SEE_JOURNAL: frozenset({Role.BOARD}) | _AUTHORITY,
    Right.SEE_REPORTS: frozenset({Role.BOARD}) | _AUTHORITY,
    Right.HANDLE_REPORTS: frozenset({Role.BOARD, Role.SUPERVISOR, Role.DEPARTMENT}),
    Right.SEE_ALERTS: frozenset({Role.BOARD, Role.TECHNICIAN}) | _AUTHORITY,
    Right.HANDLE_ALERTS: frozenset({Role.BOARD, Role.TECHNICIAN}) | _AUTHORITY,
    Right.SEE_PEOPLE: _ADMINISTRATOR,
    Right.CHANGE_PEOPLE: _ADMINISTRATOR,
    Right.SEE_CHANGES: _AUTHORITY,
    Right.ENTER_CONSOLE: _EVERYBODY,
}
"""Which roles have a right at all. A role that is not named has it not."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a right is used on: the establishments, markets, units and departments that it belongs to."""

    establishments: frozenset[str] = frozenset()
    markets: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()


EVERYTHING = Subject()
"""Belongs to nobody: only a grant without limits covers it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one user, limited to rows. "" does not limit."""

    role: Role
    establishment_id: str = ""
    market_id: str = ""
    unit_id: str = ""
    department: str = ""

    def covers(self, subject: Subject) -> bool:
        """Return whether each limit of this grant names one of the subject's."""
        pairs = (
            (self.establishment_id, subject.establishments),
            (self.market_id, subject.markets),
            (self.unit_id, subject.units),
            (self.department, subject.departments),
        )
        return all(not limit or limit in values for limit, values in pairs)

    @property
    def is_unlimited(self) -> bool:
        """Whether it covers everything."""
        return self.covers(EVERYTHING)


NEEDED_LIMITS: Mapping[Role, str] = {Role.PRODUCER: "establishment_id", Role.BOARD: "market_id"}
"""Roles that are nothing without a limit: a producer of every establishment would seal for the whole city."""


def missing_limit(grant: Grant) -> str:
    """Return the limit that the grant's role needs and the grant lacks; "" where it is whole."""
    needed = NEEDED_LIMITS.get(grant.role, "")
    return needed if needed and not getattr(grant, needed) else ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request comes from. `user_id` "" with no grants is nobody in particular."""

    user_id: str
    name: str
    grants: tuple[Grant, ...]

    def with_right(self, right: Right) -> tuple[Grant, ...]:
        """Return the grants that give `right`, whatever they cover."""
        return tuple(grant for grant in self.grants if grant.role in RIGHTS[right])

    def may(self, right: Right, subject: Subject = EVERYTHING) -> bool:
        """Return whether one of the caller's grants gives `right` on `subject`."""
        return any(grant.covers(subject) for grant in self.with_right(right))


NOBODY = Caller("", "", ())
"""A request without a token."""
