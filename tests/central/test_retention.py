"""What nothing reads any more ends by itself, on both databases; what the rules read stays."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, Table, func, insert, select
from sqlalchemy.exc import OperationalError

from kiosk.central.console.access.tables import sign_in_tries
from kiosk.central.epcis.tables import capture_jobs
from kiosk.central.journal.count_tables import HOURS, SUMS, usage_goods, usage_goods_days, usage_kiosk_days
from kiosk.central.kiosks.tables import code_attempts
from kiosk.central.lookups.statement import HISTORY_DAYS
from kiosk.central.lookups.tables import checks, flags
from kiosk.central.pages.tables import page_views
from kiosk.central.retention import RULES, Rule, prune_slice, retention
from kiosk.central.service import Service, Trusted
from kiosk.moment import hanoi_day
from kiosk.processes.central.pruning import keep_pruning
from tests.central.conftest import NOW

TABLES = [
    checks,
    page_views,
    capture_jobs,
    code_attempts,
    sign_in_tries,
    usage_kiosk_days,
    usage_goods,
    usage_goods_days,
]
RULE_OF = {rule.name: rule for rule in RULES}


def row_of(table: Table, at: datetime) -> dict[str, object]:
    """Return a row of a table whose time is `at`."""
    check: dict[str, object] = {"check_id": str(uuid4()), "market_id": "M1", "kiosk_id": "1", "is_clock_trusted": True}
    pack: dict[str, object] = {"gtin": "09521234543213", "serial": "S1"}
    job: dict[str, object] = {"user_id": "u", "created_at": at, "behaviour": "proceed", "is_success": True}
    scanned = {"market_id": "M1", "level": "good", "headline": "genuine", **dict.fromkeys(SUMS, 1)}
    of_day = {**dict.fromkeys(HOURS, 0), "day": hanoi_day(at), "last_at": at}
    goods = {"gtin": "09521234543213", "establishment_id": "E1", "product_group": "fruit"}
    rows: dict[str, dict[str, object]] = {
        "checks": {**check, **pack, "at": at},
        "page_views": {**pack, "day": hanoi_day(at), "number": 3},
        "capture_jobs": {**job, "id": str(uuid4()), "finished_at": at, "results": []},
        "usage_kiosk_days": {**scanned, **of_day, "kiosk_id": "K1"},
        "usage_goods": {**scanned, **goods, "lot": "L1", "at": at, "last_at": at},
        "usage_goods_days": {**scanned, **of_day, **goods},
        "sign_in_tries": {"key": str(uuid4()), "number": 1, "next_at": at, "at": at},
        "code_attempts": {"id": str(uuid4()), "user_id": "u", "at": at},
    }
    return rows[table.name]


def store(engine: Engine, table: Table, *times: datetime) -> None:
    with engine.begin() as connection:
        connection.execute(insert(table), [row_of(table, at) for at in times])


def count(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def prune(engine: Engine, rule: Rule, now: datetime = NOW) -> int:
    """Prune to the end, and return how many rows are gone."""

    def slices() -> Iterator[int]:
        while True:
            with engine.begin() as connection:
                gone = prune_slice(connection, rule, now)
            if gone is None:
                return
            yield gone

    return sum(slices())


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_rows_end_after_their_days_and_not_before(empty: Engine, table: Table) -> None:
    rule = RULE_OF[table.name]
    ends = NOW - timedelta(days=rule.days)
    store(empty, table, ends - timedelta(days=3), ends - timedelta(days=1, hours=1), ends + timedelta(days=1), NOW)
    assert prune(empty, rule) == 2
    assert count(empty, table) == 2


def test_what_is_not_a_whole_hour_past_waits_for_the_next(empty: Engine) -> None:
    ends = NOW - timedelta(days=45)
    store(empty, checks, ends - timedelta(minutes=90), ends - timedelta(minutes=20), ends)
    assert prune(empty, RULE_OF["checks"]) == 1
    assert prune(empty, RULE_OF["checks"], NOW + timedelta(minutes=29)) == 0
    assert prune(empty, RULE_OF["checks"], NOW + timedelta(minutes=30)) == 2


def test_empty_table_is_pruned_from_then_on(empty: Engine) -> None:
    rule = RULE_OF["checks"]
    assert prune(empty, rule) == 0
    store(empty, checks, NOW - timedelta(days=45) + timedelta(minutes=90))
    assert prune(empty, rule, NOW + timedelta(hours=1)) == 0
    assert prune(empty, rule, NOW + timedelta(hours=2)) == 1


def test_two_processes_delete_each_row_once(empty: Engine) -> None:
    ends = NOW - timedelta(days=45)
    store(empty, checks, *(ends - timedelta(hours=hour) for hour in range(1, 41)))
    with ThreadPoolExecutor(2) as pool:
        gone = list(pool.map(lambda _: prune(empty, RULE_OF["checks"]), range(2)))
    assert (sum(gone), count(empty, checks)) == (40, 0)


def test_slice_that_is_broken_off_leaves_all_as_it_was(empty: Engine) -> None:
    rule = RULE_OF["checks"]
    store(empty, checks, NOW - timedelta(days=46))
    with empty.connect() as connection:
        assert prune_slice(connection, rule, NOW) == 1
        connection.rollback()
    assert (count(empty, checks), count(empty, retention)) == (1, 0)
    assert prune(empty, rule) == 1


@pytest.mark.one_database
def test_flag_outlives_the_checks_that_raised_it(empty: Engine) -> None:
    store(empty, checks, NOW - timedelta(days=60))
    with empty.begin() as connection:
        flag = {"gtin": "09521234543213", "serial": "S1", "kind": "copied", "since": NOW - timedelta(days=60)}
        connection.execute(insert(flags), flag)
    prune(empty, RULE_OF["checks"])
    assert (count(empty, checks), count(empty, flags)) == (0, 1)


def test_rules_of_verdicts_read_no_check_that_has_ended() -> None:
    assert RULE_OF["checks"].days >= HISTORY_DAYS + 7


def test_what_the_law_wants_kept_is_in_no_rule() -> None:
    assert not RULE_OF.keys() & {"changes", "journal", "journal_gaps", "events", "event_ids", "reports", "label_issues"}


def test_operators_read_how_long_what_is_kept() -> None:
    text = Path("docs/operator.md").read_text(encoding="utf-8")
    for rule in RULES:
        days = "1 day" if rule.days == 1 else f"{rule.days} days"
        assert any(line.startswith(f"| `{rule.name}` |") and line.endswith(f"| {days} |") for line in text.splitlines())


async def _prune_for_a_moment(service: Service, until: Engine) -> None:
    pruning = asyncio.create_task(keep_pruning(service, 0))
    async with asyncio.timeout(60):
        while count(until, capture_jobs):  # noqa: ASYNC110  # another thread deletes
            await asyncio.sleep(0.02)
    pruning.cancel()
    with suppress(asyncio.CancelledError):
        await pruning


@pytest.mark.one_database
def test_serving_process_prunes_every_table_and_says_so(
    service: Service, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    store(engine, checks, NOW - timedelta(days=60))
    store(engine, capture_jobs, NOW - timedelta(days=100))
    with caplog.at_level(logging.INFO):
        asyncio.run(_prune_for_a_moment(replace(service, moment=Trusted(lambda: NOW)), engine))
    assert "1 rows of checks were older than 45 days, and are deleted" in caplog.text


@pytest.mark.one_database
def test_table_that_cannot_be_pruned_does_not_keep_the_others(
    service: Service, engine: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_for_views(connection: object, rule: Rule, now: datetime) -> int | None:
        if rule.name == "page_views":
            raise OperationalError("DELETE", None, Exception("disk full"))
        return prune_slice(connection, rule, now)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr("kiosk.processes.central.pruning.prune_slice", fail_for_views)
    store(engine, capture_jobs, NOW - timedelta(days=100))
    asyncio.run(_prune_for_a_moment(replace(service, moment=Trusted(lambda: NOW)), engine))
    assert "old rows of page_views cannot be deleted now" in caplog.text
