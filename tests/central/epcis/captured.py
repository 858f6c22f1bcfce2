"""What tests of captures share: how one is asked for, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from tests.central.epcis.stories import SHIPPING
from tests.central.registry_folder import GTIN, LOT

Headers = dict[str, str]
Capture = Callable[..., Any]

DECLARED = {
    **SHIPPING,
    "errorDeclaration": {"declarationTime": "2026-11-22T00:00:00+07:00", "reason": "incorrect_data"},
}


def outcomes(job: Any) -> list[str]:
    return [result["outcome"] for result in job["events"]]


def origin(client: TestClient, lot: str = LOT) -> list[tuple[str, str, str, str]]:
    movements = client.get(f"/v1/records/01/{GTIN}/10/{lot}").json()["finding"]["movements"]
    return [(one["step"], one["place"], one["stated_by"], one["market_id"]) for one in movements]
