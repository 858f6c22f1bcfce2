"""What a unit does where its screen or camera failed again and again: see kiosk-outage@.service.

Run by the system's Python with nothing but the standard library: the kiosk's own program may be what is broken.
"""

from __future__ import annotations

import argparse
import enum
import fcntl
import gzip
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

REBOOTS = 3
"""So often a reboot is tried until a quarter of an hour went well (kiosk-steady.service)."""
COUNT_FILE = "var/lib/kiosk-outage/reboots"
PICTURE = Path(__file__).parent.parent / "assets" / "out-of-order.pgm.gz"
PAPER = 0xFF
PLAIN_WORDS = (
    "\033c\n\n   MAY TAM NGUNG HOAT DONG / OUT OF ORDER\n\n   Xin hoi ban quan ly cho / Please ask the market's board\n"
)
"""Where there is no framebuffer: letters that every console has."""
KDSETMODE, KD_GRAPHICS = 0x4B3A, 1  # linux/kd.h
VT_ACTIVATE = 0x5606  # linux/vt.h


class Step(enum.Enum):
    """What is done now."""

    REBOOT = "reboot"
    TRY_ON = "try_on"
    SHOW = "show"


@dataclass(frozen=True)
class Picture:
    """A grey picture by rows, one byte a pixel, 255 white."""

    width: int
    height: int
    pixels: bytes


def plan(part: str, reboots: int) -> Step:
    """Return the step after `reboots` that did not help. The camera's absence is told by the screen, which works."""
    if reboots < REBOOTS:
        return Step.REBOOT
    return Step.SHOW if part == "screen" else Step.TRY_ON


def read_count(file: Path) -> int:
    """Return how many reboots were counted. A count that is broken has reached the cap: no unit reboots for ever."""
    try:
        return int(file.read_text("ascii"))
    except FileNotFoundError:
        return 0
    except (OSError, ValueError):
        return REBOOTS


def is_lasting(root: Path, folder: Path) -> bool:
    """Return whether what is written to `folder` outlasts a reboot.

    Above a read-only root it does on the data partition alone, and that may be what is broken.
    """
    if not (root / ".ro/usr").is_dir():
        return True
    return folder.is_dir() and folder.stat().st_dev != root.stat().st_dev


def write_count(file: Path, count: int) -> None:
    """Keep the count through the reboot. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name("reboots.new")
    with fresh.open("w", encoding="ascii") as text:
        text.write(str(count))
        text.flush()
        os.fsync(text.fileno())
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_picture(path: Path) -> Picture:
    """Return a gzipped PGM (P5, no comments, one byte a pixel). Raises OSError, ValueError."""
    kind, size, depth, pixels = gzip.decompress(path.read_bytes()).split(b"\n", 3)
    width, height = map(int, size.split())
    if (kind, depth) != (b"P5", b"255") or len(pixels) != width * height:
        raise ValueError(f"{path} is no grey picture of {width}×{height}")
    return Picture(width, height, pixels)


def fitted(picture: Picture, width: int, height: int) -> list[bytes]:
    """Return `height` rows of `width` grey bytes: the picture as large as it fits, in the middle, on paper."""
    scale = min(width / picture.width, height / picture.height)
    wide, high = max(1, int(picture.width * scale)), max(1, int(picture.height * scale))
    left, top = (width - wide) // 2, (height - high) // 2
    columns = [int(x / scale) for x in range(wide)]
    blank = bytes([PAPER]) * width
    rows = [blank] * height
    for y in range(high):
        start = int(y / scale) * picture.width
        row = picture.pixels[start : start + picture.width]
        rows[top + y] = blank[:left] + bytes(row[x] for x in columns) + blank[left + wide :]
    return rows


def paint(root: Path, picture: Picture) -> None:
    """Paint on the first framebuffer, of 16 or 32 bits a pixel. Raises OSError, ValueError where there is none."""
    about = root / "sys/class/graphics/fb0"
    width, height = map(int, (about / "virtual_size").read_text("ascii").split(","))
    bits = int((about / "bits_per_pixel").read_text("ascii"))
    stride = int((about / "stride").read_text("ascii"))
    if bits == 32:
        inks = [bytes((grey, grey, grey, 0xFF)) for grey in range(256)]
    elif bits == 16:
        inks = [(grey >> 3 << 11 | grey >> 2 << 5 | grey >> 3).to_bytes(2, "little") for grey in range(256)]
    else:
        raise ValueError(f"a framebuffer of {bits} bits a pixel")
    with (root / "dev/fb0").open("r+b", buffering=0) as screen:
        for y, row in enumerate(fitted(picture, width, height)):
            screen.seek(y * stride)
            screen.write(b"".join([inks[grey] for grey in row]))


def show(root: Path, picture: Path) -> None:
    """Say "out of order" on the first console: as a picture, else in plain letters. Raises OSError."""
    with (root / "dev/tty1").open("r+b", buffering=0) as console:
        with suppress(OSError):  # another console may not be left
            fcntl.ioctl(console, VT_ACTIVATE, 1)
        try:
            with suppress(OSError):  # the kernel's letters and cursor would be drawn over it
                fcntl.ioctl(console, KDSETMODE, KD_GRAPHICS)
            paint(root, read_picture(picture))
        except (OSError, ValueError) as fault:
            print(f"no picture can be shown: {fault}", file=sys.stderr)
            console.write(PLAIN_WORDS.encode("ascii"))


def systemctl(*words: str) -> None:
    """Ask systemd. Raises CalledProcessError, OSError."""
    subprocess.run(["systemctl", *words], check=True, timeout=30)


def has_failed(part: str) -> bool:
    """Return whether systemd has given a part up: one that ends badly while it is restarted is on its way again."""
    command = ["systemctl", "is-failed", "--quiet", f"kiosk-{part}.service"]
    return subprocess.run(command, check=False, timeout=30).returncode == 0


def reboot(root: Path, part: str, reboots: int) -> bool:
    """Count a reboot and ask for it; False where it cannot be counted, as it might then go on for ever."""
    count_file = root / COUNT_FILE
    try:
        if not is_lasting(root, count_file.parent):
            print("the reboots cannot be counted, so there is none: the data partition is away", file=sys.stderr)
            return False
        write_count(count_file, reboots + 1)
    except OSError as fault:
        print(f"the reboots cannot be counted, so there is none: {fault}", file=sys.stderr)
        return False
    print(f"part {part} failed again and again: reboot {reboots + 1} of {REBOOTS}", file=sys.stderr)
    systemctl("reboot", "--no-block")
    return True


def act(part: str, root: Path, picture: Path) -> None:
    """Do the next step for `part`. Raises OSError, SubprocessError."""
    count_file = root / COUNT_FILE
    step = plan(part, read_count(count_file))
    if step is Step.REBOOT:
        if reboot(root, part, read_count(count_file)):
            return
        step = plan(part, REBOOTS)
    if step is Step.TRY_ON:
        print("the camera failed again and again, and reboots do not help: it is tried on", file=sys.stderr)
        systemctl("reset-failed", "kiosk-camera.service")
        systemctl("start", "--no-block", "kiosk-camera.service")
        return
    print('reboots do not help: the screen shows "out of order"', file=sys.stderr)
    show(root, picture)


def main() -> int:
    """Return 0 where the next step was done, else 1 with one line that says why not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("screen", "camera"))
    parser.add_argument("--root", type=Path, default=Path("/"), help="where dev, sys and var are, for tests")
    parser.add_argument("--picture", type=Path, default=PICTURE)
    told = parser.parse_args()
    try:
        if not has_failed(told.part):
            print(f"part {told.part} ended badly as it was started anew: no outage", file=sys.stderr)
            return 0
        act(told.part, told.root, told.picture)
    except (OSError, subprocess.SubprocessError) as fault:
        print(f"nothing more can be done: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
