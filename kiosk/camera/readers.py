"""The two decoders behind one form: zxing-cpp, the first reader, and zbar, the second.

Both are fed by strangers. What a code says is taken as bytes: the text that either makes of
them guesses the character set (zbar garbles nearly all Vietnamese). Both read wrong numbers
with right check digits out of bars now and then; decode.py asks bars twice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import zxingcpp
from zxingcpp import BarcodeFormat, BarcodeFormats

from kiosk.camera.frame import Corners, Pixels, Point
from kiosk.codes.payload import Payload

_log = logging.getLogger(__name__)

SQUARES = (BarcodeFormat.QRCodeModel1, BarcodeFormat.QRCodeModel2)
"""Neither Micro QR nor rMQR: no produce scheme prints them."""
MATRIX = (BarcodeFormat.DataMatrix,)
BARS = (
    BarcodeFormat.EAN13,
    BarcodeFormat.EAN8,
    BarcodeFormat.UPCA,
    BarcodeFormat.ITF14,
    BarcodeFormat.Code128,
    BarcodeFormat.DataBar,
)
ALL = (*SQUARES, *MATRIX, *BARS)

Formats = Sequence[BarcodeFormat]


@dataclass(frozen=True, slots=True)
class Found:
    """A code as a decoder gave it; corners in the pixels of the picture that it was given."""

    payload: Payload
    corners: Corners
    format: str

    @property
    def is_bars(self) -> bool:
        """Whether nothing but a check digit speaks for what was read."""
        return self.payload.symbology not in _PROVEN

    def scaled(self, by: int) -> Found:
        """Return it with the corners of a picture that is `by` times as large."""
        first, second, third, fourth = ((x * by, y * by) for x, y in self.corners)
        return Found(self.payload, (first, second, third, fourth), self.format)


_PROVEN = frozenset({"]Q0", "]Q1", "]Q2", "]Q3", "]Q4", "]Q5", "]Q6", "]d0", "]d1", "]d2", "]d3", "]d4", "]d5", "]d6"})
"""Symbologies with error correction over the whole content (ISO/IEC 15424 identifiers)."""


def zxing(picture: Pixels, formats: Formats, *, thorough: bool) -> list[Found]:
    """Return the codes that zxing-cpp reads; `thorough` tries inverted and reduced pictures too."""
    codes = zxingcpp.read_barcodes(
        picture, formats=BarcodeFormats(list(formats)), try_rotate=True, try_invert=thorough, try_downscale=thorough
    )
    found = (_from_zxing(code) for code in codes if code.valid and code.bytes)
    return [one for one in found if one is not None]


def _from_zxing(code: zxingcpp.Barcode) -> Found | None:
    if code.symbology_identifier.startswith("]I") and not _is_itf14(code.bytes):
        return None
    at = code.position
    corners = tuple((point.x, point.y) for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))
    return Found(Payload(code.bytes, code.symbology_identifier), _four(corners), str(code.format))


def _is_itf14(digits: bytes) -> bool:
    """Return whether these are 14 digits with their check digit: ITF reads parts of itself as whole codes."""
    if not re.fullmatch(rb"[0-9]{14}", digits):
        return False
    weighed = sum((digit - 48) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[:-1]))
    return (10 - weighed % 10) % 10 == digits[-1] - 48


class _ZbarRect(Protocol):
    left: int
    top: int
    width: int
    height: int


class _ZbarCode(Protocol):
    data: bytes
    type: str
    rect: _ZbarRect
    polygon: Sequence[Point]


_ZBAR = {"QRCODE": ("]Q1", "QR Code"), "EAN13": ("]E0", "EAN-13"), "EAN8": ("]E4", "EAN-8")}
"""What zbar is asked for. It drops the FNC1 that makes a Code 128 or DataBar a GS1 code, and
reads UPC-E and Interleaved 2 of 5 out of nothing."""
_ELEMENT_STRING = re.compile(rb"01[0-9]{14}|00[0-9]{18}|414[0-9]{13}")
"""Such a QR code may have been a GS1 one ("]Q3"), which zbar does not tell: left to zxing-cpp."""


def zbar(picture: Pixels) -> list[Found]:
    """Return the codes that zbar reads, as far as it can be believed; none where the library is not installed."""
    decode = _zbar()
    if decode is None:
        return []
    found = (_from_zbar(code) for code in decode(picture))
    return [one for one in found if one is not None]


def _from_zbar(code: _ZbarCode) -> Found | None:
    known = _ZBAR.get(code.type)
    is_plain = all(0x20 <= byte <= 0x7E for byte in code.data)
    if known is None or not code.data or not is_plain:
        return None
    symbology, name = known
    if symbology == "]Q1" and _ELEMENT_STRING.match(code.data):
        return None
    return Found(Payload(bytes(code.data), symbology), _zbar_corners(code), name)


def _zbar_corners(code: _ZbarCode) -> Corners:
    if len(code.polygon) == 4:
        # zbar goes round the other way: top left, bottom left, bottom right, top right
        first, second, third, fourth = ((int(x), int(y)) for x, y in code.polygon)
        return first, fourth, third, second
    left, top, right, bottom = (
        int(code.rect.left),
        int(code.rect.top),
        int(code.rect.left + code.rect.width),
        int(code.rect.top + code.rect.height),
    )
    return (left, top), (right, top), (right, bottom), (left, bottom)


class _Decode(Protocol):
    def __call__(self, picture: Pixels) -> Sequence[_ZbarCode]: ...


def load() -> None:
    """Load now what is loaded at first use otherwise: processes forked after it have it at once."""
    _zbar()


@cache
def _zbar() -> _Decode | None:
    """Return zbar's decoder; without the system's libzbar the kiosk reads on with zxing-cpp alone."""
    try:
        from pyzbar import pyzbar  # loads a library of the system, which may be absent
    except (ImportError, OSError) as fault:
        _log.warning("zbar, the second reader, is absent (%s): install libzbar0", fault)
        return None
    wanted = [pyzbar.ZBarSymbol[name] for name in _ZBAR]

    def decode(picture: Pixels) -> Sequence[_ZbarCode]:
        codes: Sequence[_ZbarCode] = pyzbar.decode(picture, symbols=wanted)
        return codes

    return decode


def _four(points: Sequence[Point]) -> Corners:
    first, second, third, fourth = points
    return first, second, third, fourth
