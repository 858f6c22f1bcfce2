"""The serving process looks for alerts: one thread of its own, every half minute what is due."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from kiosk.central.alerts.post.delivery import NO_POST, Post, send_due, write_due
from kiosk.central.alerts.rounds import ROUNDS, Round, run_round
from kiosk.central.service import Service

FIRST_AFTER_S = 20.0
"""A service that comes up answers first, and kiosks that were cut off say a word."""
LOOK_EVERY_S = 30.0

_log = logging.getLogger(__name__)


async def keep_alerting(
    service: Service, post: Post = NO_POST, first_after_s: float = FIRST_AFTER_S, look_every_s: float = LOOK_EVERY_S
) -> None:
    """Look for alerts, and tell of them, until cancelled; waits for what is under way.

    What fails is tried again at the next look. Letters go by a thread of their own: a slow server holds no round up.

    A fault is logged when it begins, and when it is over.
    """
    loop = asyncio.get_running_loop()
    faults: dict[str, str] = {}
    await asyncio.sleep(first_after_s)
    rounds = (*ROUNDS, Round("post", timedelta(seconds=15), partial(_write, post)))
    with ThreadPoolExecutor(2, thread_name_prefix="alerts") as threads:
        sending: asyncio.Future[None] | None = None
        while True:
            for one in rounds:
                fault = await loop.run_in_executor(threads, _look_once, service, one)
                if fault and fault != faults.get(one.name):
                    _log.error("alerts of the round %r cannot be looked for: %s", one.name, fault)
                elif not fault and faults.get(one.name):
                    _log.info("alerts of the round %r are looked for again", one.name)
                faults[one.name] = fault
            if sending is None or sending.done():
                sending = loop.run_in_executor(threads, _send_once, service, post)
            await asyncio.sleep(look_every_s)


def _write(post: Post, connection: Connection, now: datetime, cursor: str) -> str:
    write_due(connection, post, now)
    return cursor


def _send_once(service: Service, post: Post) -> None:
    try:
        send_due(service, post)
    except SQLAlchemyError as fault:
        _log.error("letters about alerts cannot be sent now: %s", " ".join(str(fault).split())[:200])
    except Exception:  # noqa: BLE001  # the service answers on, whatever breaks here; a letter that was taken is due again
        _log.exception("sending a letter about alerts broke; the service answers on")


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
