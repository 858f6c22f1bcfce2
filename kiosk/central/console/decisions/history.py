"""Who did what to a decision, and when: from its proposals and from the audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from kiosk.central.console.decisions.kinds import What
from kiosk.central.people.proposals import Proposal, State, read_proposals
from kiosk.central.people.tables import changes, proposals, users
from kiosk.words import Words

_REPLIED = ("reply", "reply_en")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did. `reason`: what they said to it."""

    at: datetime
    who: str
    text: str
    reason: str = ""


def history_of(connection: Connection, what: What, key: str, words: Words) -> Sequence[Step]:
    """Return what was done to the decision of that id, oldest first."""
    found = proposals_of(connection, what, key)
    rows = connection.execute(
        select(changes.c.at, changes.c.user_id, changes.c.before, changes.c.after).where(
            changes.c.kind == what.table, changes.c.key == key
        )
    ).all()
    replied = [row for row in rows if row.before and row.after and _reply(row.before) != _reply(row.after)]
    people = names_of(connection, [*_people(found), *(row.user_id for row in replied)])
    steps = [step for each in found for step in _steps(each, people, words)]
    steps += [
        Step(row.at, people.get(row.user_id, row.user_id), words("console.decisions.did.reply")) for row in replied
    ]
    return sorted(steps, key=lambda step: step.at)


def proposals_of(connection: Connection, what: What, key: str) -> Sequence[Proposal]:
    """Return every proposal about the decision of that id."""
    kinds = [each for each in (what.begin, what.end) if each]
    query = select(proposals).where(proposals.c.about == key, proposals.c.kind.in_(kinds))
    return read_proposals(connection, query.order_by(proposals.c.id))


def names_of(connection: Connection, ids: Iterable[str | None]) -> Mapping[str, str]:
    """Return the names of users by their ids."""
    wanted = sorted({each for each in ids if each})
    rows = connection.execute(select(users.c.id, users.c.name).where(users.c.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _people(found: Iterable[Proposal]) -> Iterator[str | None]:
    for each in found:
        yield from (each.proposed_by, each.decided_by)


def _steps(proposal: Proposal, people: Mapping[str, str], words: Words) -> Iterator[Step]:
    said = str(proposal.document.get("reason", "")) if proposal.kind.endswith("_end") else ""
    kind = "end" if proposal.kind.endswith("_end") else "begin"
    who = people.get(proposal.proposed_by, proposal.proposed_by)
    yield Step(proposal.proposed_at, who, words(f"console.decisions.did.{kind}.proposed"), said)
    if proposal.state is not State.WAITING and proposal.decided_at is not None:
        who = people.get(proposal.decided_by or "", proposal.decided_by or "")
        yield Step(
            proposal.decided_at, who, words(f"console.decisions.did.{kind}.{proposal.state.value}"), proposal.reason
        )


def _reply(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row.get(name) for name in _REPLIED)
