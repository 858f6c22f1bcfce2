"""The signer: every link that it makes is valid everywhere; what one kiosk would refuse is not made."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nacl.signing
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.codes.classify import classify
from kiosk.codes.code import Elements, Link
from kiosk.codes.payload import Payload
from kiosk.errors import KioskError
from kiosk.moment import HANOI
from kiosk.trust.lists import Key, KeyStatus, TrustList
from kiosk.trust.seal import SealState, check_seal
from tests.central.seals.lists import (
    AT,
    GLN,
    GTIN,
    HOST,
    KEY,
    OTHER_GTIN,
    PRIVATE,
    UNIT,
    WANTED,
    changed,
    signing,
    trusting,
)
from tests.conformance.row import signed_message
from tests.trust.sealing import OTHER_PRIVATE

CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
THEFT = AT - 30 * DAY


def state(link: str, trust: TrustList) -> SealState:
    return check_seal(classify(Payload(link.encode(), "]Q1"), trust.hosts, ()), trust).state


def with_(**changes: str) -> Elements:
    values = {**dict(UNIT), **{name.removeprefix("ai"): value for name, value in changes.items()}}
    return tuple(values.items())


def refusal(elements: Elements = UNIT, *lists: TrustList, **more: Any) -> str:
    with pytest.raises(KioskError) as caught:
        signing(*lists, **more).seal(elements)
    return caught.value.number


def test_a_unit_is_sealed_in_the_form_of_the_specification() -> None:
    link = signing().seal(UNIT)
    assert link.startswith(f"https://{HOST}/01/{GTIN}/10/L2611A/21/7K2M9Q4T?17=261130&s=")
    assert len(link.rpartition("s=")[2]) == 90
    assert state(link, trusting(KEY)) is SealState.VALID


@pytest.mark.parametrize(
    "elements",
    [
        UNIT,
        UNIT[:2],
        (("01", GTIN), ("10", "L/1%;+"), ("21", "a&b=c?d"), ("13", "261122"), ("3103", "000500")),
        (("414", GLN),),
        (("01", "09521995432122"), ("10", "L")),
    ],
)
def test_a_second_verifier_agrees(elements: Elements) -> None:
    link = signing().seal(elements)
    content = urlsafe_b64decode(parse_qs(urlsplit(link).query)["s"][0] + "==")
    assert content[:3] == (1 << 20 | WANTED.kid).to_bytes(3, "big")
    nacl.signing.VerifyKey(KEY.public).verify(signed_message(content[:3], dict(elements)), content[3:])
    assert state(link, trusting(KEY)) is SealState.VALID


@settings(max_examples=150, deadline=None)
@given(lot=st.text(CSET_82, min_size=1, max_size=20), serial=st.text(CSET_82, min_size=1, max_size=20))
def test_whatever_gs1_allows_is_sealed_and_read_back(lot: str, serial: str) -> None:
    trust = trusting(KEY)
    elements = with_(ai10=lot, ai21=serial)
    code = classify(Payload(signing(trust).seal(elements).encode()), trust.hosts, ())
    assert isinstance(code, Link)
    assert dict(code.elements) == dict(elements)
    assert check_seal(code, trust).state is SealState.VALID


@settings(max_examples=150, deadline=None)
@given(value=st.text(max_size=25))
def test_any_lot_is_sealed_validly_or_refused(value: str) -> None:
    elements = with_(ai10=value)
    if value and len(value) <= 20 and set(value) <= set(CSET_82):
        assert state(signing().seal(elements), trusting(KEY)) is SealState.VALID
    else:
        assert refusal(elements) == "SEAL-08"


@pytest.mark.parametrize(
    "spoiled",
    [
        {"ai10": "Lô 1"},
        {"ai10": "x" * 21},
        {"ai10": ""},
        {"ai21": "7K2M\n"},
        {"ai21": "a b"},
        {"ai21": "a#b"},
        {"ai17": "261332"},
        {"ai17": "2611"},
        {"ai17": "20261130"},
        {"ai3103": "12"},
        {"ai9999": "1"},
        {"ai02": GTIN},
        {"ai01": "09521234543214"},
    ],
    ids=str,
)
def test_what_gs1_does_not_allow_is_not_sealed(spoiled: dict[str, str]) -> None:
    assert refusal(with_(**spoiled)) == "SEAL-08"


def test_an_identifier_twice_is_not_sealed() -> None:
    assert refusal((*UNIT, ("17", "261130"))) == "SEAL-08"


def test_a_label_that_no_kiosk_reads_for_its_length_is_not_sealed() -> None:
    long = tuple((digits, "%" * 90) for digits in ("91", "92", "93", "94"))
    assert refusal((*UNIT, *long)) == "SEAL-08"


@pytest.mark.parametrize(
    "elements",
    [
        with_(ai01=OTHER_GTIN),
        with_(ai13="251231"),
        with_(ai13="270102"),
        with_(ai11="251231"),
        (("414", "9521234000051"),),
        (("00", "095212340000000017"),),
    ],
    ids=str,
)
def test_what_a_kiosk_calls_out_of_scope_is_not_sealed(elements: Elements) -> None:
    assert refusal(elements) in {"SEAL-07", "SEAL-08"}


@pytest.mark.parametrize("day", ["260101", "270101"])
def test_the_keys_first_and_last_days_are_its_own(day: str) -> None:
    assert state(signing().seal(with_(ai13=day)), trusting(KEY)) is SealState.VALID


@pytest.mark.parametrize(
    "keys",
    [
        (),
        (changed(public=OTHER_PRIVATE.public_key().public_bytes_raw()),),
        (changed(status=KeyStatus.RETIRED, status_since=THEFT),),
        (changed(status=KeyStatus.COMPROMISED, status_since=THEFT),),
        (KEY, changed(kid=1047001, status=KeyStatus.COMPROMISED, status_since=THEFT)),
        (changed(not_before=date(2026, 11, 24)),),
        (changed(not_after=date(2026, 11, 22)),),
    ],
    ids=["no key", "another's key", "retired", "stolen", "stolen in one entry", "not yet", "no more"],
)
def test_a_key_that_may_not_sign_today_seals_nothing(keys: tuple[Key, ...]) -> None:
    assert refusal(UNIT, trusting(*keys)) == "SEAL-05"


def test_today_is_that_of_hanoi() -> None:
    from_tomorrow = trusting(changed(not_before=date(2026, 11, 24)))
    midnight = datetime(2026, 11, 24, tzinfo=HANOI)
    assert refusal(UNIT, from_tomorrow, at=midnight - MINUTE) == "SEAL-05"
    assert signing(from_tomorrow, at=midnight).seal(UNIT)


def test_a_list_younger_than_48_hours_seals_nothing() -> None:
    assert refusal(UNIT, trusting(KEY, age=timedelta(hours=48) - MINUTE)) == "SEAL-06"
    assert signing(trusting(KEY, age=timedelta(hours=48))).seal(UNIT)


def test_a_young_list_beside_an_old_one_that_knows_the_key_seals() -> None:
    young = trusting(KEY, version=8, age=MINUTE)
    assert signing(young, trusting(KEY)).seal(UNIT)


def test_a_new_key_waits_though_an_old_list_stands_beside() -> None:
    assert refusal(UNIT, trusting(), trusting(KEY, version=8, age=MINUTE)) == "SEAL-06"


def test_a_widened_scope_waits_and_the_old_scope_does_not() -> None:
    wider = trusting(changed(gtins=frozenset({GTIN, OTHER_GTIN})), version=8, age=MINUTE)
    assert refusal(with_(ai01=OTHER_GTIN), trusting(KEY), wider) == "SEAL-06"
    assert signing(trusting(KEY), wider).seal(UNIT)


def test_lists_older_than_the_one_of_48_hours_ago_do_not_count() -> None:
    assert signing(
        trusting(version=5, age=9 * DAY), trusting(KEY, version=7), trusting(KEY, version=8, age=MINUTE)
    ).seal(UNIT)


def test_the_newest_list_decides_by_its_version_whatever_the_order() -> None:
    retired = trusting(changed(status=KeyStatus.RETIRED, status_since=THEFT), version=8)
    assert refusal(UNIT, retired, trusting(KEY)) == "SEAL-05"
    assert refusal(UNIT, trusting(KEY), retired) == "SEAL-05"


@pytest.mark.parametrize("host", ["other.example", "trace.example.", "trace.example:443", "", "user@trace.example"])
def test_a_host_that_is_not_the_citys_seals_nothing(host: str) -> None:
    assert refusal(host=host) == "SEAL-09"


def test_a_host_in_capitals_is_the_citys() -> None:
    assert signing(host="TRACE.example").seal(UNIT).startswith("https://trace.example/")


def test_a_host_that_is_new_waits_too() -> None:
    two = replace(trusting(KEY, version=8, age=MINUTE), hosts=(HOST, "new.example"))
    assert refusal(UNIT, trusting(KEY), two, host="new.example") == "SEAL-09"


def test_of_two_entries_the_one_in_scope_signs() -> None:
    other = changed(kid=1047002, gtins=frozenset({OTHER_GTIN}))
    trust = trusting(KEY, other)
    link = signing(trust).seal(with_(ai01=OTHER_GTIN))
    code = classify(Payload(link.encode()), trust.hosts, ())
    assert check_seal(code, trust).key_id == 1047002


def test_an_error_does_not_hold_the_private_key() -> None:
    with pytest.raises(KioskError) as caught:
        signing(trusting())
    assert PRIVATE.private_bytes_raw().hex() not in str(caught.value)
