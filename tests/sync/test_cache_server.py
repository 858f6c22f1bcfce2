"""One download for a market's units: a neighbour serves what it verified, and nobody need trust it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.messages.published import MAX_PIECE_BYTES
from kiosk.sync.cache_server import CacheServer, served_file
from kiosk.sync.centre import CentreFaultError, Fault
from tests.sync.neighbour import served_of, serving
from tests.sync.repository import FileServer, Publisher, served, served_name
from tests.sync.unit_exchange import ONE, ExchangingUnit, registry_targets

OF_THE_MOMENT = ["metadata/2.root.json", "metadata/timestamp.json"]


@pytest.fixture
def keeper(publisher: Publisher, server: FileServer, tmp_path: Path) -> ExchangingUnit:
    """The market's cache unit, which has everything."""
    made = ExchangingUnit(tmp_path / "keeper", publisher.root, keeps_all=True)
    made.exchange(server.url)
    server.asked.clear()
    return made


@pytest.fixture
def neighbour(keeper: ExchangingUnit) -> Iterator[str]:
    with serving(served_of(keeper.state)) as url:
        yield url


def test_unit_asks_the_centre_only_whether_there_is_anything_newer(
    unit: ExchangingUnit, server: FileServer, neighbour: str
) -> None:
    unit.exchange(server.url, neighbour)
    assert sorted(server.asked) == OF_THE_MOMENT
    assert unit.registry.given[0][ONE] == b"piece one"


def test_what_the_neighbour_has_not_yet_comes_from_the_centre(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer, neighbour: str
) -> None:
    publisher.publish(registry_targets(b"newer"))
    unit.exchange(server.url, neighbour)
    assert unit.registry.given[0][ONE] == b"newer one"


def test_unit_whose_centre_is_away_gets_what_its_neighbour_verified(unit: ExchangingUnit, neighbour: str) -> None:
    """As where somebody brought the neighbour a stick."""
    unit.exchange("http://127.0.0.1:9", neighbour)
    assert len(unit.registry.given) == 1


def test_neighbour_that_is_off_is_done_without(unit: ExchangingUnit, server: FileServer) -> None:
    unit.exchange(server.url, "http://127.0.0.1:9")
    assert len(unit.registry.given) == 1


@pytest.mark.parametrize("spoilt", ["targets", "metadata"])
def test_neighbour_that_lies_is_done_without(
    unit: ExchangingUnit, keeper: ExchangingUnit, server: FileServer, neighbour: str, spoilt: str
) -> None:
    for path in (keeper.state / "tuf" / spoilt).iterdir():
        if path.is_file() and not path.is_symlink():
            path.write_bytes(path.read_bytes().replace(b"one", b"two").replace(b"0", b"1"))
    unit.exchange(server.url, neighbour)
    assert unit.registry.given[0][ONE] == b"piece one"


def test_neighbour_that_never_ends_is_done_without(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer
) -> None:
    piece = served_name(ONE, b"piece one")
    with served(publisher.files) as endless:
        endless.endless.add(piece)
        unit.exchange(server.url, endless.url)
    assert piece in server.asked
    assert len(unit.registry.given) == 1


def test_without_centre_and_neighbour_the_road_is_bad(unit: ExchangingUnit) -> None:
    with pytest.raises(CentreFaultError) as nobody:
        unit.exchange("http://127.0.0.1:9", "http://127.0.0.1:9")
    assert nobody.value.fault is Fault.NO_ROAD


def test_every_file_is_served_as_the_centre_serves_it(
    keeper: ExchangingUnit, publisher: Publisher, neighbour: str
) -> None:
    newest = {f"{publisher.versions[role]}.{role}" for role in ("root", "snapshot", "targets", "trust", "registry")}
    names = [f"metadata/{name}.json" for name in (*newest, "timestamp")]
    names += [name for name in publisher.files if name.startswith("targets/")]
    with httpx.Client(base_url=neighbour) as client:
        for name in names:
            assert client.get(f"/v1/tuf/{name}").content == publisher.files[name], name


@pytest.mark.parametrize(
    "name",
    [
        "verified.json",
        "metadata/verified.json",
        "metadata/root.json",
        "metadata/9.snapshot.json",
        "metadata/../verified.json",
        "targets/../verified.json",
        "targets/%2e%2e/verified.json",
        f"targets/../../{'0' * 64}.x",
        f"targets/{'0' * 64}.x",
        f"targets/release/wheels/{'0' * 64}.{'0' * 64}.000",
        f"targets/release/wheels/{'0' * 64}.{'.' * 64}.000",
        "../../identity/key.pem",
        "",
    ],
)
def test_nothing_else_is_served(keeper: ExchangingUnit, name: str) -> None:
    assert served_file(served_of(keeper.state), name) is None


def test_package_of_the_release_that_runs_is_served_in_pieces(tmp_path: Path) -> None:
    served = served_of(tmp_path)
    served.packages.mkdir()
    (served.packages / f"{'a' * 64}.whl").write_bytes(bytes(MAX_PIECE_BYTES) + b"the end")
    pieces = [served_file(served, f"targets/release/wheels/{'0' * 64}.{'a' * 64}.00{number}") for number in range(3)]
    assert pieces == [bytes(MAX_PIECE_BYTES), b"the end", None]


@pytest.mark.parametrize(
    "said",
    [b"POST /v1/tuf/metadata/timestamp.json HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", b"\x00\xff\r\n\r\n",
     b"GET /" + b"a" * 20_000],
    ids=["post", "noise", "long"],
)  # fmt: skip
def test_who_asks_for_anything_else_gets_no_file(neighbour: str, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(neighbour.rpartition(":")[2])), timeout=5) as line:
        line.sendall(said)
        line.shutdown(socket.SHUT_WR)
        heard = b"".join(iter(lambda: line.recv(4096), b""))
    assert b"200" not in heard


def test_address_that_is_not_this_machines_is_named() -> None:
    async def main() -> str:
        server = CacheServer(served_of(Path("/nowhere")), "192.0.2.1:80")
        running = asyncio.create_task(server.run())
        for _ in range(600):
            if server.fault:
                break
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return server.fault

    assert asyncio.run(main()) == "TUF-09"
