"""The serving process deletes what has ended: once an hour, an hour of rows of each table."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from kiosk.central.retention import RULES, Rule, prune_slice
from kiosk.central.service import Service

FIRST_AFTER_S = 60.0
"""A service that comes up answers first."""
LOOK_EVERY_S = 3600.0
PAUSE_S = 0.05
"""Between two hours that are caught up: kiosks' checks come first."""

_log = logging.getLogger(__name__)


async def keep_pruning(service: Service, first_after_s: float = FIRST_AFTER_S) -> None:
    """Delete what has ended until cancelled; waits for the slice under way. What fails is tried again in an hour."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(first_after_s)
    with ThreadPoolExecutor(1, thread_name_prefix="pruning") as thread:
        while True:
            for rule in RULES:
                gone = 0
                while (deleted := await loop.run_in_executor(thread, _prune_once, service, rule)) is not None:
                    gone += deleted
                    await asyncio.sleep(PAUSE_S if deleted else 0)
                if gone:
                    _log.info("%d rows of %s were older than %d days, and are deleted", gone, rule.name, rule.days)
            await asyncio.sleep(LOOK_EVERY_S)


def _prune_once(service: Service, rule: Rule) -> int | None:
    """Return how many rows of the next hour were deleted; None where no more is to be deleted, or can be."""
    try:
        with service.primary.begin() as connection:
            return prune_slice(connection, rule, service.now())
    except SQLAlchemyError as fault:
        reason = " ".join(str(fault).split())[:200]
        _log.error("old rows of %s cannot be deleted now: %s: %s", rule.name, type(fault).__name__, reason)
        return None
