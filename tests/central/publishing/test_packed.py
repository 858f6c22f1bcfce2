"""What is published goes packed over the road to whoever can read that, and is what was signed."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kiosk.central.publishing.store import served_name
from kiosk.messages.published import INDEX_TARGET, METADATA_PATH, SNAPSHOT_PATH, TARGETS_PATH
from tests.central.publishing.repository import Repository
from tests.sync.unit_exchange import index

pytestmark = pytest.mark.one_database
INDEX = index(changes=[f"registry/changes/2026-11-{day:02}/lots.jsonl.gz" for day in range(1, 31)])
CONTENT = INDEX.model_dump_json().encode()
LIKE_NOISE = bytes(range(256)) * 8
NOISE = "registry/noise.gz"


METADATA = METADATA_PATH + "1.targets.json"
PATHS = [METADATA, TARGETS_PATH + served_name(INDEX_TARGET, CONTENT), SNAPSHOT_PATH]


@pytest.fixture(autouse=True)
def _published(repository: Repository) -> None:
    repository.publish({INDEX_TARGET: CONTENT, NOISE: LIKE_NOISE})


@pytest.mark.parametrize("path", PATHS)
def test_text_is_packed_and_unpacks_to_what_it_was(client: TestClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert (plain.status_code, packed.status_code) == (200, 200)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["cache-control"] == plain.headers["cache-control"]


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip; q=0.000"])
def test_nobody_gets_what_he_does_not_accept(client: TestClient, accepted: str) -> None:
    answer = client.get(METADATA, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


def test_what_is_packed_already_goes_as_it_is(client: TestClient) -> None:
    path = TARGETS_PATH + served_name(NOISE, LIKE_NOISE)
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.content == LIKE_NOISE


def test_little_is_not_worth_it(client: TestClient) -> None:
    answer = client.get(METADATA_PATH + "timestamp.json", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers


def test_tag_of_a_packed_answer_is_known_again(client: TestClient) -> None:
    tag = client.get(METADATA, headers={"Accept-Encoding": "gzip"}).headers["etag"]
    assert client.get(METADATA, headers={"If-None-Match": tag}).status_code == 304
