"""Answers to questions about items: who asks is told what it may read, and a kiosk's check is recorded first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

from kiosk.central.kiosks.door import kiosk_of_request
from kiosk.central.lookups.answer import answer_of
from kiosk.central.lookups.certain import CertainLines
from kiosk.central.lookups.checks import Asker, ForeignCheckError, record_check
from kiosk.central.lookups.flagging import raise_flags
from kiosk.central.lookups.question import Question, Way, question_of
from kiosk.central.service import Service
from kiosk.codes.code import Identity
from kiosk.messages.http import CHECK_ID_HEADER

SIGNATURE_HEADER = "signature-input"
"""Stands where a request is signed (RFC 9421); whether it holds is looked at then."""

NAMELESS = Question(Way.SSCC, "")
"""For a path that names nothing that is registered: the answer says so, with the newest versions."""

_FOREIGN = f"{CHECK_ID_HEADER} is the id of another check: make a new one for each check."


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers the questions of requests over `service`; `lines` asks the database."""

    service: Service
    lines: CertainLines

    async def tell(self, request: Request, identity: Identity, market_id: str = "") -> Response:
        """Answer a question that is no check: the whole for a kiosk that signs, else what anybody may read."""
        if SIGNATURE_HEADER in request.headers:
            asker = await run_in_threadpool(self._asker_of, request)
            return await self._answer(question_of(identity, asker.market_id, asker.kiosk_id))
        question = question_of(identity, market_id) or NAMELESS
        return await self._answer(question if self.service.is_demonstration else replace(question, is_public=True))

    async def check(self, request: Request, identity: Identity, check_id: str, *, is_clock_trusted: bool) -> Response:
        """Record a check and answer it. Raises a 401 for who does not sign, a 409 for the id of another check."""
        asker = await run_in_threadpool(self._note, request, identity, check_id, is_clock_trusted=is_clock_trusted)
        return await self._answer(question_of(identity, asker.market_id, asker.kiosk_id, asker.check_id))

    async def _answer(self, question: Question | None) -> Response:
        known = await self.lines.ask(question or NAMELESS)
        return Response(answer_of(known, self.service.now()), media_type="application/json")

    def _asker_of(self, request: Request) -> Asker:
        """Return the kiosk that signed `request`, which makes no check. Raises a 401."""
        with self.service.primary.begin() as connection:
            kiosk = kiosk_of_request(connection, request, b"", self.service.now())
            return Asker("", kiosk.market_id, kiosk.id)

    def _note(self, request: Request, identity: Identity, check_id: str, *, is_clock_trusted: bool) -> Asker:
        """Record the check of the kiosk that signed `request`; return it with the id of the check that it is."""
        now = self.service.now()
        with self.service.primary.begin() as connection:
            kiosk = kiosk_of_request(connection, request, b"", now)
            asker = Asker(check_id.lower(), kiosk.market_id, kiosk.id, is_clock_trusted)
            try:
                asker = replace(asker, check_id=record_check(connection, identity, asker, now))
            except ForeignCheckError as fault:
                raise HTTPException(HTTPStatus.CONFLICT, _FOREIGN) from fault
            raise_flags(connection, identity, asker, now)
            return asker
