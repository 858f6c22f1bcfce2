"""The striped bar code of the samples as modules: EAN-13 (GS1 General Specifications, 5.2.1)."""

from __future__ import annotations

EAN_QUIET = (11, 7)
"""Light modules before and after an EAN-13."""

_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITIES = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")


def ean13(digits: str) -> tuple[bool, ...]:
    """Return the 95 modules of the EAN-13 `digits`, which hold their check digit."""
    right = [pattern.translate(str.maketrans("01", "10")) for pattern in _ODD]
    even = [pattern[::-1] for pattern in right]
    parity = _PARITIES[int(digits[0])]
    left = [(_ODD if kind == "O" else even)[int(digit)] for kind, digit in zip(parity, digits[1:7], strict=True)]
    bars = "101" + "".join(left) + "01010" + "".join(right[int(digit)] for digit in digits[7:]) + "101"
    return tuple(bar == "1" for bar in bars)
