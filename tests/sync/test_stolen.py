"""The keys of each role stolen alone: a thief on the road can do what docs/specs/published.md says, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.errors import CentreError
from kiosk.messages.published import TRUST_TARGET
from kiosk.sync.bundle import SCRATCH, Bundle, last_verified, locked_folder
from kiosk.sync.fetcher import Fetcher
from kiosk.sync.roads import HttpRoad
from tests.sync.repository import DELEGATED, THRESHOLDS, FileServer, Publisher, new_keys
from tests.sync.unit_exchange import ExchangingUnit, trust_list

NAMES = {
    "trust": TRUST_TARGET,
    "release": "release/1.2/kiosk.whl",
    "registry": "registry/index.json",
    "settings": "settings/market-M1.json",
}
FALSE = b"what the thief wants units to take"
TAKEN = {
    "root": [],
    "targets": list(NAMES),
    **{role: [role] for role in NAMES},
    "snapshot": [],
    "timestamp": [],
}
"""Of which roles a unit takes false targets where the keys of this one are stolen; of root's, two of five."""


@pytest.fixture
def publisher(publisher: Publisher) -> Publisher:
    """A repository with a target of each role."""
    for role in ("release", "settings"):
        publisher.publish({NAMES[role]: trust_list(1)})
    return publisher


@pytest.fixture
def unit(unit: ExchangingUnit, publisher: Publisher, server: FileServer) -> ExchangingUnit:
    """A unit that has what was published; then each role is signed anew, and a thief may change that on the road."""
    unit.exchange(server.url)
    publisher.sign_targets()
    for role in DELEGATED:
        publisher.sign_role(role)
    publisher.vouch()
    return unit


def steal(publisher: Publisher, role: str) -> None:
    """Leave the thief who publishes from now on the keys of `role`; all others are of its own making."""
    stolen = publisher.keys[role]
    if role == "root":
        stolen = [*stolen[: THRESHOLDS["root"][0] - 1], *new_keys("root")]
    publisher.keys = {one: stolen if one == role else new_keys(one) for one in THRESHOLDS}
    for by in DELEGATED:
        names = NAMES.values() if role in (by, "targets") else [NAMES[by]]
        publisher.put(dict.fromkeys(names, FALSE), by)


def sign_in_place(publisher: Publisher, role: str) -> None:
    """Sign what the stolen keys sign, and what that names, under the version that the centre's snapshot vouches for."""
    signed = ("targets", *DELEGATED) if role == "targets" else (role,)
    for one in signed:
        publisher.versions[one] -= 1
    if role == "targets":
        publisher.sign_targets()
    for one in signed:
        if one in DELEGATED:
            publisher.sign_role(one)


def sign_all_anew(publisher: Publisher) -> None:
    """Sign each role under its next version."""
    publisher.sign_root()
    publisher.sign_targets()
    for role in DELEGATED:
        publisher.sign_role(role)
    publisher.vouch()


def taken(unit: ExchangingUnit, url: str) -> list[str]:
    """Return of which roles the unit takes false targets."""
    return [role for role, name in NAMES.items() if read(unit, url, name) == FALSE]


def read(unit: ExchangingUnit, url: str, name: str) -> bytes | None:
    with locked_folder(unit.state) as folder, HttpRoad(url) as road:
        fetcher = Fetcher(road, None, folder / SCRATCH, unit.stop, lambda: 0.0)
        try:
            return Bundle(folder, unit.root, fetcher, unit.floor).target(name).read_bytes()
        except CentreError:
            return None


@pytest.mark.parametrize("role", THRESHOLDS)
def test_stolen_keys_falsify_what_their_role_names_and_nothing_else(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer, role: str
) -> None:
    steal(publisher, role)
    if role in ("targets", *DELEGATED):
        sign_in_place(publisher, role)
        assert taken(unit, server.url) == TAKEN[role]
    verified = last_verified(unit.state)
    sign_all_anew(publisher)
    with pytest.raises(CentreError, match="TUF-01"):
        unit.exchange(server.url)
    assert last_verified(unit.state) == verified


@pytest.mark.parametrize("role", ["snapshot", "timestamp"])
def test_stolen_keys_of_the_service_go_back_to_no_older_list(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer, role: str
) -> None:
    """They can keep a unit from what is newer, and that shows: its data grow old."""
    unit.exchange(server.url)
    publisher.versions[{"snapshot": "trust", "timestamp": "snapshot"}[role]] -= 1
    publisher.vouch(is_new_snapshot=role == "snapshot")
    with pytest.raises(CentreError, match="TUF-03"):
        unit.exchange(server.url)


@pytest.mark.parametrize("later", [timedelta(days=29), timedelta(days=31)])
def test_stolen_timestamp_dates_no_further_ahead_than_people_signed(
    unit: ExchangingUnit, publisher: Publisher, server: FileServer, later: timedelta
) -> None:
    publisher.signed_at += later
    publisher.vouch(is_new_snapshot=False)
    if later < publisher.lifetime["targets"]:
        unit.exchange(server.url)
        assert unit.placed[-1].confirmed_at == publisher.signed_at
    else:
        with pytest.raises(CentreError, match="TUF-01"):
            unit.exchange(server.url)
