"""Lint every QML file; any warning is a failure. `python -m tests.qmllint`, part of `make check`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

QML = Path(__file__).resolve().parent.parent / "kiosk" / "screen" / "qml"


def main() -> int:
    """Return qmllint's exit status over all files, with imports found in the QML folder."""
    files = sorted(str(path) for path in QML.rglob("*.qml"))
    if not files:
        return 1
    lint = Path(sys.executable).parent / "pyside6-qmllint"
    return subprocess.run([str(lint), "-W", "0", "-I", str(QML.parent), *files], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
