"""Label schemes of others: rows of the registry, which kiosks get beside the trust list."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, select

from kiosk.central.registry.tables import label_schemes
from kiosk.codes.schemes import Scheme


def published_schemes(connection: Connection) -> list[dict[str, object]]:
    """Return the schemes as the published lists hold them, by id."""
    rows = connection.execute(select(label_schemes).order_by(label_schemes.c.id)).mappings()
    return [to_jsonable_python(dict(row)) for row in rows]


def scheme_rows(schemes: Sequence[Scheme]) -> list[dict[str, object]]:
    """Return schemes as rows of their table."""
    return [
        {
            "id": one.id,
            "owner": one.owner,
            "owner_en": one.owner_en,
            "hosts": list(one.hosts),
            "path_prefix": one.path_prefix,
            "text_prefixes": list(one.text_prefixes),
            "proves": one.proves,
            "proves_en": one.proves_en,
            "proves_not": one.proves_not,
            "proves_not_en": one.proves_not_en,
            "first_day": one.first_day,
            "last_day": one.last_day,
        }
        for one in schemes
    ]
