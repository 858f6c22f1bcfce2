"""What machine this is, in a few words: nothing about people, nothing that was set."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from kiosk.messages.enrolment import Hardware

LONGEST = 80


def this_hardware(root: Path = Path("/")) -> Hardware:
    """Return what the machine says of itself; "" and None where it says nothing."""
    tree = root / "proc/device-tree"
    memory = re.search(r"^MemTotal:\s+(\d+) kB", _text(root / "proc/meminfo"), re.MULTILINE)
    system = re.search(r'^PRETTY_NAME="?([^"\n]*)', _text(root / "etc/os-release"), re.MULTILINE)
    return Hardware(
        machine=_short(_text(tree / "model") or _text(root / "sys/class/dmi/id/product_name")),
        serial=_short(_text(tree / "serial-number")),
        memory_mb=int(memory[1]) // 1024 if memory else None,
        system=_short(system[1] if system else ""),
        release=version("kiosk"),
    )


def _text(path: Path) -> str:
    try:
        return path.read_bytes()[:100_000].decode("utf-8", "replace").strip("\0\n ")
    except OSError:
        return ""


def _short(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST]
