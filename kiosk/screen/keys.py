"""Keys of the words that QML itself says; the rest of a screen's words come with the values that it shows.

A test holds this table against the QML files and the catalogue.
"""

from __future__ import annotations

from kiosk.codes.typed import TypedKind
from kiosk.messages.local import CameraState, Hint

HINTS = tuple(f"screen.hint.{hint.value}" for hint in Hint if hint is not Hint.NONE)
STAFF = tuple(
    f"screen.staff.{state}{ending}"
    for state in (*CameraState, "lost_gun", "lost_file")
    if state is not CameraState.WORKING
    for ending in ("", ".text")
)
TROUBLES = tuple(
    f"screen.trouble.{name}{ending}" for name in ("camera", "sync", "journal", "admission") for ending in ("", ".text")
)

PAIRING = tuple(f"screen.pairing.{step}{ending}" for step in ("open", "type", "compare") for ending in ("", ".text"))

KEYPAD = (
    *(f"screen.keypad.help.{name}{ending}" for name in ("barcode", "plu", "place") for ending in ("", ".text")),
    *(f"screen.keypad.kind.{kind.value}" for kind in TypedKind),
)

PRACTICE = (
    *(f"practice.{name}" for name in ("title", "not_real", "sample", "in_hand", "next", "done", "long", "short")),
    *(f"where.{name}" for name in ("open", "title", "text")),
    *(f"where.{place}{ending}" for place in ("bag", "bunch", "tray", "sign") for ending in ("", ".text")),
)

KEYS = (
    "screen.not_now",
    "screen.starting",
    "screen.starting.text",
    "screen.closed",
    "screen.closed.text",
    "screen.maintenance",
    "screen.maintenance.text",
    "screen.pairing",
    "screen.pairing.steps",
    "screen.pairing.fingerprint",
    "screen.pairing.same",
    "screen.touch",
    "screen.letters.large",
    "screen.letters.usual",
    "screen.reach.low",
    "screen.reach.usual",
    "screen.open",
    "screen.back",
    "screen.page",
    "screen.page.first",
    "card.way",
    "card.origin",
    "card.certification",
    "card.authenticity",
    "map.north",
    "screen.packs.open",
    "screen.keypad.announced",
    "screen.keypad.change",
    "screen.keypad.clear",
    "screen.keypad.enter",
    "screen.keypad.erase",
    "screen.keypad.open",
    "screen.keypad.title",
    "screen.keypad.unknown",
    *KEYPAD,
    *PAIRING,
    *PRACTICE,
    "screen.purpose",
    "screen.emergency",
    "screen.invitation",
    "screen.invitation_gun",
    "screen.promise",
    "screen.privacy",
    "screen.distance",
    "screen.already_read",
    "screen.guidance.here",
    "screen.guidance.zone",
    "screen.camera_starts",
    "screen.gun",
    "screen.next",
    "screen.report",
    "report.send",
    "report.number",
    "screen.returns_in",
    "screen.online",
    "screen.offline",
    "screen.needs_staff",
    "screen.camera_off",
    "screen.demo.short",
    "screen.demo.short_upper",
    "screen.demo.long",
    "screen.for_shoppers",
    "screen.shopper.other",
    "screen.shopper.other.text",
    "screen.shopper.phone",
    "screen.shopper.phone.text",
    "screen.shopper.ask",
    "screen.shopper.ask.text",
    "screen.for_staff",
    "screen.staff.power",
    "screen.staff.power.text",
    "screen.staff.call",
    "screen.staff.call.text",
    "screen.error_number",
    "screen.since",
    *HINTS,
    *STAFF,
    *TROUBLES,
)
