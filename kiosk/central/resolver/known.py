"""What is known of the item behind a link."""

from __future__ import annotations

from kiosk.central.lookups.certain import find_certainly
from kiosk.central.resolver.asked import AskedLink
from kiosk.central.service import Service
from kiosk.codes.code import Link
from kiosk.codes.identity import identify
from kiosk.records.finding import Finding


def look_up(service: Service, asked: AskedLink) -> Finding:
    """Return the record of what `asked` names; that something is not known is certain."""
    return find_certainly(service, identify(Link(host="", elements=asked.elements)), service.now())
