"""`make faults`: the central service killed in the middle of 200 uploads of journals, again and again.

A real server process on a real PostgreSQL that keeps its promises (fsync on). Each round sends 200 uploads
at once, kills the server with SIGKILL at a random moment, starts it anew, and counts: every row whose
upload was acknowledged must stand, once; the same uploads sent again must all be acknowledged, and
each row stand once. `python -m bench.faults [ROUNDS]` writes docs/faults.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, text

from bench import postgres
from bench.heart import AT, SAMPLE
from bench.journals import uploads
from bench.serving import serving
from kiosk.central.database import open_database
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.registry.load import load_registry
from kiosk.messages.journal import JournalReceipt, JournalUpload
from kiosk.moment import HANOI
from kiosk.processes.demo import own_port
from kiosk.sync.signing import RequestSigner

REPORT = Path(__file__).parents[1] / "docs" / "faults.md"
UPLOADS = 200
ROWS_EACH = 5
UNITS = 20
ROUNDS = 20
JITTER_S = 0.03
"""The kill comes up to this long after an answer that was chosen by chance: amid what the server does then."""
DURABLE = {"fsync": "on", "synchronous_commit": "on", "max_connections": "50"}


@dataclass(frozen=True, slots=True)
class Round:
    """What one round showed."""

    killed_after: int
    """How many answers had come when the kill was sent."""
    acknowledged_uploads: int
    missing: int
    """Acknowledged rows that do not stand after the restart. Must be 0."""
    double: int
    """Rows that stand more than once, at the end of the round. Must be 0."""
    unconfirmed: int
    """Rows that were not confirmed when they were sent again. Must be 0."""

    @property
    def is_kept(self) -> bool:
        """Whether what was promised was kept."""
        return not (self.missing or self.double or self.unconfirmed)


@dataclass(frozen=True, slots=True)
class _Request:
    upload: JournalUpload
    raw: bytes


@dataclass(frozen=True, slots=True)
class _Kill:
    after_answers: int
    then_s: float


NEVER = _Kill(UPLOADS + 1, 0)


def rounds(count: int, seed: int) -> Iterator[Round]:
    """Yield the results of `count` rounds on one database; `seed` decides the moments."""
    chance = random.Random(seed)
    with own_port() as port, postgres.running(DURABLE) as server:
        server.migrated_template()
        server.execute("CREATE DATABASE central TEMPLATE template_migrated")
        url = server.url("central")
        keys = _pair(url)
        for number in range(count):
            requests = list(_requests(keys, number, port))
            yield _round(url, port, requests, _Kill(chance.randrange(UPLOADS), chance.uniform(0, JITTER_S)))


def _pair(url: str) -> list[tuple[str, Ed25519PrivateKey]]:
    """Store the sample registry and the kiosks; return their names and keys."""
    keys = [(f"kiosk-{number}", Ed25519PrivateKey.generate()) for number in range(UNITS)]
    engine = open_database(url)
    with engine.begin() as connection:
        load_registry(connection, SAMPLE)
        market = connection.execute(text("SELECT min(id) FROM markets")).scalar_one()
        connection.execute(insert(kiosks), [_kiosk(name, key, market) for name, key in keys])
    engine.dispose()
    return keys


def _kiosk(name: str, key: Ed25519PrivateKey, market_id: str) -> dict[str, object]:
    public = urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {
        "id": name,
        "name": name,
        "market_id": market_id,
        "area": "",
        "position": "",
        "public_key": public,
        "hardware": {},
        "certificate": "",
        "expires_at": AT + timedelta(days=60),
        "denied_because": "",
        "paired_at": AT,
    }


def _requests(keys: Sequence[tuple[str, Ed25519PrivateKey]], number: int, port: int) -> Iterator[_Request]:
    """Yield the uploads of one round, each signed by its unit."""
    for unit, (name, key) in enumerate(keys):
        signer = RequestSigner(name, key)
        for upload in uploads(UPLOADS // UNITS, ROWS_EACH, unit=number * UNITS + unit):
            body = upload.model_dump_json().encode()
            host = f"127.0.0.1:{port}"
            signed = signer.sign("POST", f"http://{host}/v1/journal", {"host": host}, body, AT)
            fields = {"host": host, "content-type": "application/json", "content-length": str(len(body)), **signed}
            head = "".join(f"{field}: {value}\r\n" for field, value in fields.items())
            yield _Request(upload, f"POST /v1/journal HTTP/1.1\r\n{head}connection: close\r\n\r\n".encode() + body)


def _round(url: str, port: int, requests: Sequence[_Request], kill: _Kill) -> Round:
    with serving(url, port) as process:
        receipts = asyncio.run(_all_at_once(port, requests, process, kill))
    acknowledged = {row for receipt in receipts if receipt is not None for row in receipt.confirmed}
    with serving(url, port):
        missing = len(acknowledged - _standing(url, requests).keys())
        again = asyncio.run(_all_at_once(port, requests))
    confirmed = {row for receipt in again if receipt is not None for row in receipt.confirmed}
    sent = {row.id for request in requests for row in request.upload.rows}
    double = sum(times != 1 for times in _standing(url, requests).values())
    return Round(
        kill.after_answers, sum(receipt is not None for receipt in receipts), missing, double, len(sent - confirmed)
    )


async def _all_at_once(
    port: int, requests: Sequence[_Request], process: subprocess.Popen[bytes] | None = None, kill: _Kill = NEVER
) -> list[JournalReceipt | None]:
    """Send all requests at once and kill `process` as `kill` says; return each receipt, None where none came."""
    sending = [asyncio.ensure_future(_send(port, request)) for request in requests]
    if process is not None:
        waiting = set(sending)
        while len(sending) - len(waiting) < kill.after_answers:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(kill.then_s)
        os.kill(process.pid, signal.SIGKILL)
    return await asyncio.gather(*sending)


async def _send(port: int, request: _Request) -> JournalReceipt | None:
    """Return the receipt that the whole answer holds; None for anything less."""
    try:
        async with asyncio.timeout(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request.raw)
                await writer.drain()
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return None
    if not head.startswith(b"HTTP/1.1 200"):
        return None
    try:
        return JournalReceipt.model_validate_json(body)
    except ValueError:
        return None  # it was cut off


def _standing(url: str, requests: Sequence[_Request]) -> dict[str, int]:
    """Return which of the rows of `requests` stand, and how often."""
    ids = [row.id for request in requests for row in request.upload.rows]
    engine = open_database(url)
    with engine.connect() as connection:
        query = text("SELECT id, count(*) AS times FROM journal WHERE id = ANY(:ids) GROUP BY id")
        found = {row.id: row.times for row in connection.execute(query, {"ids": ids})}
    engine.dispose()
    return found


HEAD = """# Faults
What was broken on purpose, and what stood after. Written by `make faults`.

## The server killed amid 200 uploads
{count} rounds on {when}: a real server process over PostgreSQL with fsync on, {uploads} signed uploads of {rows}
journal rows sent at once, `kill -9` of the server at a random moment, a restart, and the same uploads again.
An upload counts as acknowledged when its whole answer came.

| killed after | acknowledged in all | acknowledged rows missing | rows standing twice | refused when sent again |
|---:|---:|---:|---:|---:|
"""


def main(count: int) -> int:
    """Run the rounds, print them as they come, and write the report; 1 where a promise was broken."""
    begun = time.monotonic()
    lines, kept = [], True
    for one in rounds(count, seed=int(begun)):
        lines.append(
            f"| {one.killed_after} answers | {one.acknowledged_uploads} of {UPLOADS} | {one.missing}"
            f" | {one.double} | {one.unconfirmed} |"
        )
        print(lines[-1], flush=True)
        kept = kept and one.is_kept
    head = HEAD.format(count=count, when=f"{datetime.now(HANOI):%Y-%m-%d}", uploads=UPLOADS, rows=ROWS_EACH)
    REPORT.write_text(head + "\n".join(lines) + "\n", "utf-8")
    print(f"{'kept' if kept else 'BROKEN'}, in {time.monotonic() - begun:.0f} s; written: {REPORT}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
