"""The answer to a look-up, joined of the JSON texts that the database gave: nothing is parsed and written again."""

from __future__ import annotations

from datetime import datetime

from kiosk.central.lookups.reading import NOTHING, Parts


def answer_of(parts: Parts, now: datetime) -> str:
    """Return the JSON of a RecordAnswer that says what `parts` do, at `now`."""
    at = now.isoformat()
    return (
        f'{{"finding":{{"source":"central","as_of":"{at}"'
        f',"product":{parts.product or "null"}'
        f',"lot":{parts.lot or "null"}'
        f',"establishment":{parts.establishment or "null"}'
        f',"certificates":{parts.certificates or NOTHING}'
        f',"needed":{parts.needed or NOTHING}'
        f',"movements":{parts.movements or NOTHING}'
        f',"recalls":{parts.recalls or NOTHING}'
        f',"violations":{parts.violations or NOTHING}'
        f',"markets":{parts.markets or NOTHING}'
        f',"issue":"{parts.issue}"'
        f',"history":{{"checks":{parts.checks or NOTHING},"flags":{parts.flags or NOTHING},"was_asked":true}}'
        f',"correction":{parts.correction or "null"}}}'
        f',"answered_at":"{at}","versions":{parts.versions}}}'
    )
