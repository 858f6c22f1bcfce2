"""All tables of the central service, by one import: for the migrations and their test."""

from __future__ import annotations

from kiosk.central import retention as _retention
from kiosk.central.alerts import tables as _alerts
from kiosk.central.console.access import tables as _console_access
from kiosk.central.database import metadata
from kiosk.central.epcis import tables as _epcis
from kiosk.central.journal import count_tables as _counts
from kiosk.central.journal import tables as _journal
from kiosk.central.kiosks import tables as _kiosks
from kiosk.central.lookups import tables as _lookups
from kiosk.central.pages import tables as _pages
from kiosk.central.people import tables as _people
from kiosk.central.publishing import tables as _publishing
from kiosk.central.registry import tables as _registry
from kiosk.central.reports import tables as _reports
from kiosk.central.seals import tables as _seals
from kiosk.central.stalls import tables as _stalls

__all__ = ["FEATURES", "metadata"]

FEATURES = (
    _alerts,
    _counts,
    _console_access,
    _epcis,
    _journal,
    _kiosks,
    _lookups,
    _pages,
    _people,
    _publishing,
    _registry,
    _reports,
    _retention,
    _seals,
    _stalls,
)
"""A feature's tables are known to `metadata` once its folder is imported."""
