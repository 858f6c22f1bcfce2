"""Whether a release reads a label: a true picture through its camera's part, a verdict painted by its screen's.

The release is asked by its commands alone, whose names are fixed, and by the one before: one that
is broken cannot vouch for itself. It works in a folder of its own, and touches nothing of this unit.
"""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kiosk.errors import StoreError

PICTURE = "sample/hand/genuine.jpg"
"""Below the assets: a label held before the camera."""
GTIN, SERIAL = "09521234543213", "FKN0QFV8"
"""What stands in its code."""
WITHIN_S = 60.0
"""On a slow unit, with the parts of the kiosk at work beside it."""
LOOK_EVERY_S = 0.5
_ANSWER_S = 10.0


def reads_a_label(program: Path, picture: Path, within_s: float = WITHIN_S) -> str:
    """Return why the release that `program` starts shows no verdict on the label in `picture`; "" where it does.

    Raises StoreError UPD-06 where this unit cannot even try.
    """
    with ExitStack() as stack:
        try:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="health-", ignore_cleanup_errors=True))
            )
            (folder / "state").mkdir()
            (folder / "run").mkdir(mode=0o700)
        except OSError as fault:
            raise StoreError(
                "UPD-06", f"the release cannot be judged: {fault.strerror}.", "It is tried again another day."
            ) from fault
        environment = _its_own(folder)
        parts = {
            "screen": stack.enter_context(_started(program, ("screen", "--headless"), environment)),
            "camera": stack.enter_context(_started(program, ("camera", "--source", str(picture)), environment)),
        }
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            for name, part in parts.items():
                if part is None or part.poll() is not None:
                    return f"its part {name} ends at once"
            if any(map(_is_painted, _rows(program, environment))):
                return ""
            time.sleep(LOOK_EVERY_S)
    return f"it shows no verdict on a label within {within_s:.0f} s"


def _is_painted(row: Mapping[str, str]) -> bool:
    """Return whether a row of the journal is about the label; it is written once the verdict is painted."""
    return (row.get("gtin"), row.get("serial")) == (GTIN, SERIAL) and bool(row.get("level"))


def _rows(program: Path, environment: Mapping[str, str]) -> Sequence[Mapping[str, str]]:
    try:
        said = subprocess.run(
            [program, "journal", "--csv"],
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_ANSWER_S,
        )
        return list(csv.DictReader(io.StringIO(said.stdout))) if said.returncode == 0 else []
    except (OSError, subprocess.TimeoutExpired, csv.Error):
        return []


@contextmanager
def _started(
    program: Path, part: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes] | None]:
    """Start a part, and end it with all that it started; None where it cannot be started."""
    try:
        process = subprocess.Popen(
            [program, "part", *part], env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
    except OSError:
        yield None
        return
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _its_own(folder: Path) -> dict[str, str]:
    """Return an environment in which the parts find each other in `folder`, and nothing of this unit."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KIOSK_", "NOTIFY_", "WATCHDOG_"))
    }
    return {
        **kept,
        "KIOSK_PLACES__STATE": str(folder / "state"),
        "KIOSK_PLACES__RUNTIME": str(folder / "run"),
        "KIOSK_CAMERA__LOOP": "true",
        "KIOSK_CAMERA__SPEED": "1",
        "KIOSK_PANEL__FACTORY": "none",
        "QT_QUICK_BACKEND": "software",
    }
