"""`python -m kiosk.processes.backlight`: give the display the brightness that the board set.

Run as root by kiosk-brightness.service, and by nobody else: it reads one number and writes to sysfs. A display without
a backlight that the kernel knows (any by HDMI) is left as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.sync.brightness import wanted

STATE = Path("/var/lib/kiosk")
LIGHTS = Path("/sys/class/backlight")


def put(percent: int, lights: Path) -> list[str]:
    """Give each display so many percent of its full light and return their names. Raises OSError, ValueError."""
    done = []
    for light in sorted(lights.glob("*")):
        most = int((light / "max_brightness").read_text("ascii"))
        (light / "brightness").write_text(f"{max(1, round(most * percent / 100))}\n", "ascii")
        done.append(light.name)
    return done


def main(state: Path = STATE, lights: Path = LIGHTS) -> int:
    """Do it once and say so; 1 where it could not be done."""
    percent = wanted(state)
    if percent is None:
        print("no brightness from 10 to 100 is set: the display stays as it is", file=sys.stderr)  # noqa: T201
        return 0
    try:
        done = put(percent, lights)
    except (OSError, ValueError) as fault:
        print(f"the display's brightness cannot be set: {fault}", file=sys.stderr)  # noqa: T201
        return 1
    print(f"{percent} %: {', '.join(done) or 'no display here has a light that can be set'}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
