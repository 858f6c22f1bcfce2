"""One city for all stories of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.city import City, city_in


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with city_in(tmp_path_factory.mktemp("city")) as city:
        yield city
