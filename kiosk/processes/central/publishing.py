"""The serving process publishes: one thread of its own looks every two seconds whether anything is due."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from kiosk.central.publishing.publisher import Publisher
from kiosk.errors import KioskError
from kiosk.moment import HANOI

LOOK_EVERY_S = 2.0
"""A recall is published within seconds, and a look costs a handful of small questions."""
AFTER_FAULT_S = 60.0
_SET_BACK = (
    "this machine's clock was set back: what was published last bears a later time, %s. What the service signs"
    " is made anew as of now, under the next version %d, and units take it as always. If the clock is right now"
    " (timedatectl), nothing is to be done"
)

_log = logging.getLogger(__name__)


async def keep_publishing(publisher: Publisher, look_every_s: float = LOOK_EVERY_S) -> None:
    """Publish what is due until cancelled; waits for what is under way. What fails is tried again in a minute.

    A fault is logged when it begins, and when it is over.
    """
    loop = asyncio.get_running_loop()
    fault = ""
    with ThreadPoolExecutor(1, thread_name_prefix="publishing") as thread:
        while True:
            before, fault = fault, await loop.run_in_executor(thread, _publish_once, publisher)
            if fault and fault != before:
                _log.error("nothing can be published for offline use: %s", fault)
            elif before and not fault:
                _log.info("publishing for offline use goes on")
            await asyncio.sleep(AFTER_FAULT_S if fault else look_every_s)


def _publish_once(publisher: Publisher) -> str:
    """Return what went wrong, in one line; "" where nothing did."""
    try:
        done = publisher.run_once()
    except KioskError as fault:
        return str(fault)
    except (SQLAlchemyError, OSError) as fault:
        return f"{type(fault).__name__}: {' '.join(str(fault).split())[:200]}"
    except Exception as fault:  # noqa: BLE001  # the service answers on, whatever breaks here
        _log.exception("publishing broke; the service answers on")
        return type(fault).__name__
    if done is not None and done.due.set_back_from is not None:
        _log.warning(_SET_BACK, done.due.set_back_from.astimezone(HANOI).isoformat(" ", "seconds"), done.version)
    if done is not None and (done.due.settings or done.due.registry or done.due.renewed):
        _log.info("published for offline use: %s", done.words())
    return ""
