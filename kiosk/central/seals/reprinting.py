"""Labels as their answer gives them: sealed just now, or printed again; as a sheet, or an object a line."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Response

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import BODY, wrong_field
from kiosk.central.seals.answers import MOST_ON_A_SHEET, PartAsked, PrintAsked, json_lines, warning_of
from kiosk.central.seals.batches import Batch
from kiosk.central.seals.issuing import Issued, print_batch
from kiosk.central.seals.printing import MEDIA_TYPES, sheet_of
from kiosk.central.seals.sealing_time import sealing_as_of
from kiosk.central.seals.sheets.names import RegisteredNames
from kiosk.central.service import Service
from kiosk.moment import hanoi_day

BATCH_HEADER = "Label-Issue"
REMAINING_HEADER = "Labels-Remaining"
WARNING_HEADER = "Labels-Warning"
JSON_LINES = "application/jsonl"
PRINTS = "label_prints"
"""In the audit."""


def print_again(service: Service, caller: Caller, batch: Batch, part: PartAsked) -> Response:
    """Return labels of a batch again, the same ones; the print is logged. The right is asked before.

    Raises a 400 for a part that the batch has not, KioskError, VaultError.
    """
    now = service.moment()
    count = _count_of(batch, part)
    with sealing_as_of(now, batch.gtin or batch.gln) as at:
        whole = print_batch(service.primary, service.vault, batch, at)
    labels = whole.labels[part.first - 1 : part.first - 1 + count] if batch.is_serialised else whole.labels
    logged = {"kid": batch.kid, "first": part.first, "count": count}
    with service.primary.begin() as connection:
        deed = Deed(caller, Right.SEAL_LABELS, now.at)
        record_change(connection, deed, PRINTS, str(batch.number), None, logged)
    return printed(service, replace(whole, labels=labels), part, copies=count)


def printed(service: Service, issued: Issued, asked: PrintAsked | None, copies: int | None = None) -> Response:
    """Return labels that were issued as they were asked for; `copies` of the one, where they are all alike."""
    headers = {BATCH_HEADER: str(issued.batch.number)}
    if issued.limits:
        headers[REMAINING_HEADER] = str(issued.limits[0].remaining)
        headers |= {WARNING_HEADER: warning} if (warning := warning_of(issued.limits)) else {}
    if asked is None or asked.sheet is None:
        return Response(json_lines(issued.labels), media_type=JSON_LINES, headers=headers)
    wanted = asked.sheet.wanted()
    with service.primary.connect() as connection:
        named = RegisteredNames(connection, wanted.language)(issued.labels[0].elements)
    made = sheet_of(issued, named, wanted, hanoi_day(service.now()).year, copies)
    return Response(made, media_type=MEDIA_TYPES[wanted.form], headers=headers)


def _count_of(batch: Batch, part: PartAsked) -> int:
    """Return how many labels a part of a batch is. Raises a 400 for one that the batch has not, or no sheet holds."""
    last = batch.count if part.last is None else part.last
    if not part.first <= last <= batch.count:
        field = "first" if part.last is None or part.last <= batch.count else "last"
        detail = f"The batch has the labels 1 to {batch.count}, and first is not behind last."
        raise wrong_field(f"{BODY}.{field}", detail)
    count = last - part.first + 1
    if part.sheet is not None and count > MOST_ON_A_SHEET:
        detail = f"It has {MOST_ON_A_SHEET} labels at most. Ask for parts of the batch by first and last."
        raise wrong_field(f"{BODY}.sheet", detail)
    return count
