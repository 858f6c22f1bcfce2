"""What limits a lot's labels, and so is no longer its owner's to change once labels are issued.

Who could raise the quantity or take back the weight of a pack afterwards would set its own quota.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, true

from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import subjects_of_rows
from kiosk.central.registry.row_kinds import RowKind, Values
from kiosk.central.registry.rows_found import lock_row
from kiosk.central.seals.tables import label_issues


@dataclass(frozen=True, slots=True)
class _Limiting:
    """A field that limits labels, and which of its changes give more of them."""

    field: str
    gives_more: Callable[[object, object], bool]


def _is_raised(before: object, after: object) -> bool:
    """Return whether an amount is more than before; None is without end."""
    if before is None:
        return False
    assert isinstance(before, int)
    return not isinstance(after, int) or after > before


def _is_other(before: object, after: object) -> bool:
    return before != after


_LIMITING: Mapping[str, _Limiting] = {
    "lots": _Limiting("quantity", _is_raised),
    "products": _Limiting("net_weight_g", _is_other),
}


def field_of_labels(connection: Connection, kind: RowKind, before: Values, after: Values, caller: Caller) -> str:
    """Return the field that `caller` may not change so, since labels were issued by it; "" where all is well.

    Whoever issues labels of the row meanwhile is waited for.
    """
    limiting = _LIMITING.get(kind.name)
    if limiting is None or not limiting.gives_more(before[limiting.field], after[limiting.field]):
        return ""
    if caller.may(Right.CORRECT_CODES_IN_USE, subjects_of_rows(connection, kind.name, [before])[0]):
        return ""
    lock_row(connection, kind, kind.key_text(after))
    lot = str(after["lot"]) if kind.name == "lots" else ""
    return limiting.field if has_labels(connection, str(after["gtin"]), lot) else ""


def has_labels(connection: Connection, gtin: str, lot: str) -> bool:
    """Return whether labels of a lot were issued; `lot` "" is any lot of the GTIN."""
    own = label_issues.c.lot == lot if lot else true()
    query = select(label_issues.c.number).where(label_issues.c.gtin == gtin, own).limit(1)
    return connection.execute(query).first() is not None
