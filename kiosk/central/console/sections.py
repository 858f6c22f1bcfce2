"""The tabs, in their order. A feature stands here once there is something to see: one line each."""

from __future__ import annotations

from kiosk.central.console.alerts.routes import ALERTS
from kiosk.central.console.audit.routes import AUDIT
from kiosk.central.console.decisions.routes import DECISIONS
from kiosk.central.console.devices.routes import DEVICES
from kiosk.central.console.labels.routes import LABELS
from kiosk.central.console.people.routes import PEOPLE
from kiosk.central.console.reports.routes import REPORTS
from kiosk.central.console.section import Section
from kiosk.central.console.stalls.routes import STALLS
from kiosk.central.console.usage.routes import USAGE

SECTIONS: tuple[Section, ...] = (
    DEVICES,
    USAGE,
    ALERTS,
    DECISIONS,
    REPORTS,
    STALLS,
    LABELS,
    PEOPLE,
    AUDIT,
)
