"""A centre with the sample registry: its labels are those that the kiosk's tests know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from bench.phone_pages import sample_centre

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Opened(Protocol):
    """What the test client answers with."""

    status_code: int
    text: str


def browser_headers(language: str) -> dict[str, str]:
    return {"Accept": CHROMIUM, "Accept-Language": language}


@pytest.fixture(scope="package")
def sample() -> Iterator[tuple[Engine, TestClient]]:
    engine, client = sample_centre()
    yield engine, client
    engine.dispose()


@pytest.fixture(scope="package")
def phone(sample: tuple[Engine, TestClient]) -> TestClient:
    """Asks as a phone does, at the host that is printed on the labels."""
    return sample[1]
