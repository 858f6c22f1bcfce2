"""One bit or one character away from a genuine seal, nothing verifies."""

from __future__ import annotations

import pytest

from tests.conformance.flips import LINKS, is_verified, mutants, sealed_links

EVERY = 6
"""Of the substitutions; `make fuzz` tries all of them. Every bit is flipped here too."""


FEW = 4
"""A link of each key; the others are flipped by `make test-long`."""


@pytest.mark.parametrize("number", [*range(FEW), *(pytest.param(n, marks=pytest.mark.long) for n in range(FEW, LINKS))])
def test_nothing_beside_a_sealed_link_verifies(number: int) -> None:
    link = sealed_links()[number]
    assert is_verified(link.text.encode())
    tried = list(mutants(link, EVERY, number))
    assert len(tried) > 1000
    assert [content for content in tried if is_verified(content)] == []


def test_every_signed_value_and_the_seal_are_spoiled() -> None:
    link = sealed_links()[0]
    assert [link.text[span.start : span.stop] for span in link.spans][-1] == link.seal
    assert len(link.spans) == 5
    changed = {at for content in mutants(link, 10**9, 1) for at in _differing(link.text.encode(), content)}
    assert changed >= {at for span in link.spans for at in span}


def _differing(one: bytes, other: bytes) -> list[int]:
    return [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
