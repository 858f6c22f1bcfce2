"""A real SoftHSM2 token in a folder of the tests' own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PIN, LABEL = "271828", "kiosk-test"
MODULES = (Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"))


def module() -> Path | None:
    """Return SoftHSM2's library, or None where it is not installed."""
    return next((path for path in MODULES if path.exists()), None)


def make_token(folder: Path, label: str = LABEL, pin: str = PIN) -> None:
    """Make a token in `folder`, which becomes SoftHSM2's for this process before its library is loaded."""
    (folder / "tokens").mkdir(exist_ok=True)
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    named = ("--label", label, "--pin", pin, "--so-pin", "314159")
    subprocess.run(("softhsm2-util", "--init-token", "--free", *named), check=True, capture_output=True)
