"""Links that are wrong or hostile: refused with field and reason, never redirected off this host."""

from __future__ import annotations

from urllib.parse import quote, unquote, urljoin

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kiosk.central.resolver.asked import AskedLink, read_asked
from kiosk.codes.classify import classify
from kiosk.codes.code import Link
from kiosk.codes.payload import Payload
from kiosk.messages.http import Problem
from tests.central.registry_folder import GTIN, LOT
from tests.central.resolver.conftest import IN_LOT, PRODUCT

HOST = "trace.example"

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("path", "field", "reason"),
    [
        (f"/01/{GTIN[:-1]}4", "01", "check digit"),
        ("/01/123", "01", "14 digits"),
        ("/01/", "path", "without its value"),
        (f"{PRODUCT}/foo", "path", "without its value"),
        (f"{PRODUCT}/10/", "path", "without its value"),
        (f"{PRODUCT}/10//21/A", "10", "1 to 20 characters"),
        (f"{PRODUCT}/21/A/10/B", "10", "22 → 10 → 21 or 235, in this order"),
        (f"{PRODUCT}/17/261130", "17", "may not stand here"),
        (f"{PRODUCT}/10/{'L' * 21}", "10", "1 to 20 characters"),
        (f"{PRODUCT}/10/L%", "10", "percent-encoding"),
        (f"{PRODUCT}/10/%FF", "10", "percent-encoding"),
        (f"{PRODUCT}/10/ch%E1%BB%A3", "10", "GS1's 82"),
        (f"{PRODUCT}/10/A%0AB", "path", "control character"),
        (f"{PRODUCT}/10/..", "10", "step in the path"),
        (f"{PRODUCT}/10/%2e", "10", "step in the path"),
        (f"{PRODUCT}?17=261350", "17", "must exist"),
        (f"{PRODUCT}?17=", "17", "6 digits"),
        (f"{PRODUCT}?17=261130&17=261130", "17", "more than once"),
        (f"{PRODUCT}?10={LOT}", "10", "may not stand in the query"),
        (f"{PRODUCT}?9999=1", "9999", "no such application identifier"),
        (f"{PRODUCT}?s=a&s=b", "s", "more than once"),
        (f"{PRODUCT}?427=HN", "427", "needs"),
        (f"{PRODUCT}?linkType=gs1:pip&linkType=all", "linkType", "more than once"),
        (f"{PRODUCT}?x=" + "y" * 500, "path", "longer than 512"),
        (f"{PRODUCT}?a=1;b=2", "query", "percent-encoded"),
        (f"{PRODUCT}/10/A\\B", "path", "percent-encoded"),
        ("/414/9521234000014", "414", "check digit"),
        ("/00/09521234", "00", "18 digits"),
        (f"/8006/{GTIN}", "8006", "14 digits, then 4 digits"),
    ],
)
def test_wrong_link_is_refused_with_field_and_reason(path: str, field: str, reason: str) -> None:
    path, _, query = path.partition("?")
    fault = read_asked(HOST, path, query)
    assert not isinstance(fault, AskedLink)
    assert fault.field == field
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("path", "field"), [(f"/01/{GTIN[:-1]}4", "link.01"), (f"{PRODUCT}/foo", "path"), (f"{PRODUCT}?17=", "link.17")]
)
def test_refusal_is_a_problem_of_status_400_that_names_the_field(client: TestClient, path: str, field: str) -> None:
    answer = client.get(path)
    told = Problem.model_validate_json(answer.content)
    assert (answer.status_code, told.status) == (400, 400)
    assert [error.field for error in told.errors or ()] == [field]


def test_goods_by_weight_are_found_without_the_weight(client: TestClient) -> None:
    path = "/01/99521234543216"
    assert client.get(path).headers["location"] == f"/label{path}"


@pytest.mark.parametrize(
    "path",
    [
        f"/01/x/..{PRODUCT}",
        f"/01/..{IN_LOT}",
        f"/00//evil.example{PRODUCT}",
        f"/01/%5C%5Cevil.example{PRODUCT}",
        f"/01/https:%2F%2Fevil.example{PRODUCT}",
    ],
)
def test_what_stands_before_the_key_is_not_handed_on(client: TestClient, path: str) -> None:
    asked = read_asked(HOST, path, "")
    assert isinstance(asked, AskedLink)
    assert asked.path in {PRODUCT, IN_LOT}
    assert "evil" not in client.get(path).headers.get("location", "")


@pytest.mark.parametrize("path", ["//evil.example/01/1", "/\\evil.example", "/%2F%2Fevil.example", "/%5Cevil", "/01"])
def test_path_without_a_key_is_not_redirected(client: TestClient, path: str) -> None:
    answer = client.request("GET", f"http://testserver{path}")
    assert answer.status_code in {400, 404}
    assert "location" not in answer.headers


def test_host_that_is_none_is_not_echoed(client: TestClient) -> None:
    answer = client.get(f"{PRODUCT}?linkType=linkset", headers={"Host": "evil.example/x?"})
    assert (answer.status_code, "evil" in answer.text) == (400, False)


SEGMENTS = st.one_of(
    st.sampled_from(
        ["01", "10", "21", "22", "414", "00", "", ".", "..", "%2e%2e", "%2F", "%252F", "%5C", "evil.example"]
    ),
    st.sampled_from([GTIN, LOT, "9521234000013", "//evil.example", "https:", "%00", "\r\n", "@evil.example", "%"]),
    st.text(st.characters(max_codepoint=0x2FF), max_size=12),
    st.text(max_size=6).map(lambda text: quote(text, safe="")),
)
PATHS = st.lists(SEGMENTS, max_size=9).map(lambda segments: "/" + "/".join(segments))
VALID = st.builds(
    lambda lot, serial: f"{PRODUCT}/10/{quote(lot, safe='')}/21/{quote(serial, safe='')}",
    *(st.text(st.sampled_from("AZaz09!\"%&'()*+,-./:;<=>?_"), min_size=1, max_size=20) for _ in range(2)),
)
QUERIES = st.one_of(st.just(""), st.text(st.characters(max_codepoint=0xFF), max_size=60))


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(path=st.one_of(PATHS, VALID), query=QUERIES)
@example(path="/01/01//%", query="")
def test_what_is_accepted_stays_on_this_host_under_the_page(path: str, query: str) -> None:
    asked = read_asked(HOST, path, query)
    if not isinstance(asked, AskedLink):
        assert asked.field
        assert asked.reason
        return
    location = f"/label{asked.path}" + (f"?{query}" if query else "")
    assert urljoin(f"https://{HOST}/01/", location).startswith(f"https://{HOST}/label/")
    assert "//" not in location.partition("?")[0]
    assert location.isascii()
    assert location.isprintable()


@settings(max_examples=300, deadline=None)
@given(path=VALID)
def test_resolver_and_kiosk_agree_on_every_lot_and_serial(path: str) -> None:
    code = classify(Payload(f"https://{HOST}{path}".encode()), (HOST,), ())
    assert isinstance(code, Link)
    asked = read_asked(HOST, path, "")
    if isinstance(asked, AskedLink):
        assert asked.elements == code.elements
    else:
        assert {".", ".."} & {unquote(segment) for segment in path.split("/")}
