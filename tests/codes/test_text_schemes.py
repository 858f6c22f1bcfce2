"""Payment, Wi-Fi and contact codes: no code of produce, but each can be named."""

from __future__ import annotations

import pytest

from kiosk.codes.classify import classify
from kiosk.codes.code import NoProduceCode, Refusal
from kiosk.codes.payload import Payload
from kiosk.codes.schemes import MAX_PREFIX, Scheme, find_text_scheme

SCHEMES = (
    Scheme("wifi", "Mã Wi-Fi", (), "", "", text_prefixes=("WIFI:",)),
    Scheme("contact", "Danh thiếp", (), "", "", text_prefixes=("BEGIN:VCARD", "MECARD:")),
    Scheme("payment", "Mã thanh toán", (), "", "", text_prefixes=("000201",)),
)


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("WIFI:T:WPA;S:cafe;P:x;;", "wifi"),
        ("wifi:T:WPA;S:cafe;P:x;;", "wifi"),
        ("MECARD:N:An;;", "contact"),
        ("00020101021138540010A000000727", "payment"),
        ("WIFI", ""),
        ("a note WIFI:", ""),
        ("\u0174IFI:", ""),
    ],
)
def test_text_is_named_by_how_it_begins(text: str, scheme: str) -> None:
    code = classify(Payload(text.encode(), "]Q1"), ["trace.example"], SCHEMES)
    assert code == NoProduceCode(Refusal.OTHER_TEXT, scheme=scheme)


def test_a_number_of_goods_is_goods_whatever_it_begins_with() -> None:
    assert not isinstance(
        classify(Payload(b"9521234543213", "]E0"), [], (Scheme("x", "X", (), "", "", text_prefixes=("952",)),)),
        NoProduceCode,
    )


def test_only_the_beginning_is_looked_at() -> None:
    longest = Scheme("x", "X", (), "", "", text_prefixes=("a" * MAX_PREFIX,))
    assert find_text_scheme("A" * 500, (longest,)) == longest
