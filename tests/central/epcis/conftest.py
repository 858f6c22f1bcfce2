"""Events sent as the department sends them."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from tests.central.conftest import People
from tests.central.epcis.captured import Capture, Headers
from tests.central.epcis.stories import body


@pytest.fixture
def department(people: People) -> Headers:
    return people.add(Role.DEPARTMENT)


@pytest.fixture
def capture(client: TestClient, department: Headers) -> Capture:
    """Send events, by default as the department; return the job."""

    def send(*events: object, headers: Headers | None = None, **more: str) -> Any:
        sent = {"Content-Type": "application/ld+json", **(headers or department), **more}
        answer = client.post("/epcis/capture", content=body(*events), headers=sent)
        assert answer.status_code == 202, answer.text
        return answer.json()

    return send
