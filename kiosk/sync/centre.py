"""Asking the central service over HTTP: one try, a total deadline, every fault by its name."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from kiosk.codes.code import Identity
from kiosk.messages.announcements import PATH as ANNOUNCEMENTS_PATH
from kiosk.messages.announcements import AnnouncementsAnswer
from kiosk.messages.enrolment import RENEWAL_PATH, Enrolled, RenewalRequest
from kiosk.messages.heartbeat import PATH as HEARTBEATS_PATH
from kiosk.messages.heartbeat import Heartbeat, HeartbeatAnswer
from kiosk.messages.http import (
    CHECK_ID_HEADER,
    CLOCK_HEADER,
    MARKET_HEADER,
    VERSIONS_PATH,
    Ready,
    RecordAnswer,
    Versions,
)
from kiosk.messages.instant import END, FIRST
from kiosk.messages.journal_runs import CODING, RUNS_PATH, RunReceipt
from kiosk.messages.local import Ask
from kiosk.messages.notices import PATH as NOTICES_PATH
from kiosk.messages.notices import NoticesAnswer
from kiosk.messages.orders import PATH as ORDERS_PATH
from kiosk.messages.orders import OrderResult, OrdersAnswer, ResultAnswer
from kiosk.messages.reports import PATH as REPORTS_PATH
from kiosk.messages.reports import Report, ReportReceipt
from kiosk.messages.signing import REFUSAL_NUMBERS, TIME_HEADER, SignatureFault
from kiosk.messages.unit_settings import SETTINGS_PATH, SettingsAnswer
from kiosk.sync.roots import web_roots

CONNECT_S = 0.3
TOTAL_S = 5.0
"""Later than this an answer helps nobody: the label is gone."""
UPLOAD_S = 60.0
"""Nobody waits for an upload; on a road that is slower than this it is made smaller."""
KEEP_S = 60.0
"""An idle connection is kept for less than the centre keeps it (75 s), so that none is closed in a question."""
MAX_ANSWER_BYTES = 1_000_000
MAX_TIME_DIGITS = 11
UNDERSTOOD = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED})


class Fault(StrEnum):
    """Why there is no answer."""

    NO_ROAD = "no_road"
    """No connection: refused, no route, no name."""
    TOO_LATE = "too_late"
    BROKEN_OFF = "broken_off"
    """The connection ended in the middle of the answer."""
    BUSY = "busy"
    CENTRE_FAULT = "centre_fault"
    NOT_UNDERSTOOD = "not_understood"
    REFUSED = "refused"
    """The centre will not answer this question; it is well otherwise."""


class CentreFaultError(Exception):
    """There is no answer. `fault` says why, `what` in one line for people.

    `asked_s` is how long the centre asked to be left alone (Retry-After), None where it did not.
    `refusal` is why it refused this unit itself, None where it refused the question or nothing.
    """

    def __init__(
        self, fault: Fault, what: str, asked_s: float | None = None, refusal: SignatureFault | None = None
    ) -> None:
        super().__init__(what)
        self.fault = fault
        self.what = what
        self.asked_s = asked_s
        self.refusal = refusal


FAULTS: tuple[tuple[type[Exception], Fault], ...] = (
    (httpx.ConnectTimeout, Fault.NO_ROAD),
    (httpx.ConnectError, Fault.NO_ROAD),
    (httpx.PoolTimeout, Fault.BUSY),
    (httpx.TimeoutException, Fault.TOO_LATE),
    (TimeoutError, Fault.TOO_LATE),
    (httpx.RemoteProtocolError, Fault.BROKEN_OFF),
    (httpx.NetworkError, Fault.BROKEN_OFF),
    (httpx.DecodingError, Fault.NOT_UNDERSTOOD),
    (ValidationError, Fault.NOT_UNDERSTOOD),
    (httpx.HTTPError, Fault.BROKEN_OFF),
    (httpx.InvalidURL, Fault.NOT_UNDERSTOOD),
)
"""The first that fits names the fault."""

STATUSES: Mapping[int, Fault] = {
    HTTPStatus.REQUEST_TIMEOUT: Fault.BUSY,
    HTTPStatus.TOO_MANY_REQUESTS: Fault.BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: Fault.BUSY,
}
"""Statuses with a meaning of their own; else 4xx is REFUSED, 5xx CENTRE_FAULT, the rest NOT_UNDERSTOOD."""

HARMLESS = frozenset({Fault.REFUSED})
"""Faults of a question that say nothing against the centre: the breaker does not count them."""

_SAID: Mapping[Fault, str] = {
    Fault.NO_ROAD: "there is no connection",
    Fault.TOO_LATE: "no answer came in time",
    Fault.BROKEN_OFF: "the connection broke off",
    Fault.BUSY: "it is too busy",
    Fault.NOT_UNDERSTOOD: "the answer is not understood",
}
"""What FAULTS mean, in words."""

_ERROR = re.compile(r'error="([a-z_]{1,20})"')
_CLASSES = {4: Fault.REFUSED, 5: Fault.CENTRE_FAULT}

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Target:
    """Path and query of one question."""

    path: str
    query: Mapping[str, str]


def target_of(identity: Identity) -> Target | None:
    """Return where the centre answers for `identity`; None where there is nothing to ask."""
    if identity.city_code is not None and identity.gtin is None and identity.gln is None:
        return Target("/v1/records", {"city_code": identity.city_code})
    if identity.plu is not None and identity.gtin is None:
        return Target("/v1/records", {"plu": identity.plu})
    keys = (("01", identity.gtin), ("414", identity.gln), ("00", identity.sscc))
    for ai, value in keys:
        if value is not None:
            steps = [(ai, value)]
            if ai == "01":
                steps += [(q, v) for q, v in (("10", identity.lot), ("21", identity.serial)) if v is not None]
            return Target("/v1/records" + "".join(f"/{q}/{quote(v, safe='')}" for q, v in steps), {})
    return None


def _admission_of_nobody(refusal: SignatureFault | None) -> None:
    """Take no note of whether this unit is admitted."""


class Centre:
    """The central service at `url`, asked by this unit. Use as an async context.

    A paired unit is `device_id` and signs by `signs`. A demonstration has no identity; it names its market,
    and its questions bear no check id, so that the centre records none of them. `admission` is told after
    each signed question whether the centre takes this unit for one of its own: why not, None where it does.
    """

    def __init__(
        self,
        url: str,
        market_id: str,
        signs: httpx.Auth | None = None,
        device_id: str = "",
        admission: Callable[[SignatureFault | None], None] = _admission_of_nobody,
        *,
        connect_s: float = CONNECT_S,
        total_s: float = TOTAL_S,
    ) -> None:
        self.url = url.rstrip("/")
        self._market_id = market_id
        self._signs = signs
        self._device_id = device_id
        self._admission = admission
        self._newest = _Newest()
        self._total_s = total_s
        self._client = httpx.AsyncClient(
            base_url=self.url,
            timeout=httpx.Timeout(total_s, connect=connect_s),
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=4, keepalive_expiry=KEEP_S),
            verify=web_roots(),
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "application/json", "User-Agent": "kiosk"},
        )
        for said_anyway in ("Accept-Encoding", "Connection"):  # a sixth of a poll; no answer here is compressed
            del self._client.headers[said_anyway]

    async def __aenter__(self) -> Self:
        """Return the centre, ready to be asked."""
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(self, ask: Ask) -> RecordAnswer:
        """Return the centre's answer. Raises CentreFaultError, within the total time at the latest."""
        target = target_of(ask.identity)
        if target is None:
            raise CentreFaultError(Fault.REFUSED, "the code names nothing that can be asked")
        headers = {CLOCK_HEADER: "?1" if ask.is_clock_trusted else "?0"}
        if self._signs is not None and ask.is_counted:
            headers[CHECK_ID_HEADER] = ask.check_id
        elif self._signs is None and self._market_id:
            headers[MARKET_HEADER] = self._market_id
        return _understood(RecordAnswer, await self._send("GET", target, headers, self._signs))

    async def is_ready(self) -> Ready:
        """Return the newest versions: the light request of an idle kiosk. Raises CentreFaultError.

        A paired unit asks for its own, unsigned and conditional: the answer is empty where nothing is newer.
        """
        if not self._device_id:
            return _understood(Ready, await self._send("GET", Target("/readyz", {}), {}))
        headers = {"Accept": "*/*"} | ({"If-None-Match": self._newest.tag} if self._newest.tag else {})
        answer = await self._send("GET", Target(f"{VERSIONS_PATH}/{self._device_id}", {}), headers)
        versions = self._newest.versions
        if answer.status == HTTPStatus.NOT_MODIFIED and versions is not None:
            return Ready(answered_at=answer.said_at(), versions=versions)
        ready = _understood(Ready, answer)
        self._newest = _Newest(answer.headers.get("etag", ""), ready.versions)
        return ready

    async def renew(self) -> Enrolled:
        """Return this unit's papers with a new certificate. Raises CentreFaultError."""
        body = RenewalRequest().model_dump_json(exclude_none=True).encode()
        headers = {"Content-Type": "application/json"}
        return _understood(Enrolled, await self._send("POST", Target(RENEWAL_PATH, {}), headers, self._signs, body))

    async def settings(self) -> SettingsAnswer:
        """Return what is set for this unit. Raises CentreFaultError."""
        return _understood(SettingsAnswer, await self._send("GET", Target(SETTINGS_PATH, {}), {}, self._signs))

    async def notices(self) -> NoticesAnswer:
        """Return what this unit's screen tells, now or later. Raises CentreFaultError."""
        return _understood(NoticesAnswer, await self._send("GET", Target(NOTICES_PATH, {}), {}, self._signs))

    async def announcements(self) -> AnnouncementsAnswer:
        """Return what is on sale today at this unit's market. Raises CentreFaultError."""
        target = Target(ANNOUNCEMENTS_PATH, {})
        return _understood(AnnouncementsAnswer, await self._send("GET", target, {}, self._signs))

    async def orders(self) -> OrdersAnswer:
        """Return what this unit is to do. Raises CentreFaultError."""
        return _understood(OrdersAnswer, await self._send("GET", Target(ORDERS_PATH, {}), {}, self._signs))

    async def end_order(self, order_id: str, result: OrderResult) -> ResultAnswer:
        """Say what became of an order. Raises CentreFaultError."""
        target = Target(f"{ORDERS_PATH}/{order_id}/result", {})
        body = result.model_dump_json(exclude_none=True).encode()
        headers = {"Content-Type": "application/json"}
        return _understood(ResultAnswer, await self._send("POST", target, headers, self._signs, body, UPLOAD_S))

    async def beat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """Say how this unit fares; return the newest versions. Raises CentreFaultError."""
        body = heartbeat.model_dump_json(exclude_none=True).encode()
        headers = {"Content-Type": "application/json"}
        answer = await self._send("POST", Target(HEARTBEATS_PATH, {}), headers, self._signs, body)
        return _understood(HeartbeatAnswer, answer)

    async def report(self, report: Report) -> ReportReceipt:
        """Hand over a shopper's report. Raises CentreFaultError."""
        body = report.model_dump_json(exclude_defaults=True).encode()
        headers = {"Content-Type": "application/json"}
        sent = await self._send("POST", Target(REPORTS_PATH, {}), headers, self._signs, body, UPLOAD_S)
        return _understood(ReportReceipt, sent)

    async def upload(self, body: bytes) -> RunReceipt:
        """Hand over a run of the journal, compressed. Raises CentreFaultError."""
        headers = {"Content-Type": "application/json", "Content-Encoding": CODING}
        sent = await self._send("POST", Target(RUNS_PATH, {}), headers, self._signs, body, UPLOAD_S)
        return _understood(RunReceipt, sent)

    async def _send(
        self,
        method: str,
        target: Target,
        headers: Mapping[str, str],
        signs: httpx.Auth | None = None,
        body: bytes | None = None,
        total_s: float | None = None,
    ) -> _Answered:
        try:
            async with asyncio.timeout(total_s or self._total_s):
                answer = await self._read(method, target, headers, signs, body)
        except CentreFaultError as fault:
            if fault.refusal is not None:
                self._admission(fault.refusal)
            raise
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise fault_of(error) from error
        if signs is not None:
            self._admission(None)
        return answer

    async def _read(
        self, method: str, target: Target, headers: Mapping[str, str], signs: httpx.Auth | None, body: bytes | None
    ) -> _Answered:
        asking = self._client.stream(
            method, target.path, params=target.query, headers=headers, auth=signs, content=body
        )
        async with asking as response:
            if response.status_code not in UNDERSTOOD:
                raise refused(response)
            read = bytearray()
            async for piece in response.aiter_bytes():
                read += piece
                if len(read) > MAX_ANSWER_BYTES:
                    raise CentreFaultError(Fault.NOT_UNDERSTOOD, f"an answer of over {MAX_ANSWER_BYTES} bytes")
            return _Answered(response.status_code, response.headers, bytes(read))


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest versions that the centre told, and by which tag it knows them."""

    tag: str = ""
    versions: Versions | None = None


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer that has come in whole."""

    status: int
    headers: httpx.Headers
    body: bytes

    def said_at(self) -> datetime:
        """Return the centre's time from the header that stands where there is no body. Raises CentreFaultError."""
        said = self.headers.get(TIME_HEADER, "")
        if not (said.isascii() and said.isdigit() and len(said) <= MAX_TIME_DIGITS):
            raise CentreFaultError(Fault.NOT_UNDERSTOOD, f"an empty answer without {TIME_HEADER}")
        at = datetime.fromtimestamp(int(said), UTC)
        if not FIRST <= at < END:
            raise CentreFaultError(Fault.NOT_UNDERSTOOD, f"an empty answer with the {TIME_HEADER} {said}")
        return at


def refused(response: httpx.Response) -> CentreFaultError:
    """Return the fault of an answer that is none, with what the centre asks for."""
    status = response.status_code
    fault = STATUSES.get(status, _CLASSES.get(status // 100, Fault.NOT_UNDERSTOOD))
    said = _ERROR.search(response.headers.get("www-authenticate", "")) if status == HTTPStatus.UNAUTHORIZED else None
    refusal = SignatureFault(said[1]) if said and said[1] in REFUSAL_NUMBERS else None
    what = f"the centre answered with status {status}" + (f" ({refusal})" if refusal else "")
    return CentreFaultError(fault, what, _asked_s(response.headers), refusal)


def _asked_s(headers: httpx.Headers) -> float | None:
    """Return the seconds of Retry-After (RFC 9110, section 10.2.3); None for none, or one that is not understood.

    A date counts from the answer's own: this unit's clock may be wrong.
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:MAX_TIME_DIGITS])
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait.total_seconds())


def _understood(kind: type[Answer], answered: _Answered) -> Answer:
    if answered.status != HTTPStatus.OK:
        raise CentreFaultError(Fault.NOT_UNDERSTOOD, f"the centre answered with status {answered.status}")
    try:
        return kind.model_validate_json(answered.body)
    except ValidationError as error:
        raise fault_of(error) from error


def fault_of(error: Exception) -> CentreFaultError:
    """Return the fault that an error of FAULTS means."""
    fault = next(fault for kind_of_error, fault in FAULTS if isinstance(error, kind_of_error))
    said = next(iter(str(error).splitlines()), "")
    return CentreFaultError(fault, _SAID[fault] + (f" ({said})" if said else ""))
