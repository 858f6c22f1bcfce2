"""What the stalls of the sample market announced today and yesterday: for pictures of the console."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine

from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.stalls.announcing import announce
from kiosk.central.stalls.reached import demanded_stall

TODAY = {
    "minh-khai-a04": (("09521234543213", "L2611A"), ("09521234543220", "V2211K"), ("09521234543404", "CT2011")),
    "minh-khai-a12": (("09521234543305", "C2311"), ("09521234544319", "Q2011K")),
    "minh-khai-b02": (("09521234544227", "B1811"),),
}


def fill_stalls(engine: Engine, now: datetime) -> None:
    """Announce them, and the first stall's on the day before."""
    with engine.begin() as connection:
        for at, sold in ((now - timedelta(days=1), {"minh-khai-a07": TODAY["minh-khai-a12"]}), (now, TODAY)):
            deed = Deed(OPERATOR, Right.ANNOUNCE_LOTS, at)
            for stall_id, lots in sold.items():
                stall = demanded_stall(connection, OPERATOR, Right.ANNOUNCE_LOTS, stall_id)
                for gtin, lot in lots:
                    assert announce(connection, deed, stall, gtin, lot) is None
