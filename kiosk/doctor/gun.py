"""A scanner gun on a serial line, checked by the card that the project prints: each letter must come as it is.

Guns are set up by codes of their maker, and come as keyboards do: with other letters, with capitals only,
without the separator of GS1 codes. A label that was sealed is then refused, and nobody sees why.
"""

from __future__ import annotations

import string
import time

from kiosk.camera.gun import Gun
from kiosk.codes.payload import Payload
from kiosk.doctor.row import Row, failed, ok, warning

GS = "\x1d"
TITLE = "KIOSK GUN CARD 1"
SYMBOLS = "!\"%&'()*+,-./:;<=>?_"
"""The symbols that a GS1 code may hold (GS1 General Specifications, figure 7.11-1)."""
SECTIONS = (TITLE, string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS, "END")
CARD = GS.join(SECTIONS)
"""What is in the card's code."""
WAIT_S = 60.0
_MANUAL = "by the codes in the gun's manual"


def read_card(gun: Gun, for_s: float = WAIT_S) -> tuple[Row, ...]:
    """Return the rows of the first reading of the card within `for_s` seconds. Raises CameraError CAM-02."""
    until_s, others = time.monotonic() + for_s, 0
    while time.monotonic() < until_s:
        payload = gun.read()
        if payload is None:
            continue
        if _is_card(payload):
            return gun_rows(payload)
        others += 1
    what = f"other codes read: {others}" if others else "nothing was read"
    remedy = "Print the card (kiosk doctor card FILE), end the kiosk's camera service, and read the card's code."
    return (failed("gun", f"{what} in {for_s:g} s, the card was not", remedy),)


def gun_rows(payload: Payload) -> tuple[Row, ...]:
    """Return what became of each kind of letter on the card."""
    text = payload.content.decode("latin-1")
    body = text[len(TITLE) :].replace(GS, "")
    capitals, small = body[: len(string.ascii_uppercase)], body[len(string.ascii_uppercase) :]
    return (
        ok("gun", f"it reads: {len(text)} of {len(CARD)} characters came"),
        _letters("capitals", string.ascii_uppercase, capitals),
        _letters("small letters", string.ascii_lowercase, small[: len(string.ascii_lowercase)]),
        _signs("digits", string.digits, text),
        _signs("symbols", SYMBOLS, text),
        _separator(text),
        _symbology(payload),
    )


def _is_card(payload: Payload) -> bool:
    return payload.content.decode("latin-1").casefold().startswith(TITLE[:5].casefold())


def _letters(name: str, wanted: str, came: str) -> Row:
    if came == wanted.swapcase():
        return failed(name, "they come as the other case", f"Switch case conversion and Caps Lock off, {_MANUAL}.")
    return _signs(name, wanted, came)


def _signs(name: str, wanted: str, text: str) -> Row:
    if wanted in text:
        return ok(name, "as printed")
    missing = [letter for letter in wanted if letter not in text]
    what = f"these do not come: {' '.join(missing)}" if missing else "they come in another order"
    return failed(name, what, f"Set the gun to a serial line (USB CDC) and an American keyboard, {_MANUAL}.")


def _separator(text: str) -> Row:
    if text.count(GS) == CARD.count(GS):
        return ok("separator", "GS comes as it is")
    remedy = f"Switch 'transmit GS (FNC1)' on, {_MANUAL}: without it lot and serial run together."
    return failed("separator", f"GS came {text.count(GS)} of {CARD.count(GS)} times", remedy)


def _symbology(payload: Payload) -> Row:
    if payload.symbology == "]Q1":
        return ok("symbology", "the gun says what kind of code it read, or it can be seen")
    return warning(
        "symbology",
        f"taken for {payload.symbology}, which is not the card's",
        f"Switch 'transmit AIM ID' on, {_MANUAL}.",
    )
