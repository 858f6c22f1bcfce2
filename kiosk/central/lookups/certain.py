"""A "no" that is certain: what a replica does not know is asked of the primary before anybody is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from kiosk.central.lookups.find import finding_of
from kiosk.central.lookups.lines import Lines
from kiosk.central.lookups.question import Question, question_of
from kiosk.central.lookups.reading import Known, read
from kiosk.central.service import Service
from kiosk.codes.code import Identity
from kiosk.records.finding import Finding, Source


def find_certainly(service: Service, identity: Identity, now: datetime) -> Finding:
    """Return what is known of `identity`; a "no" is the primary's."""
    question = question_of(identity)
    if question is None:
        return Finding(source=Source.CENTRAL, as_of=now)
    known = _read(service.replica, question, now)
    if service.replica is not service.primary and known.is_denial:
        known = _read(service.primary, question, now)
    return finding_of(known, now)


def _read(engine: Engine, question: Question, now: datetime) -> Known:
    with engine.connect() as connection:
        (known,) = read(connection, [question], now)
    return known


class CertainLines:
    """Questions of many requests, asked at the replica; a "no" is asked again at the primary."""

    def __init__(self, service: Service) -> None:
        self._near = Lines(service.replica, service.now)
        self._primary = self._near if service.replica is service.primary else Lines(service.primary, service.now)

    async def ask(self, question: Question) -> Known:
        """Return what is known. Raises DBAPIError where no database answers."""
        known = await self._near.ask(question)
        if self._primary is not self._near and known.is_denial:
            return await self._primary.ask(question)
        return known
