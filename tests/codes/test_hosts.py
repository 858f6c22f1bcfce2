"""Hosts that imitate ours, and those that only happen to be near."""

from __future__ import annotations

import pytest

from kiosk.codes.hosts import imitates, skeleton
from kiosk.codes.web_link import split_link

HOSTS = ("trace.hanoi-mau.example", "trace.example")


def is_imitation(authority: str) -> bool:
    link = split_link(f"https://{authority}/")
    assert link is not None
    return imitates(link, HOSTS)


@pytest.mark.parametrize(
    "authority",
    [
        "tr\u0430ce.example",
        "xn--trce-63d.example",
        "XN--TRCE-63D.example",
        "tra\u03f2e.example",
        "trace.examp1e",
        "trace.exampIe",
        "trace.hano1-mau.example",
        "trace.hanoi-rnau.example",
        "TRACE.HANOl-MAU.EXAMPLE",
        "ｔｒａｃｅ.example",
        "trace\u3002examp1e",
        "tr%61ce.examp1e",
        "trácẹ.example",
        "www.tr\u0430ce.example",
        "trace.example.evil.test",
        "www.trace.example.evil.test",
        "trace-example",
        "trace-example.test",
        "trace.hanoi.mau.example",
        "trace-hanoi-mau-example",
        "trace.example:8443",
        "trace.example.",
        "u@trace.example",
        "trace.example@evil.test",
        "tr\u0430ce.example:8443",
        "trace\u200b.example",
    ],
)
def test_what_looks_like_our_host_imitates_it(authority: str) -> None:
    assert is_imitation(authority)


@pytest.mark.parametrize(
    "authority",
    [
        "evil.test",
        "www.trace.example",
        "a.b.trace.example",
        "mytrace.example",
        "trace.examples",
        "trace.test",
        "example.trace",
        "hanoi-mau.example",
        "id.brand.test:8443",
        "shop@id.brand.test",
        "id.brand.test.",
        "xn--.test",
        "xn--99999999999.test",
        "xn--a-é.test",
        "[2001:db8::1]:8443",
        "",
    ],
)
def test_another_name_imitates_nothing(authority: str) -> None:
    assert not is_imitation(authority)


def test_a_skeleton_is_its_own_skeleton() -> None:
    for host in ("trace.example", "rnodern-vvorld.test", "xn--trce-63d.example"):
        assert skeleton(skeleton(host)) == skeleton(host)
