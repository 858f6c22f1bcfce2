"""Pages of kiosks at the console."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console

DEVICES = "/console/devices"

ROWS: tuple[Row, ...] = (console("GET", DEVICES, Right.SEE_KIOSKS),)
