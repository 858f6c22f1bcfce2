"""Bytes → text, or the reason why a stranger's bytes are none."""

from __future__ import annotations

import re

from kiosk.codes.code import Refusal
from kiosk.codes.payload import MAX_PAYLOAD_BYTES, Payload

GS = "\x1d"
"""The separator that stands for FNC1 in what a decoder transmits."""

GS1_SYMBOLOGIES = frozenset(("]C1", "]e0", "]e1", "]e2", "]d2", "]d5", "]Q3", "]Q4", "]J1", "]J4"))
"""AIM identifiers with FNC1 first: GS1-128, DataBar and composites, DataMatrix, QR, DotCode."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_CONTROL_BUT_GS = re.compile("[\x00-\x1c\x1e\x1f\x7f-\x9f]")


def is_gs1(symbology: str | None) -> bool:
    """Return whether a decoder that reports `symbology` found GS1 element strings."""
    return symbology in GS1_SYMBOLOGIES


def read_text(payload: Payload) -> str | Refusal:
    """Return the text of `payload`, untouched, or why it is refused before anything is read.

    At most 512 bytes of UTF-8 without a control character; GS only where the decoder
    reports a GS1 symbology.
    """
    if len(payload.content) > MAX_PAYLOAD_BYTES:
        return Refusal.TOO_LONG
    try:
        text = payload.content.decode("utf-8")
    except UnicodeDecodeError:
        return _refusal_of_bytes(payload.content)
    control = _CONTROL_BUT_GS if is_gs1(payload.symbology) else _CONTROL
    return Refusal.CONTROL if control.search(text) else text


def _refusal_of_bytes(content: bytes) -> Refusal:
    """In an old encoding too, a control character is said first."""
    return Refusal.CONTROL if any(byte < 0x20 or byte == 0x7F for byte in content) else Refusal.NOT_TEXT
