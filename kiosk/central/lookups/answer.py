"""The answer to a look-up, joined of the JSON texts that the database gave: nothing is parsed and written again."""

from __future__ import annotations

from datetime import datetime

from kiosk.central.lookups.reading import Known


def answer_of(known: Known, now: datetime) -> str:
    """Return the JSON of a RecordAnswer that says what is `known`, at `now`."""
    at = now.isoformat()
    return (
        f'{{"finding":{{"source":"central","as_of":"{at}","issue":"{known.issue}",{known.document}}}'
        f',"answered_at":"{at}","versions":{known.versions}}}'
    )
