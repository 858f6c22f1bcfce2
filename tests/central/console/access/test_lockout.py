"""Who is wrong too often waits: by name and by address, whichever process is asked, and names that nobody has too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from kiosk.central.app import create_app
from kiosk.central.console.access.signing_in import Given, Refused, sign_in
from kiosk.central.console.access.tries import count_try, delay_after, of_address, of_name
from tests.central.conftest import NOW
from tests.central.console.browsing import visitor
from tests.central.console.conftest import NAME, PASSWORD, Place

LOG_IN = "/console/log-in"
ADDRESS = "203.0.113.7"


def be_wrong(place: Place, times: int, name: str = NAME) -> int:
    """Give a wrong password so often, and return the last answer's status."""
    status = 0
    for _ in range(times):
        status = place.visitor().post(LOG_IN, name=name, password="wrong", code="000000").status_code
    return status


def wrong_from(place: Place, times: int) -> None:
    """Count so many wrong tries of one address, each at another name."""
    for _ in range(times):
        with place.engine.begin() as connection:
            assert count_try(connection, of_address(ADDRESS), place.clock.at) is None


@pytest.mark.parametrize("name", [NAME, "nobody of that name"])
def test_the_sixth_wrong_try_waits_whoever_it_is(place: Place, name: str) -> None:
    assert be_wrong(place, 5, name) == 422
    answer = place.visitor().post(LOG_IN, name=name, password="wrong", code="000000")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 31


def test_the_right_password_waits_too_and_opens_after(place: Place) -> None:
    be_wrong(place, 6)
    right = {"name": NAME, "password": PASSWORD}
    assert place.visitor().post(LOG_IN, code=place.code(), **right).status_code == 429
    place.clock.at += timedelta(seconds=31)
    assert place.visitor().post(LOG_IN, code=place.code(), **right).status_code == 303
    assert be_wrong(place, 5) == 422


def test_another_process_knows(place: Place) -> None:
    be_wrong(place, 6)
    other = visitor(create_app(replace(place.service, public_url="https://records.example")))
    assert other.post(LOG_IN, name=NAME, password=PASSWORD, code=place.code()).status_code == 429


@pytest.mark.one_database
def test_an_address_that_tries_many_names_waits(place: Place) -> None:
    wrong_from(place, 30)
    refused = sign_in(place.service, Given("somebody else", "wrong", "000000", ADDRESS))
    assert isinstance(refused, Refused)
    assert refused.wait > timedelta(0)
    assert sign_in(place.service, Given("somebody else", "wrong", "000000", "203.0.113.8")) == Refused()


@pytest.mark.one_database
def test_who_has_an_account_does_not_clear_their_address_by_it(place: Place) -> None:
    wrong_from(place, 28)
    assert isinstance(sign_in(place.service, Given(NAME, PASSWORD, place.code(), ADDRESS)), str)
    wrong_from(place, 2)
    refused = sign_in(place.service, Given("somebody else", "wrong", "000000", ADDRESS))
    assert isinstance(refused, Refused)
    assert refused.wait > timedelta(0)


def test_a_hundred_at_once_are_not_a_hundred_guesses(engine: Engine) -> None:
    def try_once(_: int) -> bool:
        with engine.begin() as connection:
            return count_try(connection, of_name("somebody"), NOW) is None

    with ThreadPoolExecutor(8) as pool:
        judged = sum(pool.map(try_once, range(40)))
    assert judged == 5


@pytest.mark.one_database
def test_delays_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [delay_after(number, 5).total_seconds() for number in (4, 5, 6, 7, 10, 1000)]
    assert waits == [0, 30, 60, 120, 900, 900]


@pytest.mark.one_database
def test_all_addresses_of_one_line_are_one() -> None:
    assert of_address("2001:db8:1:2::1") == of_address("2001:db8:1:2:ffff::9") != of_address("2001:db8:1:3::1")
    assert of_address("203.0.113.7") != of_address("203.0.113.8")
