"""What is known of the item behind a link."""

from __future__ import annotations

from kiosk.central.lookups.find import find
from kiosk.central.resolver.asked import AskedLink
from kiosk.central.service import Service
from kiosk.codes.code import Link
from kiosk.codes.identity import identify
from kiosk.records.finding import Finding


def look_up(service: Service, asked: AskedLink) -> Finding:
    """Return the record of what `asked` names. What the replica does not know is asked again at the primary."""
    identity = identify(Link(host="", elements=asked.elements))
    now = service.now()
    with service.replica.connect() as connection:
        finding = find(connection, identity, "", now)
    is_found = finding.product is not None or finding.establishment is not None
    is_whole = is_found and (identity.lot is None or finding.lot is not None)
    if is_whole or service.replica is service.primary:
        return finding
    with service.primary.connect() as connection:
        return find(connection, identity, "", now)
