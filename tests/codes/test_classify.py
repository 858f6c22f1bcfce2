"""Every family and every refusal, by the order of the families."""

from __future__ import annotations

import pytest

from kiosk.codes.classify import classify
from kiosk.codes.code import (
    CityCode,
    Code,
    ElementString,
    Family,
    ForeignLink,
    Link,
    NoProduceCode,
    OtherScheme,
    PriceLookUp,
    Refusal,
    Refused,
    ShopNumber,
    TradeItemNumber,
)
from kiosk.codes.payload import MAX_PAYLOAD_BYTES, Payload
from tests.codes.reading import GTIN, HOSTS, LINK, SEAL, bad_check_digit, bad_syntax, none, read

UNIT = (("01", GTIN), ("10", "L2611A"), ("21", "7K2M9Q"), ("17", "261130"))
PRODUCT = (("01", GTIN),)


@pytest.mark.parametrize(
    ("content", "symbology", "code"),
    [
        (LINK, "]Q1", Link("trace.example", UNIT)),
        (LINK, None, Link("trace.example", UNIT)),
        (f"{LINK}&s={SEAL}", "]Q1", Link("trace.example", UNIT, SEAL)),
        (f"{LINK}&from=kiosk", "]Q1", Link("trace.example", UNIT, None, is_from_kiosk=True)),
        (f"https://trace.example/01/{GTIN}", "]Q3", Link("trace.example", PRODUCT)),
        ("https://trace.example/414/9521234000013", "]Q1", Link("trace.example", (("414", "9521234000013"),))),
        ("https://trace.example/00/095212345432101230", "]Q1", bad_check_digit(Family.DIGITAL_LINK)),
        ("https://trace.example/00/095212345432101239", "]Q1", Link("trace.example", (("00", "095212345432101239"),))),
        (f"https://trace.example/label/vi/01/{GTIN}", "]Q1", Link("trace.example", PRODUCT)),
        ("https://hn.check.net.vn/data/sanpham/2012", "]Q1", OtherScheme("hn-check")),
        (f"HTTPS://HN.CHECK.NET.VN/01/{GTIN}", "]Q1", OtherScheme("hn-check")),
        ("https://id.known.test/c/77", "]Q1", OtherScheme("brand")),
        ("https://id.known.test/d/77", "]Q1", none(Refusal.OTHER_LINK)),
        (f"https://id.brand.test/a/01/{GTIN}?10=X", "]Q1", bad_syntax(Family.FOREIGN_LINK)),
        (f"https://id.brand.test/a/01/{GTIN}/10/X", "]Q1", ForeignLink("id.brand.test", (*PRODUCT, ("10", "X")))),
        (f"https://id.brand.test/01/{GTIN[:-1]}4", "]Q1", bad_check_digit(Family.FOREIGN_LINK)),
        (f"01{GTIN}10L2611A\x1d21ab", "]C1", ElementString((*PRODUCT, ("10", "L2611A"), ("21", "ab")))),
        (f"01{GTIN}17261130", "]Q3", ElementString((*PRODUCT, ("17", "261130")))),
        (f"01{GTIN}", "]e0", ElementString(PRODUCT)),
        (GTIN, "]e0", TradeItemNumber(GTIN)),
        ("Rau sạch", "]d2", bad_syntax(Family.ELEMENT_STRING)),
        ("2012345678903", "]E0", ShopNumber("2012345678903")),
        ("9521234543213", "]E0", TradeItemNumber(GTIN)),
        (GTIN, "]I1", TradeItemNumber(GTIN)),
        ("9521234543214", "]E0", bad_check_digit(Family.GTIN)),
        ("12345678", "]I0", none(Refusal.OTHER_TEXT)),
        ("HNP00417S", None, CityCode("HNP00417S")),
        ("hnp00417s", None, CityCode("HNP00417S")),
        ("4065", None, PriceLookUp("4065")),
        ("94065", None, PriceLookUp("94065")),
        ("4065", "typed", PriceLookUp("4065")),
        ("4065", "]Q1", none(Refusal.OTHER_TEXT)),
        ("84065", None, none(Refusal.OTHER_TEXT)),
        (f"(01){GTIN}(10)L2611A", None, none(Refusal.OTHER_TEXT)),
        (f"(01){GTIN}(10)L2611A", "]Q1", none(Refusal.OTHER_TEXT)),
        ("Rau sạch Đông Anh", "]Q1", none(Refusal.OTHER_TEXT)),
        ("", "]Q1", none(Refusal.OTHER_TEXT)),
        ("WIFI:S:cho;T:WPA;P:secret;;", "]Q1", none(Refusal.OTHER_TEXT)),
        ("00020101021138570010A000000727", "]Q1", none(Refusal.OTHER_TEXT)),
        ("https://example.org/", "]Q1", none(Refusal.OTHER_LINK)),
        ("ftp://trace.example/01/" + GTIN, "]Q1", none(Refusal.OTHER_LINK)),
        ("https://trace.example/", "]Q1", none(Refusal.OTHER_LINK)),
        ("https://trace.example/gtin/" + GTIN, "]Q1", none(Refusal.OTHER_LINK)),
        ("https://id.brand.test/414/9521234000013", "]Q1", none(Refusal.OTHER_LINK)),
        ("https://id.brand.test/2026/01/15/rau", "]Q1", none(Refusal.OTHER_LINK)),
    ],
)
def test_each_payload_is_of_one_family(content: str, symbology: str | None, code: Code) -> None:
    assert read(content, symbology) == code


@pytest.mark.parametrize(
    ("content", "symbology", "refusal"),
    [
        (b"a" * (MAX_PAYLOAD_BYTES + 1), "]Q1", Refusal.TOO_LONG),
        (b"\x00" * (MAX_PAYLOAD_BYTES + 1), "]Q1", Refusal.TOO_LONG),
        (b"Rau\x00", "]Q1", Refusal.CONTROL),
        (b"Rau\n", None, Refusal.CONTROL),
        (b"Rau\x7f", "]Q1", Refusal.CONTROL),
        ("Rau\u0085".encode(), "]Q1", Refusal.CONTROL),
        (LINK.encode() + b"\n", "]Q1", Refusal.CONTROL),
        (b"01" + GTIN.encode() + b"10A\x1d21B", "]Q1", Refusal.CONTROL),
        (b"01" + GTIN.encode() + b"10A\x1d21B", None, Refusal.CONTROL),
        (b"01" + GTIN.encode() + b"10A\x1e21B", "]C1", Refusal.CONTROL),
        ("Rau sạch".encode("cp1258", "replace"), "]Q1", Refusal.OTHER_TEXT),
        ("Rau sạch Hà Nội".encode("utf-16-le"), "]Q1", Refusal.CONTROL),
        (b"Rau s\xb9ch", "]Q1", Refusal.NOT_TEXT),
        (b"\xed\xa0\x80", "]Q1", Refusal.NOT_TEXT),
        (b"\xc0\xaf", "]Q1", Refusal.NOT_TEXT),
    ],
)
def test_what_is_no_text_is_refused_before_it_is_read(content: bytes, symbology: str | None, refusal: Refusal) -> None:
    assert read(content, symbology) == NoProduceCode(refusal)


def test_512_bytes_are_not_too_long() -> None:
    link = f"{LINK}&utm="
    assert isinstance(read(link + "a" * (MAX_PAYLOAD_BYTES - len(link))), Link)


@pytest.mark.parametrize(
    "link",
    [
        f"https://trace.example/01/{GTIN}/10/A/10/B",
        f"https://trace.example/01/{GTIN}?17=261130&17=261130",
        f"https://trace.example/01/{GTIN}/10/A?10=A",
        f"https://trace.example/01/{GTIN}?10=A",
        f"https://trace.example/01/{GTIN}?21=A",
        f"https://trace.example/01/{GTIN}/21/S/10/L",
        f"https://trace.example/01/{GTIN}/10/L/17/261130",
        f"https://trace.example/01/{GTIN}?05=1",
        f"https://trace.example/01/{GTIN}?999=1",
        f"https://trace.example/01/{GTIN}?17=",
        f"https://trace.example/01/{GTIN}?17",
        f"https://trace.example/01/{GTIN}/10/",
        f"https://trace.example/01/{GTIN}/",
        f"https://trace.example/01/{GTIN}/10/L/",
        "https://trace.example/01/",
        "https://trace.example/01/9521234543213",
        f"https://trace.example/01/{GTIN}/10/{'A' * 21}",
        f"https://trace.example/01/{GTIN}/10/r%E1%BA%A5u",
        f"https://trace.example/01/{GTIN}/10/rấu",
        f"https://trace.example/01/{GTIN}/10/A%0A",
        f"https://trace.example/01/{GTIN}/10/A%1D",
        f"https://trace.example/01/{GTIN}/10/A%",
        f"https://trace.example/01/{GTIN}/10/A%4",
        f"https://trace.example/01/{GTIN}/10/A%FF",
        f"https://trace.example/01/{GTIN}/10/A;B",
        f"https://trace.example/01/{GTIN}/10/A\\B",
        f"https://trace.example/01/{GTIN}?utm=a;b",
        f"https://trace.example/01/{GTIN}?utm=%00",
        f"https://trace.example/01/{GTIN}?utm=%c2%85",
        f"https://trace.example/01/{GTIN}?utm=%7f",
        f"https://trace.example/a%0Ab/01/{GTIN}",
        f"https://trace.example\\@evil.test/01/{GTIN}",
        f"https://trace.example/01/{GTIN}?s={SEAL}&s={SEAL}",
        f"https://trace.example/01/{GTIN}?s=&s=",
        f"https://trace.example/01/{GTIN}?17=261131",
        f"https://trace.example/01/{GTIN}?17=261300",
        f"https://trace.example/01/{GTIN}?7007=261100",
        f"https://trace.example/01/{GTIN}?17=２61130",
        "https://trace.example/01/0９521234543213",
        f"https://trace.example/01/{GTIN}?422=999",
        f"https://trace.example/01/{GTIN}?427=HN",
        f"https://trace.example/01/{GTIN}?37=5",
        "https://trace.example/01/99521234543216/10/L",
        "https://trace.example/00/095212345432101239?17=261130",
    ],
)
def test_wrong_syntax_on_our_host_keeps_the_family(link: str) -> None:
    assert read(link) == bad_syntax(Family.DIGITAL_LINK)


@pytest.mark.parametrize(
    ("link", "elements"),
    [
        (f"https://trace.example/01/{GTIN}/10/A%2FB%25%26", (*PRODUCT, ("10", "A/B%&"))),
        (f"https://trace.example/01/{GTIN}/10/A+B", (*PRODUCT, ("10", "A+B"))),
        (f"https://trace.example/01/{GTIN}/10/A%252F", (*PRODUCT, ("10", "A%2F"))),
        (f"https://trace.example/01/{GTIN}/10/l2611a", (*PRODUCT, ("10", "l2611a"))),
        (f"https://trace.example/01/{GTIN}?17=261100", (*PRODUCT, ("17", "261100"))),
        (f"https://trace.example/01/{GTIN}?11=261120", (*PRODUCT, ("11", "261120"))),
        (f"https://trace.example/01/{GTIN}?%31%37=x&utm_source=a", PRODUCT),
        (f"https://trace.example/01/{GTIN}?&&17=261130&", (*PRODUCT, ("17", "261130"))),
        (f"https://trace.example/01/{GTIN}#s={SEAL}", PRODUCT),
        (f"https://trace.example/01/{GTIN}?7007=261101261103", (*PRODUCT, ("7007", "261101261103"))),
        (f"https://trace.example/01/{GTIN}?7030=704HNP00417S", (*PRODUCT, ("7030", "704HNP00417S"))),
        (f"https://trace.example/01/{GTIN}/10/01", (*PRODUCT, ("10", "01"))),
        (f"https://trace.example/01/{GTIN}/22/2A/10/L/21/S", (*PRODUCT, ("22", "2A"), ("10", "L"), ("21", "S"))),
        (f"https://trace.example/414/1/01/{GTIN}", PRODUCT),
        ("https://trace.example/01/99521234543216/10/L?3103=000500", None),
    ],
)
def test_a_link_says_its_values_once_decoded(link: str, elements: tuple[tuple[str, str], ...] | None) -> None:
    code = read(link)
    assert isinstance(code, Link)
    assert elements is None or code.elements == elements


def test_an_escaped_s_is_no_seal() -> None:
    assert read(f"https://trace.example/01/{GTIN}?%73={SEAL}") == Link("trace.example", PRODUCT)


@pytest.mark.parametrize("query", ["s=", "s"])
def test_an_empty_seal_is_kept_as_one(query: str) -> None:
    assert read(f"https://trace.example/01/{GTIN}?{query}") == Link("trace.example", PRODUCT, "")


def test_the_take_along_link_may_leave_out_the_weight() -> None:
    assert isinstance(read("https://trace.example/01/99521234543216/10/L?from=kiosk"), Link)


@pytest.mark.parametrize(
    "link",
    [
        f"HTTPS://TRACE.EXAMPLE/01/{GTIN}",
        f"http://Trace.Example/01/{GTIN}",
        f"https://trace.example:443/01/{GTIN}",
        f"http://trace.example:80/01/{GTIN}",
    ],
)
def test_scheme_host_and_usual_port_are_all_one(link: str) -> None:
    assert read(link) == Link("trace.example", PRODUCT)


@pytest.mark.parametrize(
    "authority",
    [
        "trace.example:8443",
        "trace.example:80",
        "trace.example:0443",
        "trace.example:",
        "trace.example.",
        "user@trace.example",
        "user:word@trace.example",
        "@trace.example",
        "trace.example@evil.test",
    ],
)
def test_what_stands_beside_our_host_makes_a_look_alike(authority: str) -> None:
    code = read(f"https://{authority}/01/{GTIN}?s={SEAL}")
    assert isinstance(code, ForeignLink)
    assert code.imitates_ours


def test_port_443_is_odd_on_http() -> None:
    code = read(f"http://trace.example:443/01/{GTIN}")
    assert isinstance(code, ForeignLink)
    assert code.imitates_ours


def test_a_faulty_or_empty_link_of_a_look_alike_still_imitates() -> None:
    assert read(f"https://trace.example.evil.test/01/{GTIN}?05=1") == Refused(
        Family.FOREIGN_LINK, Refusal.BAD_SYNTAX, imitates_ours=True
    )
    assert read("https://trace.example.evil.test/menu") == NoProduceCode(Refusal.OTHER_LINK, imitates_ours=True)


def test_a_seal_on_a_known_schemes_host_is_that_schemes_own() -> None:
    code = read(f"https://id.known.test/01/{GTIN}?s={SEAL}")
    assert isinstance(code, ForeignLink)
    assert code.seal_text is None


def test_a_kelvin_sign_is_no_k() -> None:
    code = classify(Payload(f"https://\u212aiosk.example/01/{GTIN}".encode()), ("kiosk.example",), ())
    assert isinstance(code, ForeignLink)
    assert code.imitates_ours


@pytest.mark.parametrize("host", [*HOSTS, "evil.test", "hn.check.net.vn"])
def test_a_separator_in_a_link_is_never_a_good_code(host: str) -> None:
    code = read(f"https://{host}/01/{GTIN}/10/A\x1d", "]Q3")
    assert not isinstance(code, Link | ForeignLink)
