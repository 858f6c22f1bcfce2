"""What the centre says besides no: how long to stay away, and that it does not admit this unit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, update

from kiosk.central.kiosks.tables import kiosks
from kiosk.messages.signing import SignatureFault
from kiosk.sync.centre import Centre, CentreFaultError, Fault
from kiosk.sync.identity import Identity
from tests.central.kiosks.paired import NOW, pair
from tests.central.running import misbehaving
from tests.sync.paired import identity_of, new_centre, served
from tests.sync.test_ask import ASK, answering

DATE = "Mon, 23 Nov 2026 02:00:00 GMT"


def fault_of(status: str) -> CentreFaultError:
    """Return the fault of a question that is answered with this status line, and header fields behind it."""

    async def main(url: str) -> None:
        async with Centre(url, "M1") as centre:
            await centre.ask(ASK)

    with misbehaving(answering(status=status)) as url, pytest.raises(CentreFaultError) as caught:
        asyncio.run(main(url))
    return caught.value


@pytest.mark.parametrize(
    ("said", "asked_s"),
    [
        ("Retry-After: 120", 120.0),
        (f"Date: {DATE}\r\nRetry-After: Mon, 23 Nov 2026 02:05:00 GMT", 300.0),
        (f"Date: {DATE}\r\nRetry-After: Mon, 23 Nov 2026 01:00:00 GMT", 0.0),
        ("Retry-After: Mon, 23 Nov 2026 02:05:00 GMT", None),
        ("Retry-After: -5", None),
        ("Retry-After: soon", None),
        ("X-Nothing: 1", None),
    ],
)
def test_retry_after_is_read_in_both_forms(said: str, asked_s: float | None) -> None:
    fault = fault_of(f"503 Service Unavailable\r\n{said}")
    assert (fault.fault, fault.asked_s) == (Fault.BUSY, asked_s)


def test_refusal_of_another_kind_says_nothing_of_this_unit() -> None:
    fault = fault_of('401 Unauthorized\r\nWWW-Authenticate: Signature realm="kiosk", error="clock"')
    assert (fault.fault, fault.refusal) == (Fault.REFUSED, None)


@pytest.fixture
def centre() -> Iterator[tuple[Engine, Identity]]:
    """The database of a served centre, and the identity of a unit that is paired with it."""
    with new_centre() as (engine, service), served(service) as url:
        yield engine, identity_of(pair(engine), url)


def refusal_of(identity: Identity) -> SignatureFault | None:
    async def main() -> None:
        async with Centre(identity.papers.url, "", identity.signs(lambda: NOW), identity.device_id) as centre:
            await centre.settings()

    try:
        asyncio.run(main())
    except CentreFaultError as fault:
        return fault.refusal
    return None


def test_unit_that_is_admitted_is_not_refused(centre: tuple[Engine, Identity]) -> None:
    _, identity = centre
    assert refusal_of(identity) is None


@pytest.mark.parametrize(
    ("column", "refusal"), [("denied_at", SignatureFault.DENIED), ("expires_at", SignatureFault.EXPIRED)]
)
def test_unit_that_is_not_admitted_learns_why(
    centre: tuple[Engine, Identity], column: str, refusal: SignatureFault
) -> None:
    engine, identity = centre
    with engine.begin() as connection:
        connection.execute(update(kiosks).values({column: NOW}))
    assert refusal_of(identity) is refusal


def test_card_that_another_has_replaced_learns_it(centre: tuple[Engine, Identity]) -> None:
    engine, identity = centre
    other = pair(engine, number=2)
    assert refusal_of(replace(identity, key=other.key)) is SignatureFault.INVALID
