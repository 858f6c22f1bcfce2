"""The fault that is named is the first one, and there is one exactly where the link is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.code import Refusal
from kiosk.codes.digital_link import read_link
from kiosk.codes.link_faults import LinkFault, find_fault

PRODUCT = "/01/09521234543213"


def test_right_link_has_no_fault() -> None:
    assert find_fault(f"{PRODUCT}/10/L1/21/S1", "17=261130&s=x&other=1") is None


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/other", "", "path"),
        (f"{PRODUCT}/10/%00", "", "path"),
        (PRODUCT, "x=%1f", "query"),
        (f"{PRODUCT}/10/%zz", "", "10"),
        (f"{PRODUCT}/10/%00/21/%zz", "", "path"),
        (PRODUCT, "s=1&s=2", "s"),
        (f"{PRODUCT}/21/S/22/V", "", "22"),
        (f"{PRODUCT}/x/V", "", "path"),
        ("/8013/1987654Ad4X4bL5ttr2310c2K/10/L", "", "10"),
        (PRODUCT, "235=T", "235"),
        (PRODUCT, "00=095212340000000013&37=2", "01"),
        ("/01/09521234543214", "", "01"),
        (PRODUCT, "3103=12345", "3103"),
        (PRODUCT, "4330=000100-&00=1", "00"),
        (PRODUCT, "17=261130&17=261130", "17"),
    ],
)
def test_first_fault_is_named(path: str, query: str, field: str) -> None:
    fault = find_fault(path, query)
    assert fault is not None
    assert fault.field == field
    assert fault.reason


def test_weight_that_is_missing_is_a_fault_of_a_whole_item_only() -> None:
    fault = find_fault("/01/99521234543216", "")
    assert fault == LinkFault("01", "a GTIN that begins with 9 needs a measure beside it, such as 3103")
    assert find_fault("/01/99521234543216", "", is_whole_item=False) is None
    assert find_fault("/01/99521234543216", "from=kiosk") is None


STEPS = st.sampled_from(["01", "10", "21", "17", "414", "254", "09521234543213", "L1", "", "%2F", "%", "s"])


@given(st.lists(STEPS, max_size=8).map("/".join), st.lists(st.tuples(STEPS, STEPS).map("=".join), max_size=4))
def test_fault_is_found_exactly_where_a_link_is_refused(path: str, pairs: list[str]) -> None:
    query = "&".join(pairs)
    is_refused = isinstance(read_link(path, query), Refusal)
    assert (find_fault(path, query) is not None) is is_refused
