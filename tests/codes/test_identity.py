"""What a code names: identifiers only, whatever carried them."""

from __future__ import annotations

import pytest

from kiosk.codes.code import Identity
from kiosk.codes.digital_link import record_path
from kiosk.codes.identity import identify
from tests.codes.reading import GTIN, LINK, read

LOT = f"/01/{GTIN}/10/A%2FB"


@pytest.mark.parametrize(
    ("content", "symbology", "identity"),
    [
        (LINK, "]Q1", Identity(gtin=GTIN, lot="L2611A", serial="7K2M9Q")),
        (f"https://id.brand.test/x{LOT}", "]Q1", Identity(gtin=GTIN, lot="A/B")),
        (f"01{GTIN}10A/B", "]C1", Identity(gtin=GTIN, lot="A/B")),
        (GTIN, None, Identity(gtin=GTIN)),
        ("https://trace.example/414/9521234000013", "]Q1", Identity(gln="9521234000013")),
        (f"https://trace.example/01/{GTIN}?414=9521234000013", "]Q1", Identity(gtin=GTIN)),
        ("00095212345432101239", "]C1", Identity(sscc="095212345432101239")),
        (f"0009521234543210123902{GTIN}3712\x1d10L", "]C1", Identity(gtin=GTIN, lot="L", sscc="095212345432101239")),
        ("HNP00417S", None, Identity(city_code="HNP00417S")),
        ("4065", None, Identity(plu="4065")),
        ("2012345678903", "]E0", Identity()),
        ("https://hn.check.net.vn/x", "]Q1", Identity()),
        ("https://trace.example/", "]Q1", Identity()),
        ("8934563138160", "]E0", Identity()),
    ],
)
def test_a_code_names_its_identifiers(content: str, symbology: str | None, identity: Identity) -> None:
    assert identify(read(content, symbology)) == identity


@pytest.mark.parametrize(
    ("identity", "path"),
    [
        (Identity(gtin=GTIN, lot="A/B", serial="S"), f"/01/{GTIN}/10/A%2FB/21/S"),
        (Identity(gtin=GTIN, serial="S"), f"/01/{GTIN}/21/S"),
        (Identity(gln="9521234000013"), "/414/9521234000013"),
        (Identity(sscc="095212345432101239"), "/00/095212345432101239"),
        (Identity(city_code="HNP00417S"), None),
        (Identity(plu="4065"), None),
        (Identity(), None),
    ],
)
def test_a_record_stands_at_its_link_path(identity: Identity, path: str | None) -> None:
    assert record_path(identity) == path
