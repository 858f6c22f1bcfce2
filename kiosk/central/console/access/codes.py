"""Codes of the second factor: by time (RFC 6238: SHA-1, 6 digits, 30 s), and those for when the telephone is lost."""

from __future__ import annotations

import base64
import hashlib
import secrets
import string
from datetime import datetime
from typing import Final

import qrcode
import qrcode.image.svg
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from markupsafe import Markup

STEP_S: Final = 30
DRIFT = (0, -1, 1)
"""Steps that a telephone's clock may be off."""
RECOVERY_CODES = 10
RECOVERY_LETTERS = 16
"""80 bits each: a fast hash keeps them."""

_SECRET_BYTES: Final = 20
_DIGITS: Final = 6
_ALPHABET: Final = "".join(sorted(set(string.ascii_uppercase + string.digits) - set("IO01")))
_ISSUER: Final = "Trạm quét Hà Nội"


def new_secret() -> str:
    """Return a new secret in base 32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """Return the 30 seconds, counted from 1970, whose code of `secret` it is, near `now`; None for none."""
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    step = int(now.timestamp()) // STEP_S
    factor = _factor(secret)
    return next((step + drift for drift in DRIFT if _is_of(factor, digits, step + drift)), None)


def code_at(secret: str, now: datetime) -> str:
    """Return the code of `secret` at `now`, as a telephone shows it."""
    return _factor(secret).generate(int(now.timestamp())).decode("ascii")


def drawn(secret: str, name: str) -> Markup:
    """Return the QR code, as SVG, by which a telephone takes over `secret` for the user called `name`."""
    maker = qrcode.QRCode(border=2, image_factory=qrcode.image.svg.SvgPathImage)
    maker.add_data(_factor(secret).get_provisioning_uri(name, _ISSUER))
    svg: str = maker.make_image().to_string(encoding="unicode")
    return Markup(svg[svg.index("<svg") :])  # noqa: S704  # made of squares


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten codes, in fours, none of whose letters is mistaken for another."""
    letters = ("".join(secrets.choice(_ALPHABET) for _ in range(RECOVERY_LETTERS)) for _ in range(RECOVERY_CODES))
    return tuple("-".join(code[at : at + 4] for at in range(0, RECOVERY_LETTERS, 4)) for code in letters)


def digest_of_recovery(code: str) -> str | None:
    """Return the SHA-256 by which a recovery code is kept, however it is typed; None for what is none."""
    letters = "".join(letter for letter in code.upper() if letter in _ALPHABET)
    return hashlib.sha256(letters.encode()).hexdigest() if len(letters) == RECOVERY_LETTERS else None


def _factor(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), _DIGITS, SHA1(), STEP_S)  # noqa: S303  # what telephones know


def _is_of(factor: TOTP, digits: str, step: int) -> bool:
    try:
        factor.verify(digits.encode("ascii"), step * STEP_S)
    except InvalidToken:
        return False
    return True
