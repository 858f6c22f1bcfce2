"""What a page is judged by: the newest published lists, and the registry as of now."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import Connection, select
from starlette.exceptions import HTTPException

from kiosk.central.lookups.certain import find_certainly
from kiosk.central.registry.tables import lists
from kiosk.central.seals.publishing import TRUST
from kiosk.central.service import Service
from kiosk.codes.code import Identity
from kiosk.records.finding import NOTHING_FOUND, Finding
from kiosk.trust.lists import Lists
from kiosk.trust.read import trust_list_from_json


class PublishedLists:
    """The trust list of the database. A list that was read is kept until another one is published."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[int, datetime, str], Lists] | None = None

    def newest(self, connection: Connection, now: datetime) -> Lists:
        """Return the newest lists, confirmed `now`. Raises a 503 where none was published.

        Schemes of other labels are not read: what is asked here always stands on a host of ours.
        """
        query = select(lists.c.version, lists.c.issued, lists.c.digest).where(lists.c.name == TRUST)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "No trust list was published yet: labels wait for it.")
        key = (row.version, row.issued, row.digest)
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = (key, _read(connection))
            self._kept = kept
        return replace(kept[1], confirmed_at=now)


def _read(connection: Connection) -> Lists:
    document: object = connection.execute(select(lists.c.document).where(lists.c.name == TRUST)).scalar_one()
    trust = document.get("trust", document) if isinstance(document, dict) else document
    return Lists(trust_list_from_json(json.dumps(trust), "the published trust list"), (), confirmed_at=None)


class CentreRecords:
    """The registry as the centre itself knows it, for one page. A "no" is asked again where it is certain."""

    def __init__(self, service: Service, now: datetime) -> None:
        self._service = service
        self._now = now

    def find(self, identity: Identity) -> Finding:
        """Return what is known of `identity` as of now; of source none where it names nothing to ask about."""
        if identity == Identity():
            return NOTHING_FOUND
        return find_certainly(self._service, identity, self._now)
