"""Payload → code: exactly one family, by the first pattern that fits."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.codes.code import Code
from kiosk.codes.payload import Payload
from kiosk.codes.schemes import Scheme


def classify(payload: Payload, hosts: Sequence[str], schemes: Sequence[Scheme]) -> Code:
    """Return what `payload` is. Total: never raises. `hosts` are the city's own, lower case."""
    raise NotImplementedError
