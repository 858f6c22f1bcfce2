"""A label as it comes from the printer: a code with its quiet zone on paper, words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import qrcode
import zxingcpp
from qrcode.constants import ERROR_CORRECT_M

from kiosk.camera.frame import Pixels
from kiosk.codes.payload import Payload

MODULE = 8
"""Pixels a module of the drawing."""
PAPER, INK = 235, 25
QUIET = 4
CHARACTERS = 165
"""A sealed link of the longest usual kind: 53 modules a side at level M."""
GTIN = "09521234543213"


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """The drawing, MODULE pixels a module, and what it says."""

    drawing: Pixels
    payload: Payload


def sealed_link(number: int) -> bytes:
    """Return a link of CHARACTERS characters, another for each number."""
    head = f"https://id.nongsan.example/01/{GTIN}/10/L{number:06d}/21/{number * 7919 % 10**8:08d}?17=270131&s="
    rest = CHARACTERS - len(head)
    random = np.random.default_rng(number)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return (head + "".join(letters[one] for one in random.integers(0, 64, rest))).encode()


@cache
def square(number: int) -> Label:
    """Return a sealed label."""
    content = sealed_link(number)
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    drawing.add_data(content, optimize=0)
    drawing.make(fit=True)
    return _printed(np.array(drawing.get_matrix(), bool), Payload(content, "]Q1"))


@cache
def matrix(number: int) -> Label:
    """Return a GS1 Data Matrix."""
    return _by_zxing(f"(01){GTIN}(10)L{number:06d}", zxingcpp.BarcodeFormat.DataMatrix, "]d2", is_gs1=True)


@cache
def ean(number: int) -> Label:
    """Return an EAN-13 of the demonstration prefix."""
    digits = f"952{number * 7919 % 10**9:09d}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10
    return _by_zxing(f"{digits}{check}", zxingcpp.BarcodeFormat.EAN13, "]E0")


@cache
def databar(number: int) -> Label:
    """Return a DataBar Expanded as scales print it."""
    elements = f"(01)9{GTIN[1:-1]}8(3103){number % 10**6:06d}"
    return _by_zxing(elements, zxingcpp.BarcodeFormat.DataBarExpanded, "]e0", is_gs1=True)


def _by_zxing(text: str, kind: zxingcpp.BarcodeFormat, symbology: str, *, is_gs1: bool = False) -> Label:
    code = zxingcpp.create_barcode(text, kind, gs1=is_gs1)
    dark = np.array(code.to_image(scale=1, add_quiet_zones=False), np.uint8) < 128
    if dark.shape[0] < 8:
        dark = np.repeat(dark[:1], dark.shape[1] // 3, axis=0)
    (read,) = zxingcpp.read_barcodes(
        code.to_image(scale=4, add_quiet_zones=True), formats=zxingcpp.BarcodeFormats([kind])
    )
    return _printed(dark, Payload(read.bytes, symbology))


def _printed(dark: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], payload: Payload) -> Label:
    """Return the code on a sticker, three lines of words below it."""
    rows, columns = dark.shape
    words = 12
    dots = np.full((rows + 2 * QUIET + words, columns + 2 * QUIET), PAPER, np.uint8)
    dots[QUIET : QUIET + rows, QUIET : QUIET + columns][dark] = INK
    drawing = dots.repeat(MODULE, axis=0).repeat(MODULE, axis=1)
    for line, text in enumerate(("RAU MUONG - HTX RAU MAU", "Lo L2611A  HSD 31/01/27", "0,5 kg  TRUY XUAT")):
        at = (QUIET * MODULE, (rows + 2 * QUIET + 3 * (line + 1)) * MODULE)
        cv2.putText(drawing, text, at, cv2.FONT_HERSHEY_SIMPLEX, columns * MODULE / 480, INK, 2, cv2.LINE_AA)
    return Label(drawing, payload)
