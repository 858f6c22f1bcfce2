"""A repository with a trust list and a registry, served, and a unit that has nothing of it yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.messages.published import TRUST_TARGET
from tests.sync.repository import FileServer, Publisher, served
from tests.sync.unit_exchange import ExchangingUnit, registry_targets, trust_list


@pytest.fixture
def publisher() -> Publisher:
    made = Publisher()
    made.publish({TRUST_TARGET: trust_list()})
    made.publish(registry_targets())
    return made


@pytest.fixture
def server(publisher: Publisher) -> Iterator[FileServer]:
    with served(publisher.files) as running:
        yield running


@pytest.fixture
def unit(publisher: Publisher, tmp_path: Path) -> ExchangingUnit:
    return ExchangingUnit(tmp_path / "state", publisher.root)
