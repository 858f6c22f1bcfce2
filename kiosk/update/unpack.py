"""Packages → one release: a folder with an environment of its own, that starts with nothing beside it.

A package is a wheel (PEP 427): a zip file whose content is what Python imports. No installer is needed for those
of the lock: none of them compiles or runs anything when it is put into place.
"""

from __future__ import annotations

import compileall
import os
import re
import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kiosk.durable import settle, write_whole
from kiosk.errors import StoreError
from kiosk.update.layout import COMPLETE, ENVIRONMENT, PROGRAM, WAY_BACK, Layout
from kiosk.update.steps import At, Step, on

_DATA = re.compile(r"[^/]+\.data/([^/]+)/(.+)")
"""What a wheel wants elsewhere: only what Python imports is taken."""
_IMPORTED = frozenset({"purelib", "platlib"})
_START = """#!{interpreter}
import sys
from kiosk.cli import main
sys.exit(main())
"""
_ENVIRONMENT = """home = {home}
include-system-site-packages = true
version = {version}
"""
"""The system's packages behind the release's own: picamera2 comes with Debian."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The system's Python that a release is for."""

    path: Path
    version: str
    """Such as 3.13."""


def this_interpreter() -> Interpreter:
    """Return the Python that runs this, without its environment."""
    return Interpreter(Path(os.path.realpath(sys.executable)), sysconfig.get_python_version())


def unpack(
    layout: Layout,
    version: str,
    wheels: Sequence[Path],
    python: Interpreter,
    at: At = on,
    root: Path = Path("/"),
    way_back: str | None = None,
) -> None:
    """Make the release `version` of `wheels`: whole on the disk on return. One that is whole is left as it is.

    `root` is where the system's root is now, for a system that is made below a folder of this one; `way_back` is the
    older release that units may go to from this one. Raises StoreError UPD-04 for a package that cannot be unpacked,
    OSError.
    """
    if layout.is_whole(version):
        return
    folder = layout.release(version)
    at(Step.CLEAR)
    shutil.rmtree(folder, ignore_errors=True)
    site = folder / ENVIRONMENT / "lib" / f"python{python.version}" / "site-packages"
    site.mkdir(parents=True)
    for wheel in wheels:
        at(Step.UNPACK)
        _unpack_wheel(wheel, site)
    seen = Path("/") / folder.relative_to(root)
    _write_environment(folder, site, python, seen)
    if way_back is not None:
        (folder / WAY_BACK).write_text(f"{way_back}\n", "ascii")
    at(Step.COMPILE)
    # Nobody may write here later, and each start would compile anew.
    compileall.compile_dir(site, quiet=2, stripdir=str(folder), prependdir=str(seen))
    at(Step.FLUSH)
    os.sync()
    at(Step.COMPLETE)
    write_whole(folder / COMPLETE, f"{version}\n".encode())
    settle(layout.releases)


def _unpack_wheel(wheel: Path, site: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as packed:
            for one in packed.infolist():
                if (name := _place(one.filename)) is not None and not one.is_dir():
                    _write(packed, one, site / name)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise StoreError(
            "UPD-04", f"the package {wheel.name!r} cannot be unpacked: {fault}.", "Tell the central service."
        ) from fault


def _place(name: str) -> PurePosixPath | None:
    """Return where a file of a wheel goes below site-packages; None where it is not needed. Raises ValueError."""
    if (elsewhere := _DATA.fullmatch(name)) is not None:
        kind, name = elsewhere.groups()
        if kind not in _IMPORTED:
            return None
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError(f"{name!r} leads out of the package")
    return path


def _write(packed: zipfile.ZipFile, one: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(one) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
    target.chmod(0o755 if one.external_attr >> 16 & 0o100 else 0o644)


def _write_environment(folder: Path, site: Path, python: Interpreter, seen: Path) -> None:
    """Write what makes Python and `kiosk` start; `seen` is where the release stands when it runs."""
    environment, program = folder / ENVIRONMENT, folder / PROGRAM
    program.parent.mkdir()
    (program.parent / "python3").symlink_to(python.path)
    (environment / "pyvenv.cfg").write_text(_ENVIRONMENT.format(home=python.path.parent, version=python.version))
    program.write_text(_START.format(interpreter=(seen / PROGRAM).with_name("python3")))
    program.chmod(0o755)
    for name in ("systemd", "assets"):
        (folder / name).symlink_to(site.relative_to(folder) / "kiosk" / f"_{name}")
