"""What a unit is told: a file, then the environment, then flags; the last wins.

Every key stands in docs/settings.md, and a test keeps it there.
"""

from __future__ import annotations

from kiosk.settings.load import Key, keys, load_settings, refuse_plain
from kiosk.settings.places import (
    CONFIG_PATH,
    Places,
    assets_dir,
    find_places,
    is_enrolled,
    open_runtime,
    open_state,
    open_state_to_go_on,
)
from kiosk.settings.sections import (
    Camera,
    Central,
    ClockSettings,
    Mail,
    Panel,
    PlacesSettings,
    Screen,
    Settings,
    Unit,
    Webhook,
)

__all__ = [
    "CONFIG_PATH",
    "Camera",
    "Central",
    "ClockSettings",
    "Key",
    "Mail",
    "Panel",
    "Places",
    "PlacesSettings",
    "Screen",
    "Settings",
    "Unit",
    "Webhook",
    "assets_dir",
    "find_places",
    "is_enrolled",
    "keys",
    "load_settings",
    "open_runtime",
    "open_state",
    "open_state_to_go_on",
    "refuse_plain",
]
