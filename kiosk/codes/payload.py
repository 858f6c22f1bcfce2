"""What a decoder, or a finger on the keypad, gave us: bytes that a stranger chose."""

from __future__ import annotations

from dataclasses import dataclass

MAX_PAYLOAD_BYTES = 512
TYPED = "typed"
"""In place of a symbology: somebody typed it at a kiosk's keypad, so that no label was read."""


@dataclass(frozen=True, slots=True)
class Payload:
    """Untrusted bytes and where they came from.

    `symbology` is the AIM identifier that the decoder reported ("]Q1", "]E0", "]d2", "]C1",
    "]e0" …), TYPED for what was typed at a kiosk, or None where nobody says (`kiosk check TEXT`).
    """

    content: bytes
    symbology: str | None = None
