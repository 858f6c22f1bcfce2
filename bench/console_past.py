"""What a city's console has behind it: heartbeats, alerts, reports, decisions, labels, announcements, the audit.

The rows of the samples (`bench.console_pages.fill`) are taken many times, at other kiosks, markets and times; what
there are hundreds of thousands of, the database itself makes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Table, insert, select, text

from bench.console_made import BATCH_FROM, KIOSK_LIKE, LABELS, LOTS, Extent, kiosk_of, make_past
from kiosk.central.alerts.tables import alert_evidence, alert_markets, alerts, false_verdicts, letters
from kiosk.central.journal.tables import journal
from kiosk.central.kiosks.tables import kiosk_orders, notices
from kiosk.central.people.changes import new_id
from kiosk.central.people.tables import changes, grants, proposals, users
from kiosk.central.publishing.tables import stops_published
from kiosk.central.registry.tables import recalls, violations
from kiosk.central.reports.tables import reports
from kiosk.central.seals.tables import label_issues, signing_keys
from kiosk.messages.report_number import DRAWN, DRAWN_FROM, report_number

YEAR: Final = timedelta(days=365)
KID_FROM: Final = 10_000
"""Number of the first producer's key."""
_AT_ONCE: Final = 5_000

Row = dict[str, object]


def fill_past(connection: Connection, extent: Extent, now: datetime) -> None:
    """Fill a database that holds the samples and the city's kiosks, products and scans."""
    make_past(connection, extent, now)
    _add_alerts(connection, extent, now)
    _add_reports(connection, extent, now)
    _add_decisions(connection, extent, now)
    _add_people(connection, extent, now)
    _add_batches(connection, extent, now)


def at_of(n: int, count: int, now: datetime) -> datetime:
    """Return when the `n`th of `count` happened: over a year, the last one just now."""
    return now - YEAR * ((count - n) / count)


def _multiply(
    connection: Connection, table: Table, count: int, change: Callable[[int, Row], Row], *where: object
) -> None:
    """Store rows of `table` as they stand, `count` in all, each changed by its number."""
    rows = [dict(row) for row in connection.execute(select(table).where(*where)).mappings()]  # type: ignore[arg-type]
    assert rows, table.name
    made = ({**row, **change(n, row)} for n, row in zip(range(count), itertools.cycle(rows), strict=False))
    _store(connection, table, made)


def _store(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    left = iter(rows)
    while some := [dict(row) for row in itertools.islice(left, _AT_ONCE)]:
        connection.execute(insert(table), some)


def _place(extent: Extent, n: int) -> Row:
    return {"market_id": f"m{n % extent.markets}", "kiosk_id": kiosk_of(n % extent.kiosks)}


def _add_alerts(connection: Connection, extent: Extent, now: datetime) -> None:
    """Add alerts with two markets each and three things that show them, letters about them, and false reds."""
    count = extent.yearly("alerts")
    ids = [new_id(at_of(n, count, now)) for n in range(count)]

    def alert(n: int, row: Row) -> Row:
        at = at_of(n, count, now)
        closed = n % 20 > 0
        return {
            "id": ids[n],
            "subject": f"{row['subject']}/{n}"[:160],
            "state": "closed" if closed else "open" if n % 40 else "in_hand",
            "cause": "other" if closed else "",
            "closed_at": at + timedelta(hours=9) if closed else None,
            "over_at": None,
            "told_state": "closed" if closed else "open",
            "opened_at": at,
            "seen_at": at,
            "deadline": at + timedelta(days=2),
            "kiosk_id": kiosk_of(n % extent.kiosks) if row["kiosk_id"] else "",
            "market_id": f"m{n % extent.markets}" if row["market_id"] else "",
            "establishment_id": f"e{n % extent.establishments}" if row["establishment_id"] else "",
        }

    _multiply(connection, alerts, count, alert)
    concerned = (
        {"alert_id": ids[n], "market_id": f"m{(n + k) % extent.markets}"} for n in range(count) for k in (0, 1)
    )
    _store(connection, alert_markets, concerned)
    shown = (
        {
            **_place(extent, n + k),
            "alert_id": ids[n],
            "kind": "heartbeat",
            "ref": f"{n}/{k}",
            "at": at_of(n, count, now),
        }
        for n in range(count)
        for k in range(3)
    )
    _store(connection, alert_evidence, shown)
    letter = {"channel": "mail", "user_id": "u0", "address": "", "document": {}, "tries": 1, "outcome": "sent"}
    sent = ({"created_at": at, "due_at": at, "ended_at": at} for at in _year(extent.yearly("letters"), now))
    _store(connection, letters, ({"id": new_id(now), "fault": "", **letter, **at} for at in sent))
    red = select(
        journal.c.id.label("scan_id"),
        journal.c.at,
        journal.c.market_id,
        journal.c.kiosk_id,
        journal.c.level,
        journal.c.headline,
    )
    found = connection.execute(
        red.where(journal.c.level == "stop", journal.c.kiosk_id.like(KIOSK_LIKE)).limit(500)
    ).mappings()
    by_staff = {"source": "staff", "note": "Hàng thật, đã xem sổ", "found_by": "operator", "found_at": now}
    _store(connection, false_verdicts, ({**row, **by_staff} for row in found.all()))


def _add_reports(connection: Connection, extent: Extent, now: datetime) -> None:
    count = extent.yearly("reports")
    drawn = map("".join, itertools.product(sorted(DRAWN_FROM), repeat=DRAWN))
    numbers = list(itertools.islice(filter(None, (report_number("2510", each) for each in drawn)), count))

    def report(n: int, _row: Row) -> Row:
        at = at_of(n, count, now)
        state = {
            "state": "closed" if n % 20 else "received",
            "cause": "nothing_found" if n % 20 else "",
            "owner_id": "",
        }
        return {
            "id": new_id(at),
            "number": numbers[n],
            "at": at,
            "received_at": at,
            "changed_at": at,
            **state,
            **_place(extent, n),
        }

    _multiply(connection, reports, count, report)


def _add_decisions(connection: Connection, extent: Extent, now: datetime) -> None:
    """Add recalls, violations, notices and drills, each proposed, approved and in the audit, and what waits."""
    for table, kind, begins, ends in (
        (recalls, "recall", "effective_at", "ends_at"),
        (violations, "violation", "published_on", "in_force_until"),
        (notices, "notice", "starts_at", "ends_at"),
    ):
        _add_decided(connection, extent, table, kind, (begins, ends), now)
    kinds = ("recall", "violation", "notice")
    _add_proposals(connection, "recall_drill", extent.yearly("drills"), now, is_waiting=False)
    _add_changes(connection, "recall_drills", extent.yearly("drills"), now)
    for kind in kinds:
        _add_proposals(connection, kind, extent.yearly("waiting") // len(kinds), now, is_waiting=True)


def _add_decided(
    connection: Connection, extent: Extent, table: Table, kind: str, columns: tuple[str, str], now: datetime
) -> None:
    begins, ends = columns
    count = extent.yearly(table.name)

    def decided(n: int, row: Row) -> Row:
        at, is_by_day = at_of(n, count, now), table is violations
        end = at + timedelta(days=3) if n < count * 9 // 10 else now + timedelta(days=3)
        made: Row = {
            "id": f"{kind}-{n}",
            begins: at.date() if is_by_day else at,
            ends: end.date() if is_by_day else end,
        }
        if table is recalls:
            made |= {"gtins": [f"{n}"], "lots": []}
        if table is notices:
            made |= {
                "market_id": f"m{n % extent.markets}",
                "version": n + 1000,
                "kind": "emergency" if n % 50 == 0 else row["kind"],
            }
        return made

    _multiply(connection, table, count, decided)
    _add_proposals(connection, kind, count, now, is_waiting=False)
    _add_changes(connection, table.name, count, now, kind)


def _add_proposals(connection: Connection, kind: str, count: int, now: datetime, *, is_waiting: bool) -> None:
    def proposed(n: int, row: Row) -> Row:
        at = at_of(n, count, now)
        document = row["document"]
        assert isinstance(document, Mapping)
        made: Row = {
            "id": new_id(at),
            "proposed_at": at,
            "document": {**document, "id": f"{'waiting-' if is_waiting else ''}{kind}-{n}"},
            "state": "waiting" if is_waiting else "approved",
        }
        if is_waiting:
            return made | {"decided_by": None, "decided_at": None}
        return made | {"decided_by": row["proposed_by"], "decided_at": at}

    _multiply(connection, proposals, count, proposed, proposals.c.kind == kind)


def _add_changes(connection: Connection, table: str, count: int, now: datetime, kind: str = "drill") -> None:
    """Add what the audit says of decisions, and that each was published."""
    ids = [new_id(at_of(n, count, now)) for n in range(count)]
    _multiply(
        connection,
        changes,
        count,
        lambda n, _: {"id": ids[n], "at": at_of(n, count, now), "kind": table, "key": f"{kind}-{n}"},
        changes.c.kind == ("recalls" if table == "violations" else table),
    )
    if table != "notices":
        published = ({"change_id": ids[n], "as_of": at_of(n, count, now)} for n in range(count))
        _store(connection, stops_published, published)


def _add_people(connection: Connection, extent: Extent, now: datetime) -> None:
    """Add the people of markets and producers, orders of theirs, and the rest of the audit."""
    count = extent.yearly("users")
    _store(
        connection,
        users,
        ({"id": f"u{n}", "name": f"người {n}", "is_active": True, "created_at": now} for n in range(count)),
    )
    limits = {"unit_id": "", "department": "", "market_id": "", "establishment_id": ""}
    held = (
        {"id": f"g{n}", "user_id": f"u{n}", **limits}
        | (
            {"role": "board", "market_id": f"m{n % extent.markets}"}
            if n % 2
            else {"role": "producer", "establishment_id": f"e{n}"}
        )
        for n in range(count)
    )
    _store(connection, grants, held)
    orders = extent.yearly("orders")
    _multiply(
        connection,
        kiosk_orders,
        orders,
        lambda n, _: {
            "id": new_id(now),
            "kiosk_id": kiosk_of(n % extent.kiosks),
            "given_at": at_of(n, orders, now),
            "version": 100 + n,
        },
    )
    audit = extent.yearly("changes")
    _multiply(
        connection,
        changes,
        audit,
        lambda n, _: {
            "id": new_id(at_of(n, audit, now)),
            "at": at_of(n, audit, now),
            "key": f"{n}",
            "user_id": f"u{n % count}",
        },
        changes.c.kind.in_(("alerts", "kiosk_settings", "prints", "stall_lots")),
    )


def _add_batches(connection: Connection, extent: Extent, now: datetime) -> None:
    """Add batches of labels, one a lot, by a key of each producer."""
    count = LOTS * extent.products
    gtins = {row.number: row.gtin for row in connection.execute(text("SELECT number, gtin FROM numbered"))}
    firms = extent.establishments
    _multiply(connection, signing_keys, firms, lambda n, _: {"kid": KID_FROM + n, "establishment_id": f"e{n}"})

    def batch(n: int, _row: Row) -> Row:
        number = BATCH_FROM + n
        serials = {"count": LABELS, "first_serial": f"{number}000", "last_serial": f"{number}{LABELS - 1:03}"}
        goods = {
            "gtin": gtins[n % extent.products],
            "lot": f"L{n // extent.products}",
            "kid": KID_FROM + n % extent.establishments,
        }
        return {"number": number, "at": at_of(n, count, now), "user_id": f"u{n % 400}", **goods, **serials}

    _multiply(connection, label_issues, count, batch)


def _year(count: int, now: datetime) -> Iterator[datetime]:
    return (at_of(n, count, now) for n in range(count))
