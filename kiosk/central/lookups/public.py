"""What anybody may read of an item: enough to judge it, and nothing that competitors or forgers would gather.

Who does not sign is answered slower: here the texts of the hot path are read and written again.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter

from kiosk.central.lookups.reading import NOTHING, Parts
from kiosk.records.history import Check
from kiosk.records.registry import Establishment, Movement
from kiosk.verdicts.origin import is_of_middleman, movements_of

_ESTABLISHMENT = TypeAdapter(Establishment)
_MOVEMENTS = TypeAdapter(tuple[Movement, ...])
_CHECKS = TypeAdapter(tuple[Check, ...])


def public_parts(parts: Parts, serial: str) -> Parts:
    """Return `parts` for a caller who did not sign.

    Steps of middlemen bear neither name nor place. Of movements that name packs only those of `serial` are
    told, "" for none, with no other pack. Earlier checks are numbered, in the place of their ids.
    """
    producer = _ESTABLISHMENT.validate_json(parts.establishment).name if parts.establishment else ""
    movements = movements_of(_MOVEMENTS.validate_json(parts.movements or NOTHING), serial or None)
    checks = _CHECKS.validate_json(parts.checks or NOTHING)
    return replace(
        parts,
        movements=_MOVEMENTS.dump_json(tuple(_public(one, producer, serial) for one in movements)).decode(),
        checks=_CHECKS.dump_json(
            tuple(replace(check, check_id=str(number)) for number, check in enumerate(checks, 1))
        ).decode(),
    )


def _public(movement: Movement, producer: str, serial: str) -> Movement:
    told = replace(movement, serials=(serial,) if movement.serials else ())
    if is_of_middleman(movement, producer):
        return replace(told, place="", place_en="", stated_by="", stated_by_en="")
    return told
