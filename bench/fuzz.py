"""`python -m bench.fuzz`: what strangers might print, by the million, and what must never come of it.

Every payload is a published vector with its bytes mutated, or random bytes. None may raise, none may
be taken for sealed that is not a print of a genuine label, and nothing of it may be shown.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from random import Random

import click

from kiosk.codes.code import Elements, Identity, Link, NoProduceCode, Refused
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.journal.event import family_of
from kiosk.records.finding import Finding
from kiosk.trust.seal import SealState
from kiosk.verdicts.verdict import Level
from kiosk.wording.result import result_view
from tests.conformance.flips import is_verified, mutants, sealed_links
from tests.conformance.shown import PLACE, WORDS, foreign_pieces, said
from tests.conformance.vectors import FINDINGS, VECTORS, Vector
from tests.conformance.world import GLN, G

SYMBOLOGIES = ("]Q1", "]Q1", "]Q1", "]Q3", "]d2", "]C1", "]e0", "]E0", "]E4", "]I1", None, "]Z9", "")
LINK_LETTERS = "/?#&=;%\\@:.+-_ 0123456789ABCDEFabcdefxnrs01102117414\x00\x1d\x7f\u0430\u3002\u200b\u202eế１"
SNIPPETS = (
    "%00", "%1D", "%2F", "%252F", "%FF", "%", "&s=", "&s", "&17=", "&10=EVIL", "/10/", "/21/", "/01/", "?", "#", ";",
    ":443", ":80", ".", "@evil.test", "<script>", "'--", "%s%n", "{0}", "${x}", "\u202e", "\u200b", "\u0430", "xn--",
    "\\", "@", "\x1d", "\n", "\x00",
    "../", "EVILTEXT", "１７", "https://", "http://", "&from=kiosk", "&%73=", "+", "17261130", "08930000000019",
)  # fmt: skip
KNOWN = ("all in order", "nothing", "own data of 24 h", "the centre does not know the lot", "lot without seals")
SEEDS = [vector.payload for vector in VECTORS if len(vector.payload.content) <= 512]
SIGNED = {SealState.VALID, SealState.REVOKED_KEY, SealState.OUT_OF_SCOPE}


@dataclass(slots=True)
class Tally:
    """What came of how many payloads. `faults` is empty, or something is wrong."""

    families: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    seals: Counter[str] = field(default_factory=Counter)
    headlines: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many payloads were inspected."""
        return self.families.total()


class Known:
    """A registry that knows one product and one place, and answers at random."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def find(self, identity: Identity) -> Finding:
        """Return one of several findings for what it knows."""
        is_known = identity.gtin == G or identity.gln == GLN
        return FINDINGS[self._rng.choice(KNOWN) if is_known else "nothing"]


def payloads(rng: Random) -> Iterator[Payload]:
    """Yield payloads without end: four in five are mutated, the rest are random."""
    while True:
        symbology = rng.choice(SYMBOLOGIES)
        kind = rng.randrange(10)
        if kind == 0:
            yield Payload(rng.randbytes(rng.randrange(600 if rng.random() < 0.1 else 80)), symbology)
        elif kind == 1:
            text = "".join(rng.choices(LINK_LETTERS, k=rng.randrange(90)))
            head = rng.choice(("", "https://", "https://trace.example/", f"https://trace.example/01/{G}", f"01{G}10"))
            yield Payload((head + text).encode(), symbology)
        else:
            seed = rng.choice(SEEDS)
            content = seed.content
            for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
                content = rng.choice(MUTATIONS)(rng, content)
            yield Payload(content, seed.symbology if rng.random() < 0.9 else symbology)


def _flip(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) or 1)
    return content[:at] + bytes(byte ^ 1 << rng.randrange(8) for byte in content[at : at + 1]) + content[at + 1 :]


def _replace(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) or 1)
    return content[:at] + rng.randbytes(1) + content[at + 1 :]


def _insert(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.choice(SNIPPETS).encode() + content[at:]


def _append(rng: Random, content: bytes) -> bytes:
    return content + rng.choice(SNIPPETS).encode()


def _cut(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) or 1)
    return content[:at] + content[at + rng.randrange(1, 12) :]


def _double(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) or 1)
    return content[: at + rng.randrange(1, 40)] + content[at:]


def _splice(rng: Random, content: bytes) -> bytes:
    other = rng.choice(SEEDS).content
    return content[: rng.randrange(len(content) + 1)] + other[rng.randrange(len(other) + 1) :]


def _escape(rng: Random, content: bytes) -> bytes:
    """Another print of the same letter: inside a value it changes nothing."""
    at = rng.randrange(len(content) or 1)
    return content[:at] + b"".join(b"%%%02x" % byte for byte in content[at : at + 1]) + content[at + 1 :]


def _swap_case(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) or 1)
    return content[:at] + content[at : at + 8].swapcase() + content[at + 8 :]


MUTATIONS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flip, _replace, _insert, _append, _cut, _double, _splice, _escape, _swap_case,
)  # fmt: skip


def fuzz(count: int, seed: int, limit_s: float) -> Tally:
    """Return what came of `count` payloads from `seed`, or of as many as `limit_s` seconds allow."""
    rng, tally, end = Random(seed), Tally(), time.monotonic() + limit_s
    genuine = _genuine()
    for number, payload in enumerate(islice(payloads(rng), count)):
        fault = _try(payload, VECTORS[0], Known(rng), tally, genuine, number)
        if fault:
            tally.faults.append(f"{fault}: {payload.content.hex()} as {payload.symbology}")
        if number % 256 == 0 and time.monotonic() > end:
            break
    return tally


def _genuine() -> frozenset[tuple[Elements, str | None]]:
    """Return what was sealed: the elements and the seal of every published vector with a right signature."""
    codes = [inspect(v.payload, Known(Random(0)), v.lists, v.place, v.now) for v in VECTORS]
    return frozenset(_named(one.code) for one in codes if isinstance(one.code, Link) and one.seal.state in SIGNED)


def _named(code: Link) -> tuple[Elements, str | None]:
    return tuple(sorted(code.elements)), code.seal_text


def _try(
    payload: Payload,
    given: Vector,
    records: Known,
    tally: Tally,
    genuine: frozenset[tuple[Elements, str | None]],
    number: int,
) -> str:
    """Inspect one payload and count it; return what is wrong, or an empty text."""
    try:
        inspection = inspect(payload, records, given.lists, given.place, given.now)
        view = result_view(inspection, WORDS[number % 2], given.now, PLACE, is_asking=number % 3 == 0)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        tally.families["raised"] += 1
        return f"raised {error!r}"
    _count(inspection, tally)
    is_genuine = isinstance(inspection.code, Link) and _named(inspection.code) in genuine
    if inspection.seal.state in SIGNED and not is_genuine:
        return "a seal verified that nobody made"
    if inspection.verdict.level is Level.GOOD and not is_genuine:
        return "good without a genuine seal"
    if is_genuine:
        return ""
    # A city code is read back as a number is: its letters are fixed, its check character is right.
    text, ours = payload.content.decode("utf-8", "replace"), inspection.identity.city_code or ""
    pieces = foreign_pieces(said(view), inspection.finding)
    shown = [piece for piece in pieces if piece in text and piece not in ours]
    return f"shown {shown!r}" if shown else ""


def _count(inspection: Inspection, tally: Tally) -> None:
    code = inspection.code
    tally.families[family_of(code)] += 1
    tally.seals[inspection.seal.state] += 1
    tally.headlines[inspection.verdict.headline] += 1
    if isinstance(code, Refused | NoProduceCode):
        tally.refusals[code.refusal] += 1


def flips() -> tuple[int, list[bytes]]:
    """Return how many neighbours of twenty sealed links were tried, and those that verified."""
    tried, verified = 0, []
    for link in sealed_links():
        for content in mutants(link):
            tried += 1
            if is_verified(content):
                verified.append(content)
    return tried, verified


@click.command()
@click.option("--count", default=1_000_000, show_default=True, help="How many payloads.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same payloads.")
@click.option("--seconds", default=1200.0, show_default=True, help="Stop after so many seconds.")
@click.option("--flips/--no-flips", "with_flips", default=True, help="Also every neighbour of twenty sealed links.")
def main(count: int, seed: int, seconds: float, *, with_flips: bool) -> None:
    """Inspect payloads that strangers might print, and count what comes of them."""
    started = time.monotonic()
    tally = fuzz(count, seed, seconds)
    print(f"{tally.count:,} payloads from seed {seed} in {time.monotonic() - started:.0f} s")
    for name, counter in (("family", tally.families), ("refused", tally.refusals), ("seal", tally.seals),
                          ("headline", tally.headlines)):  # fmt: skip
        print(f"{name}: " + ", ".join(f"{key} {times:,}" for key, times in counter.most_common()))
    faults = tally.faults
    if with_flips:
        tried, verified = flips()
        print(f"{tried:,} neighbours of sealed links, {len(verified)} verified")
        faults = [*faults, *(f"verified: {content!r}" for content in verified)]
    print(f"{len(faults)} faults")
    for fault in faults[:20]:
        print(f"  {fault}")
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
