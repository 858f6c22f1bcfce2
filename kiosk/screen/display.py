"""Whether there is a display that answers: asked before Qt, which aborts the process where there is none."""

from __future__ import annotations

import importlib.util
import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NOT_NAMED = "neither WAYLAND_DISPLAY nor DISPLAY is set"
X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where X servers listen, whoever made it
X_PORT = 6000
ANSWER_WITHIN_S = 1.0

_TOLD = "QT_QPA_PLATFORM"
_NOWHERE = frozenset({"offscreen", "minimal", "minimalegl"})
_PLUGINS = {"wayland": "libqwayland*.so", "xcb": "libqxcb.so"}
_X = re.compile(r"(?:(?P<kind>unix|tcp)/)?(?P<host>[^/]*):(?P<number>\d{1,4})(?:\.\d+)?")
_LOAD = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"


def paints_nowhere(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether Qt was told to paint into memory only: nobody sees it, and nothing is needed for it."""
    return bool(_platforms(environ) & _NOWHERE)


def display_fault(environ: Mapping[str, str] = os.environ, x_sockets: Path = X_SOCKETS) -> str | None:
    """Return why nobody would see a window, to follow "there is no display: "; None where it can be shown.

    NOT_NAMED where no display was named at all. Else a compositor or an X server must take a
    connection, and Qt's plugin for it must load. Another platform that Qt was told is believed.
    """
    told = _platforms(environ)
    if told & _NOWHERE:
        return f"{_TOLD}={environ[_TOLD]} shows nothing"
    if told and not told & set(_PLUGINS):
        return None
    faults: list[str] = []
    for platform, variable in (("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")):
        name = environ.get(variable)
        if not name or (told and platform not in told):
            continue
        answers = _wayland_answers(name, environ) if platform == "wayland" else _x_answers(name, x_sockets)
        fault = _plugin_fault(platform) if answers else f"{variable}={name} does not answer"
        if fault is None:
            return None
        faults.append(fault)
    return ", and ".join(faults) or NOT_NAMED


def _platforms(environ: Mapping[str, str]) -> set[str]:
    """Return the platforms that Qt was told, without their options: "wayland-egl;xcb:x=1" is wayland and xcb."""
    names = environ.get(_TOLD, "").split(";")
    return {name.partition(":")[0].removesuffix("-egl") for name in names if name}


def _wayland_answers(name: str, environ: Mapping[str, str]) -> bool:
    return _takes(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))


def _x_answers(name: str, sockets: Path) -> bool:
    """Whether the server that X(7) says `name` means takes a connection."""
    found = _X.fullmatch(name)
    if found is None:
        return name.startswith("/") and _takes(name)
    number = int(found["number"])
    if found["kind"] == "tcp" or found["host"] not in ("", "unix"):
        return _port_takes(found["host"] or "localhost", X_PORT + number)
    path = str(sockets / f"X{number}")
    return _takes(path) or _takes(f"\0{path}")


def _takes(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.settimeout(ANSWER_WITHIN_S)
        try:
            wire.connect(address)
        except (OSError, ValueError):
            return False
    return True


def _port_takes(host: str, port: int) -> bool:
    try:
        socket.create_connection((host.strip("[]"), port), ANSWER_WITHIN_S).close()
    except (OSError, ValueError):
        return False
    return True


def _plugin_fault(platform: str) -> str | None:
    """Return what the loader says where Qt's plugin lacks a library of the system; None where it loads.

    A process of its own tries it, so that this one carries no Qt that it may never need.
    """
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        return None  # whoever imports it says what is missing
    folder = Path(found.origin).parent / "Qt" / "plugins" / "platforms"
    for plugin in sorted(folder.glob(_PLUGINS[platform])):
        tried = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LOAD, str(plugin)], capture_output=True, text=True, check=False
        )
        if tried.returncode != 0:
            said = (tried.stderr.splitlines() or ["it crashed"])[-1].removeprefix("OSError: ")
            return f"Qt's plugin {platform} does not load ({said})"
    return None
