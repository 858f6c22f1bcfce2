"""Everything that is one bit or one character away from a sealed link, in its signed values and its seal."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from kiosk.codes.classify import classify
from kiosk.codes.code import Elements
from kiosk.codes.digital_link import link_text
from kiosk.codes.gs1_checks import CSET_82
from kiosk.codes.payload import Payload
from kiosk.trust.seal import SealState, check_seal
from tests.conformance.row import Signer, seal_bytes
from tests.conformance.vectors import LISTS
from tests.conformance.world import FARM_KEY, GLN, HOST, LOWEST, RETIRED, TWIN_TWO, G

LINKS = 20
SEAL_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LOT_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789abcdef"
SERIAL_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class SealedLink:
    """A genuine link, and the spans of its signed values and of its seal in what is printed."""

    text: str
    seal: str
    spans: tuple[range, ...]


def sealed_links(seed: int = 20261123) -> list[SealedLink]:
    """Return twenty genuine links: units, lots and signs, by several keys, no letter of them escaped."""
    rng = Random(seed)
    return [_sealed(rng, (FARM_KEY, RETIRED, TWIN_TWO, LOWEST)[n % 4], n) for n in range(LINKS)]


def mutants(link: SealedLink, step: int = 1, offset: int = 0) -> Iterator[bytes]:
    """Yield every 1-bit flip, then every `step`-th substitution of one character from `offset` on."""
    printed = link.text.encode()
    for span in link.spans:
        for at in span:
            yield from (printed[:at] + bytes([printed[at] ^ 1 << bit]) + printed[at + 1 :] for bit in range(8))
    content = urlsafe_b64decode(link.seal + "==")
    for bit in range(len(content) * 8):
        flipped = int.from_bytes(content, "big") ^ 1 << bit
        seal = urlsafe_b64encode(flipped.to_bytes(len(content), "big")).rstrip(b"=")
        yield printed.replace(link.seal.encode(), seal)
    for number, other in enumerate(_substituted(link)):
        if number % step == offset % step:
            yield other


def is_verified(content: bytes) -> bool:
    """Return whether a reader would call the seal in `content` valid."""
    code = classify(Payload(content, "]Q1"), LISTS.trust.hosts, LISTS.schemes)
    return check_seal(code, LISTS.trust).state is SealState.VALID


def _substituted(link: SealedLink) -> Iterator[bytes]:
    for span in link.spans:
        is_seal = len(span) == len(link.seal)
        for at in span:
            for letter in SEAL_LETTERS + "+/=." if is_seal else CSET_82 + " ":
                if letter != link.text[at]:
                    yield f"{link.text[:at]}{letter}{link.text[at + 1 :]}".encode()


def _sealed(rng: Random, signer: Signer, number: int) -> SealedLink:
    lot = "".join(rng.choices(LOT_LETTERS, k=rng.randint(3, 12)))
    serial = "".join(rng.choices(SERIAL_LETTERS, k=8))
    unit: Elements = (
        ("01", G),
        ("10", lot),
        ("21", serial),
        ("17", f"27{rng.randint(1, 12):02}{rng.randint(0, 28):02}"),
    )
    elements = (unit, unit, unit, unit[:2], (("414", GLN),))[number % 5]
    seal = urlsafe_b64encode(seal_bytes(signer, dict(elements))).rstrip(b"=").decode()
    text = link_text(HOST, elements, seal)
    spans: list[range] = []
    for value in (*(value for _, value in elements), seal):
        start = text.index(value, spans[-1].start if spans else 0)
        spans.append(range(start, start + len(value)))
    return SealedLink(text, seal, tuple(spans))
