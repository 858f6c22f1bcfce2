"""What only a unit's own hardware can show: looked at where the machine can, else asked of who stands before it.

The list is that of docs/technician.md. A record is a file of JSON lines, which each run adds to: the run itself
(`Run`), then its rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.doctor.camera import camera_rows
from kiosk.doctor.fittings import fitting_rows
from kiosk.doctor.mounts import mounts, root_row
from kiosk.doctor.power import power_rows
from kiosk.doctor.row import NOT_HERE, Row, absent, failed, ok
from kiosk.doctor.stores import store_rows
from kiosk.doctor.subject import Subject, text_of
from kiosk.doctor.timekeeping import time_rows
from kiosk.errors import KioskError, StoreError
from kiosk.journal.store import JournalReader

LONGEST_RECORD = 1_000_000
SENDS = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))"
DENIED = ("systemd-run", "--quiet", "--pipe", "--wait", "-p", "IPAddressDeny=any", "python3", "-c")
TRIED = f"try:\n {SENDS}\n print('sent')\nexcept PermissionError:\n print('refused')"
"""A program that may reach no address tries this machine's own: where the kernel denies it, nothing was sent."""

Asks = Callable[[str], bool | None]
"""Asks who stands before the unit; True as it should be, False not so, None nobody looked."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run on one machine: when (ISO 8601), the board's name, its start (boot id), rows of the journal then."""

    at: str
    board: str
    release: str
    boot: str
    rows: int


@dataclass(frozen=True, slots=True)
class Question:
    """What a person looks at; `without` is a file of sysfs without which there is nothing to look at."""

    name: str
    asked: str
    without: str = "proc/device-tree/model"
    is_panel: bool = False


QUESTIONS = (
    Question("quiet start", "Did the unit start with the splash alone: no text, no cursor?"),
    Question("display", "Is the picture upright, and does it stay on for ten minutes untouched?", "sys/class/drm"),
    Question("touch place", "Touch the four corners: does the kiosk answer where you touch?", "sys/class/drm"),
    Question("keyboard", "Plug in a keyboard that is not listed, type: does nothing happen?", "sys/bus/usb/devices"),
    Question("night", "After a night without power and network: does kiosk doctor clock trust the time?"),
    Question("update window", "After a night with the window: were Debian's updates there, and did it start anew?"),
    Question("lamps", "Read a good and a recalled label: green on the right, then red on the left?", is_panel=True),
    Question("buzzer", "Was it one short sound for the good label, three for the recalled one?", is_panel=True),
    Question("button", "Press the button: does the screen go on?", is_panel=True),
    Question("reading", "Hold a label at 10, 16 and 24 cm, still: is each read within a second?"),
)


def hardware_rows(subject: Subject, earlier: Run | None, asks: Asks) -> Iterator[Row]:
    """Give a row for each thing that no test machine shows; what cannot be shown here is absent, with the reason."""
    yield _board(subject)
    yield from (_quiet(subject), root_row(subject), _data(subject), _swap(subject), _memory(subject))
    yield from (_addresses(subject), _start(subject))
    yield from time_rows(subject)[1:]
    yield from power_rows(subject)
    yield from fitting_rows(subject)
    yield from camera_rows(subject)
    yield _power_cut(subject, earlier)
    yield from (_answered(subject, question, asks) for question in QUESTIONS)


def this_run(subject: Subject) -> Run:
    """Return what the record says of a run that begins now."""
    return Run(
        at=subject.clock.now().at.isoformat(timespec="seconds"),
        board=_model(subject) or "no Raspberry Pi",
        release=subject.release,
        boot=text_of(subject.root / "proc/sys/kernel/random/boot_id") or "",
        rows=_rows(subject),
    )


def last_run(record: Path) -> Run | None:
    """Return the last run of a record; None where the file is not there. Raises StoreError DOC-01 for another file."""
    try:
        if not record.exists():
            return None
        if record.stat().st_size > LONGEST_RECORD:
            raise ValueError("it is too large")
        lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
        return [Run(**line) for line in lines if "boot" in line][-1]
    except (OSError, ValueError, TypeError, IndexError) as fault:
        raise _unusable(record, fault) from fault


def add_run(record: Path, run: Run, rows: tuple[Row, ...]) -> None:
    """Add a run to the record. Raises StoreError DOC-01."""
    lines = (json.dumps(asdict(run), ensure_ascii=False), *(row.as_json() for row in rows))
    try:
        with record.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError as fault:
        raise _unusable(record, fault) from fault


def _unusable(record: Path, fault: Exception) -> StoreError:
    return StoreError("DOC-01", f"the record {str(record)!r} cannot be used: {fault}.", "Name another file.")


def _model(subject: Subject) -> str | None:
    return text_of(subject.root / "proc/device-tree/model")


def _board(subject: Subject) -> Row:
    model = _model(subject)
    return ok("board", model) if model else absent("board", f"{NOT_HERE}no Raspberry Pi")


def _quiet(subject: Subject) -> Row:
    name, words = "command line", (text_of(subject.root / "proc/cmdline") or "").split()
    if _model(subject) is None:
        return absent(name, f"{NOT_HERE}it is that of another machine")
    lacking = [word for word in ("quiet", "splash", "consoleblank=0") if word not in words]
    if lacking:
        return failed(name, f"lacks {' '.join(lacking)}", "Run make provision again, and start the unit anew.")
    return ok(name, "quiet, with the splash, never blanked")


def _data(subject: Subject) -> Row:
    name, place = "data partition", str(subject.places.state)
    if mounts(subject).get("/", "") != "overlay":
        return absent(name, f"{NOT_HERE}the root itself is written")
    if place in mounts(subject):
        return ok(name, f"{place} is on a disk of its own")
    return failed(name, f"{place} is in memory", "Its label is that of the inventory? Run make provision again.")


def _swap(subject: Subject) -> Row:
    told = text_of(subject.root / "proc/swaps")
    if told is None:
        return absent("swap", f"{NOT_HERE}this machine does not say it")
    lines = told.splitlines()[1:]
    return failed("swap", f"on: {lines[0].split()[0]}", "Run make provision again.") if lines else ok("swap", "off")


def _memory(subject: Subject) -> Row:
    """Return whether the kernel counts memory: a Raspberry Pi's firmware switches that off, and its limits with it."""
    name, told = "memory limits", text_of(subject.root / "sys/fs/cgroup/cgroup.controllers")
    if told is None:
        return absent(name, f"{NOT_HERE}no cgroup v2")
    if "memory" in told.split():
        return ok(name, "MemoryMax= holds: the kernel counts memory")
    return failed(name, "MemoryMax= does nothing: the kernel counts no memory", "Run make provision again, start anew.")


def _addresses(subject: Subject) -> Row:
    name, told = "addresses", (subject.told((*DENIED, TRIED)) or "").strip()
    if told == "refused":
        return ok(name, "IPAddressDeny= holds: a program that may reach nothing reaches nothing")
    if told == "sent":
        return failed(name, "IPAddressDeny= is not enforced", "The kernel must have cgroup v2 and BPF.")
    return absent(name, f"{NOT_HERE}systemd starts nothing here, or you are not root")


def _start(subject: Subject) -> Row:
    name = "start"
    told = subject.told(("systemctl", "show", "kiosk-screen.service", "-p", "ActiveEnterTimestampMonotonic")) or ""
    micros = told.strip().rpartition("=")[2]
    if not micros.isdigit() or int(micros) == 0:
        return absent(name, f"{NOT_HERE}no kiosk-screen.service was started by systemd")
    return ok(name, f"the screen was up {int(micros) / 1e6:.1f} s after the kernel began")


def _rows(subject: Subject) -> int:
    with suppress(KioskError), closing(JournalReader(subject.journal)) as reader:
        return reader.end().sequence
    return 0


def _power_cut(subject: Subject, earlier: Run | None) -> Row:
    name, now = "power cut", this_run(subject)
    if earlier is None or earlier.boot == now.boot or earlier.board != now.board:
        return absent(name, f"{NOT_HERE}pull the plug while labels are read, then run this again with the same file")
    journal = next((row for row in store_rows(subject) if row.name == "journal"), None)
    if journal is None or journal.state != "ok":
        return failed(name, journal.finding if journal else "no journal", "Keep the state folder; see JRN-04, JRN-08.")
    if now.rows < earlier.rows:
        return failed(name, f"rows before: {earlier.rows}, now: {now.rows}", "Keep the state folder; see JRN-08.")
    return ok(name, f"rows before: {earlier.rows}, now: {now.rows}, the chain is whole")


def _answered(subject: Subject, question: Question, asks: Asks) -> Row:
    if question.is_panel and subject.settings.panel.factory == "none":
        return absent(question.name, f"{NOT_HERE}this unit is set up without a front panel")
    if not (subject.root / question.without).exists():
        return absent(question.name, f"{NOT_HERE}no {'/' + question.without}: there is nothing to look at")
    answer = asks(question.asked)
    if answer is None:
        return absent(question.name, f"{NOT_HERE}nobody looked. {question.asked}")
    said = f"{question.asked} {'yes' if answer else 'no'}"
    return ok(question.name, said) if answer else failed(question.name, said, "See docs/technician.md.")
