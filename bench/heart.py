"""How long the pure heart takes: payload → code → seal → verdict, on the story labels; and `kiosk check -` as a stream.

`python -m bench.heart` prints one line a figure. `measure()` gives the same as values.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.decode import Figure
from kiosk.central.lookups.records import CentralRecords, sample_database
from kiosk.codes.classify import classify
from kiosk.codes.code import Code
from kiosk.codes.identity import identify
from kiosk.codes.payload import Payload
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.trust.lists import Lists
from kiosk.trust.read import lists_from_json
from kiosk.trust.seal import Seal, SealState, check_seal
from kiosk.verdicts.gather import Place, gather
from kiosk.verdicts.rules import judge
from kiosk.verdicts.verdict import Verdict

SAMPLE = Path(__file__).parents[1] / "assets" / "sample"
AT = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
NOW = Moment(AT, is_trusted=True, floor=AT)
MARKET = "minh-khai"
ROUNDS = 200
LINES = 10_000


def median_us(work: Callable[[], object]) -> float:
    """Return the median time of `work` in microseconds, after a tenth of the rounds to warm up."""
    times = []
    for turn in range(ROUNDS + ROUNDS // 10):
        begun = time.perf_counter_ns()
        work()
        if turn >= ROUNDS // 10:
            times.append((time.perf_counter_ns() - begun) / 1000)
    return statistics.median(times)


def labels() -> list[Payload]:
    """Return the payloads of the story labels."""
    rows = json.loads((SAMPLE / "labels.json").read_text("utf-8"))
    return [Payload(row["payload"].encode(), row["symbology"]) for row in rows]


def read_lists() -> Lists:
    """Return the samples' lists, confirmed now."""
    return replace(lists_from_json((SAMPLE / "lists.json").read_text("utf-8"), "lists.json"), confirmed_at=AT)


def stages(payloads: Sequence[Payload], lists: Lists) -> Iterator[Figure]:
    """Yield the median over labels of the median time of each stage."""
    hosts, schemes = lists.trust.hosts, lists.schemes
    codes = [classify(payload, hosts, schemes) for payload in payloads]
    seals = [check_seal(code, lists.trust) for code in codes]
    sealed = [code for code, seal in zip(codes, seals, strict=True) if seal.state is SealState.VALID]
    with sample_database(SAMPLE).connect() as connection:
        records = CentralRecords(connection, lambda: AT, MARKET)
        findings = [records.find(identify(code)) for code in codes]
    yield of_all("payload → code", 30, (partial(classify, p, hosts, schemes) for p in payloads))
    bare = bare_verification_us()
    yield Figure("bare Ed25519 verification: median", bare, "µs")
    checked = of_all("seal, where there is a valid one", 200, (partial(check_seal, c, lists.trust) for c in sealed))
    yield checked
    yield Figure("seal against the bare verification", checked.value / bare, "×")
    inputs = zip(codes, seals, findings, strict=True)
    yield of_all("verdict", 50, (partial(verdict, c, s, f, lists) for c, s, f in inputs))


def verdict(code: Code, seal: Seal, finding: Finding, lists: Lists) -> Verdict:
    """Return what is said of one label: the facts and the rules, nothing before them."""
    return judge(gather(code, seal, finding, lists, Place(MARKET), NOW))


def of_all(name: str, limit_us: float, works: Iterable[Callable[[], object]]) -> Figure:
    """Return the median over `works` of the median of each."""
    return Figure(f"{name}: median", statistics.median(median_us(work) for work in works), "µs", limit_us)


def bare_verification_us() -> float:
    """Return what one signature costs with cryptography alone."""
    private = Ed25519PrivateKey.generate()
    message = b"m" * 80
    signature, public = private.sign(message), private.public_key()
    return median_us(lambda: public.verify(signature, message))


def stream(payloads: Sequence[Payload]) -> Iterator[Figure]:
    """Yield how many lines a second `kiosk check - --json` answers, its start taken off."""
    rows = [json.dumps({"payload": p.content.decode(), "symbology": p.symbology}) for p in payloads]
    text = "".join(f"{rows[number % len(rows)]}\n" for number in range(LINES))
    start_s, whole_s = _timed(rows[0] + "\n"), _timed(text)
    yield Figure("kiosk check -, lines a second (2,000 at least)", LINES / (whole_s - start_s), "a second")


def _timed(text: str) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "kiosk", "check", "-", "--json"]
    subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def measure() -> Iterator[Figure]:
    """Yield every figure."""
    payloads = labels()
    yield from stages(payloads, read_lists())
    yield from stream(payloads)


if __name__ == "__main__":
    for figure in measure():
        print(figure)
