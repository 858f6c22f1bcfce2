"""What the centre knows of one item, as a Finding: for who judges it here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from pydantic import TypeAdapter
from sqlalchemy import Connection

from kiosk.central.lookups.question import question_of
from kiosk.central.lookups.reading import Known, read
from kiosk.codes.code import Identity
from kiosk.records.finding import Finding, Issue, Source

KEPT_TEXTS = 2048
_FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)


def find(connection: Connection, identity: Identity, market_id: str, now: datetime) -> Finding:
    """Return what is known of `identity` at `now`, with the market that asks among the markets.

    Where nothing is known the Finding is empty, of source central: the centre itself says so. A code that
    was corrected is answered with the record that it means. Records no check.
    """
    question = question_of(identity, market_id)
    if question is None:
        return Finding(source=Source.CENTRAL, as_of=now)
    (known,) = read(connection, [question], now)
    return finding_of(known, now)


def finding_of(known: Known, now: datetime) -> Finding:
    """Return what is `known` as the records that it is."""
    return replace(_finding(known.document), source=Source.CENTRAL, as_of=now, issue=Issue(known.issue))


@lru_cache(KEPT_TEXTS)
def _finding(document: str) -> Finding:
    """Return the records in a text, once for equal texts: of thousands of packs, few lots are in a market."""
    return _FINDING.validate_json(f"{{{document}}}")
