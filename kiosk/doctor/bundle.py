"""A support file: what the operator asks for when a unit cannot be understood from afar. No secret, nothing of people.

Only what is named here goes into it: rows of the doctor, settings of a list, names and sizes of files, and
logs that are scrubbed. Neither the journal's rows, nor keys, nor the certificate, nor what anybody scanned.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.doctor.examine import PARTS, Part, examine
from kiosk.doctor.row import as_table
from kiosk.doctor.scrub import scrubbed
from kiosk.doctor.subject import Subject
from kiosk.doctor.units import UNITS
from kiosk.errors import StoreError
from kiosk.sync.hardware import this_hardware

MAX_BYTES = 1_000_000
"""What a bundle never reaches: seven texts of at most LONGEST, whatever they hold."""
LONGEST = 130_000
SHOWN_SECTIONS = ("unit", "camera", "screen", "offline", "clock", "panel", "places")
SHOWN_OF_CENTRE = ("url",)
"""Of [central] nothing else: its other settings are the service's own, and some are secret."""
_LOG = ("journalctl", "--no-pager", "-o", "short", "-n", "1500")
_KERNEL = ("journalctl", "--no-pager", "-o", "short", "-k", "-p", "warning", "-n", "300")
MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class Text:
    """One file of a bundle, and what it is."""

    name: str
    says: str
    content: str

    @property
    def written(self) -> bytes:
        """The end of the content, as it is written."""
        return self.content.encode("utf-8", "replace")[-LONGEST:]


def bundled(subject: Subject, parts: Sequence[Part] = PARTS) -> tuple[Text, ...]:
    """Return the files of a bundle of this unit, the first of which lists them all; `parts` are examined."""
    rows = list(examine(subject, parts))
    texts = (
        Text("doctor.txt", "the checks, as a table", _lines(list(as_table(rows)))),
        Text("doctor.jsonl", "the checks, an object a line", _lines([row.as_json() for row in rows])),
        Text("settings.txt", "the settings, without those of the central service", _settings(subject)),
        Text("machine.json", "hardware, memory, system and release", _machine(subject)),
        Text("files.txt", "names and sizes of the files in the state folder", _files(subject.places.state)),
        Text("log.txt", "the last lines of the kiosk's services, scrubbed", _log(subject, (*_LOG, *_units()))),
        Text("kernel.txt", "the last warnings of the kernel, scrubbed", _log(subject, _KERNEL)),
    )
    contents = [f"{text.name}: {text.says}" for text in texts]
    return (Text("contents.txt", "this list", _lines(contents)), *texts)


def write_bundle(path: Path, texts: Sequence[Text]) -> int:
    """Write `texts` as a tar.gz at `path`, for its owner alone; return its size in bytes.

    Raises StoreError DOC-01 where it cannot be written, or stands there already.
    """
    packed = gzip.compress(_tar(texts))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as fault:
        raise _unwritten(path, fault) from fault
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(packed)
    except OSError as fault:
        with suppress(OSError):
            path.unlink()
        raise _unwritten(path, fault) from fault
    return len(packed)


def _tar(texts: Sequence[Text]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for text in texts:
            member = tarfile.TarInfo(f"kiosk-support/{text.name}")
            member.size = len(text.written)
            tar.addfile(member, io.BytesIO(text.written))
    return made.getvalue()


def _settings(subject: Subject) -> str:
    lines = []
    for section, values in subject.settings.model_dump(mode="json").items():
        shown = SHOWN_OF_CENTRE if section == "central" else tuple(values) if section in SHOWN_SECTIONS else ()
        lines += [f"{section}.{name} = {scrubbed(str(values[name]))}" for name in shown]
    return _lines(lines)


def _machine(subject: Subject) -> str:
    return this_hardware(subject.root).model_dump_json(indent=1)


def _files(state: Path) -> str:
    paths = sorted(path for path in state.rglob("*") if path.is_file() and not path.is_symlink())
    return _lines([f"{path.stat().st_size:>12}  {path.relative_to(state)}" for path in paths[:MOST_FILES]])


def _log(subject: Subject, command: Sequence[str]) -> str:
    said = subject.told(command)
    return "the system tells none\n" if said is None else scrubbed(said)


def _units() -> tuple[str, ...]:
    return tuple(word for unit in UNITS for word in ("-u", unit))


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _unwritten(path: Path, fault: OSError) -> StoreError:
    return StoreError(
        "DOC-01", f"the support file {str(path)!r} cannot be written: {fault.strerror}.", "Name another file."
    )
