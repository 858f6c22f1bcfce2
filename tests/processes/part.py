"""A child that does what its argument says: the smallest part that speaks the notify protocol."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path


def say(line: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.sendto(line.encode(), os.environ["NOTIFY_SOCKET"])


def main(manner: str, mark: str) -> int:
    with Path(mark).open("a") as file:
        file.write(f"{os.getpid()}\n")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2 if manner == "fails" else 0))
    if manner == "refuses":
        return 2
    if manner == "crashes":
        return 3
    if manner == "late":
        time.sleep(60)
    if manner == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("READY=1\nSTATUS=as asked")
    if manner == "finishes":
        return 0
    if manner == "ends_soon":
        time.sleep(0.3)
        return 0
    if manner == "dies":
        return 3
    while True:
        if manner != "silent":
            say("WATCHDOG=1")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
