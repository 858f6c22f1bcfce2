"""Synthetic pictures for the tests: codes drawn by zxing-cpp and qrcode, put before a plain or busy background."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import qrcode
import zxingcpp
from qrcode.constants import ERROR_CORRECT_M

from kiosk.camera.frame import Frame, Pixels

WIDTH = 1280
HEIGHT = 720
SEALED = b"https://id.nongsan.example/01/09521234543213/10/L2611A/21/7K2M9Q?17=261130&s=" + b"Ab0-_" * 18
FORMATS = zxingcpp.BarcodeFormat


def qr(content: bytes, module: int = 4) -> Pixels:
    """Return a QR code of these very bytes, black on white, with its quiet zone."""
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    drawing.add_data(content, optimize=0)
    drawing.make(fit=True)
    dark = np.array(drawing.get_matrix(), bool)
    drawn_dots: Pixels = np.where(dark, 20, 235).astype(np.uint8)
    return drawn_dots.repeat(module, axis=0).repeat(module, axis=1)


def gs1(elements: str, kind: zxingcpp.BarcodeFormat, module: int = 4) -> Pixels:
    """Return a GS1 code: `elements` as "(01)…(10)…"."""
    return drawn(zxingcpp.create_barcode(elements, kind, gs1=True), module)


def bars(digits: str, kind: zxingcpp.BarcodeFormat, module: int = 3) -> Pixels:
    """Return a linear code."""
    return drawn(zxingcpp.create_barcode(digits, kind), module)


def drawn(code: zxingcpp.Barcode, module: int) -> Pixels:
    picture = np.array(code.to_image(scale=module, add_quiet_zones=True), np.uint8)
    return np.clip(picture, 20, 235)


def background(seed: int = 1, width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """Return a soft, grey, uneven background with a camera's noise."""
    random = np.random.default_rng(seed)
    soft = cv2.resize(random.integers(70, 150, (9, 16), np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    noise = random.integers(0, 5, (height, width), np.uint8)
    return np.asarray(cv2.add(soft, noise), np.uint8)


def placed(code: Pixels, onto: Pixels | None = None, at: tuple[int, int] | None = None) -> Pixels:
    """Return the background with `code` in its middle, or with its top left corner at `at` (x, y)."""
    scene = (background() if onto is None else onto).copy()
    height, width = code.shape
    left, top = at or ((scene.shape[1] - width) // 2, (scene.shape[0] - height) // 2)
    scene[top : top + height, left : left + width] = code
    return scene


def turned(code: Pixels, degrees: float) -> Pixels:
    """Return `code` rotated on white."""
    side = int(max(code.shape) * 1.5)
    height, width = code.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += (side - width) / 2, (side - height) / 2
    return np.asarray(cv2.warpAffine(code, matrix, (side, side), borderValue=235), np.uint8)


def blurred(picture: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def frame(grey: Pixels, number: int = 1, taken_ns: int | None = None) -> Frame:
    return Frame(grey, number * 66_000_000 if taken_ns is None else taken_ns, number)


def write_clip(path: Path, pictures: list[Pixels], rate: float = 15.0) -> Path:
    """Write grey pictures as a Motion JPEG clip."""
    height, width = pictures[0].shape
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, (width, height))
    assert writer.isOpened()
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    return path
