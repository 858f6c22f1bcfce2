"""The centre's last confirmation of the registry, torn by a power cut."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from kiosk.lookup.registry_file import CONFIRMED_NAME, current_stand
from tests.lookup.publishing import HOUR, NOW, Publisher
from tests.tears import TEARS


def as_of(state: Path) -> datetime | None:
    found = current_stand(state)
    return None if found is None else found[1].as_of


@pytest.mark.parametrize("tear", TEARS)
def test_torn_confirmation_says_nothing_until_the_next(publisher: Publisher, state: Path, tear: str) -> None:
    def confirm(hours: int) -> None:
        publisher.publish(NOW + hours * HOUR)
        publisher.bring(state)
        assert as_of(state) == NOW + hours * HOUR

    confirm(0)
    confirm(1)
    path = state / CONFIRMED_NAME
    path.write_bytes(TEARS[tear](path.read_bytes()))
    assert as_of(state) == NOW
    confirm(2)
