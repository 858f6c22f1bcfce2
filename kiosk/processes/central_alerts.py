"""The serving process looks for alerts: one thread of its own, every half minute what is due."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from kiosk.central.alerts.rounds import ROUNDS, Round, run_round
from kiosk.central.service import Service

FIRST_AFTER_S = 20.0
"""A service that comes up answers first, and kiosks that were cut off say a word."""
LOOK_EVERY_S = 30.0

_log = logging.getLogger(__name__)


async def keep_alerting(
    service: Service, first_after_s: float = FIRST_AFTER_S, look_every_s: float = LOOK_EVERY_S
) -> None:
    """Look for alerts until cancelled; waits for the round under way. What fails is tried again at the next look.

    A fault is logged when it begins, and when it is over.
    """
    loop = asyncio.get_running_loop()
    faults: dict[str, str] = {}
    await asyncio.sleep(first_after_s)
    with ThreadPoolExecutor(1, thread_name_prefix="alerts") as thread:
        while True:
            for one in ROUNDS:
                fault = await loop.run_in_executor(thread, _look_once, service, one)
                if fault and fault != faults.get(one.name):
                    _log.error("alerts of the round %r cannot be looked for: %s", one.name, fault)
                elif not fault and faults.get(one.name):
                    _log.info("alerts of the round %r are looked for again", one.name)
                faults[one.name] = fault
            await asyncio.sleep(look_every_s)


def _look_once(service: Service, one: Round) -> str:
    """Return what went wrong, in one line; "" where nothing did."""
    try:
        run_round(service.primary, one, service.now())
    except SQLAlchemyError as fault:
        return f"{type(fault).__name__}: {' '.join(str(fault).split())[:200]}"
    except Exception as fault:  # noqa: BLE001  # the service answers on, whatever breaks here
        _log.exception("a round of alerts broke; the service answers on")
        return type(fault).__name__
    return ""
