"""A central service of its own process, for the commands of a unit: `python -m tests.cli.centre FOLDER SOCKET`."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace
from pathlib import Path

import uvicorn

from kiosk.central.app import create_app
from kiosk.central.kiosks import enrolment_routes, enrolments
from kiosk.clock import SystemClock
from tests.sync.paired import centre_over


def main(folder: Path, descriptor: int) -> None:
    """Serve a new centre in `folder`, at the real time, on the socket that was handed down."""
    # A unit asks as often as it is told to.
    for module in (enrolments, enrolment_routes):
        vars(module)["INTERVAL_S"] = 1
    clock = SystemClock()
    with centre_over(folder) as (_, service):
        app = create_app(replace(service, moment=clock.now))
        config = uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
        uvicorn.Server(config).run([socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
