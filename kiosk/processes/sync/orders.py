"""How this unit does what is ordered of it: by words to the screen, and by its own doctor. There is no other way in."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from kiosk.messages.local import BeginAnew, Message, PictureTaken, PictureWanted
from kiosk.messages.orders import MAX_BUNDLE_BYTES, MAX_FINDINGS, Finding, OrderKind, OrderResult, Outcome, Why
from kiosk.sync.orders import Doer, Plain, not_done

LOOK_EVERY_S = 0.5
SAY_EVERY_S = 1.0
"""What is said before the line to the screen stands, after either has started, is dropped: so it is said again."""
ANEW_WITHIN_S = 120.0
"""The screen ends when nobody is served, within a minute; then it starts."""
PICTURE_WITHIN_S = 10.0
DOCTOR_WITHIN_S = 180.0
FROM_HERE = ("--without", "camera", "--without", "fittings")
"""What can be seen from here: camera, screen and panel are other parts' devices."""
DOCTOR = ("doctor", "--json", *FROM_HERE)
MAX_TOLD_BYTES = 100_000
_TEXT = 400
_NAME = 80

_log = logging.getLogger(__name__)


class Orders:
    """Does orders. `send` reaches the screen, `screen_starts` says how often it was started.

    `may_picture` says whether the settings allow a picture of the screen.
    """

    def __init__(
        self, send: Callable[[Message], None], screen_starts: Callable[[], int], may_picture: Callable[[], bool]
    ) -> None:
        self._send = send
        self._waiting: asyncio.Future[PictureTaken] | None = None
        self.doers: Mapping[OrderKind, Doer] = {
            OrderKind.RESTART: Restart(send, screen_starts),
            OrderKind.EXAMINE: Plain(examined),
            OrderKind.BUNDLE: Plain(bundled),
            OrderKind.PICTURE: Plain(self._pictured, may_picture),
        }

    def hear(self, taken: PictureTaken) -> None:
        """Take the picture that the screen gives; one that nobody waits for is dropped."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(taken)

    async def _pictured(self) -> OrderResult:
        self._waiting = waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(PICTURE_WITHIN_S):
                while not waiting.done():
                    self._send(PictureWanted())
                    await asyncio.wait({waiting}, timeout=SAY_EVERY_S)
                taken = waiting.result()
        except TimeoutError:
            return not_done(Outcome.FAILED, Why.SCREEN_SILENT)
        finally:
            self._waiting = None
        if not taken.picture:
            return not_done(Outcome.FAILED, Why.TOO_LARGE)
        return OrderResult(outcome=Outcome.DONE, picture=taken.picture)


class Restart:
    """Begins anew: done when the screen has started once more. This process ends on the way."""

    def __init__(
        self, send: Callable[[Message], None], screen_starts: Callable[[], int], within_s: float = ANEW_WITHIN_S
    ) -> None:
        self._send = send
        self._screen_starts = screen_starts
        self._within_s = within_s

    def mark(self) -> int:
        """Return how often the screen was started before."""
        return self._screen_starts()

    async def do(self, mark: int) -> OrderResult:
        """Ask the screen to begin anew when nobody is served: it tells the others."""
        asking = asyncio.create_task(self._ask(mark))
        try:
            return await self.go_on(mark)
        finally:
            asking.cancel()

    async def _ask(self, mark: int) -> None:
        while self._screen_starts() <= mark:
            self._send(BeginAnew())
            await asyncio.sleep(SAY_EVERY_S)

    async def go_on(self, mark: int) -> OrderResult:
        """Wait for the screen to have started."""
        try:
            async with asyncio.timeout(self._within_s):
                while self._screen_starts() <= mark:  # noqa: ASYNC110 - another process counts them, in a file
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            return not_done(Outcome.FAILED, Why.SCREEN_SILENT)
        return OrderResult(outcome=Outcome.DONE)


async def examined() -> OrderResult:
    """Return what `kiosk doctor` says of what can be seen from here; failed where it does not end, or says nothing."""
    found = tuple(_understood((await _told(DOCTOR)).decode("utf-8", "replace").splitlines()))[:MAX_FINDINGS]
    return OrderResult(outcome=Outcome.DONE, findings=found) if found else not_done(Outcome.FAILED, Why.BROKEN)


async def bundled() -> OrderResult:
    """Return the support file that `kiosk doctor bundle` writes here; failed where it does not end, or is too large."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "support.tar.gz")
        await _told(("doctor", "bundle", str(path), *FROM_HERE))
        try:
            written = await asyncio.to_thread(_read, path)
        except OSError:
            return not_done(Outcome.FAILED, Why.BROKEN)
    if len(written) > MAX_BUNDLE_BYTES:
        return not_done(Outcome.FAILED, Why.TOO_LARGE)
    return OrderResult(outcome=Outcome.DONE, bundle=written)


def _read(path: Path) -> bytes:
    """Return the file, and no more than shows that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BUNDLE_BYTES + 1)


async def _told(asked: Sequence[str]) -> bytes:
    """Return what the doctor prints: in a process of its own, which is killed where it does not end."""
    supervised = ("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC")
    environment = {name: value for name, value in os.environ.items() if name not in supervised}
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    command = (sys.executable, "-m", "kiosk", *asked)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=nothing, stdout=pipe, stderr=nothing, env=environment
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(DOCTOR_WITHIN_S):
            said = await process.stdout.read(-1)
            await process.wait()
    except TimeoutError:
        _log.warning("kiosk doctor did not end within %.0f s", DOCTOR_WITHIN_S)
        return b""
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return said[:MAX_TOLD_BYTES]


def _understood(lines: Iterable[str]) -> Iterator[Finding]:
    for line in lines:
        with suppress(ValueError, ValidationError, KeyError, TypeError):
            row = json.loads(line)
            texts = {name: str(row[name])[:_TEXT] for name in ("finding", "remedy")}
            yield Finding(name=str(row["name"])[:_NAME], state=row["state"], **texts)
