"""Labels to print: sealed links with names, and how they are read back from what was drawn."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from kiosk.central.seals.sheets.fonts import Fonts
from kiosk.central.seals.sheets.label import LabelText, label_text
from kiosk.settings import assets_dir
from kiosk.words import Words

SEAL = "H_oXrxhD7FFEG37kjig-A4bsTg1M8Iok0tHShS_5F3uHbxU-WYEz1X-mCuLih1_IcjuIutLUFCCAIRi2ZLwAu290Cw"
GOODS = "https://trace.example/01/09521234543213/10"
PLACE = f"https://trace.example/414/9521234000013?s={SEAL}"
VI, EN = Words("vi"), Words("en")
YEAR = 2026
HAS_POPPLER = shutil.which("pdftoppm") is not None and shutil.which("pdffonts") is not None

Pixels = NDArray[np.uint8]


def link(serial: int = 0, lot: str = "L2611A", more: str = "") -> str:
    """A sealed link of one pack."""
    return f"{GOODS}/{lot}/21/7K2M{serial:04d}?17=261130{more}&s={SEAL}"


def label(text: str = "", name: str = "Rau muống", producer: str = "HTX Rau mẫu, xã Phúc Thịnh, Hà Nội") -> LabelText:
    return label_text(text or link(), name, producer, VI, YEAR)


def lot_of(count: int) -> tuple[LabelText, ...]:
    """Labels of one lot, each with its own serial. The seal is not checked where labels are drawn."""
    good = label()
    return tuple(replace(good, link=link(serial)) for serial in range(count))


def read_back(picture: Pixels) -> list[str]:
    """What the kiosk's decoder reads in a picture, in no order."""
    return [barcode.bytes.decode() for barcode in zxingcpp.read_barcodes(picture)]


def pages_of(sheet: bytes, folder: Path, dpi: int) -> Iterator[Pixels]:
    """The pages of a PDF as a printer would see them."""
    (folder / "sheet.pdf").write_bytes(sheet)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-png", "sheet.pdf", "page"], cwd=folder, check=True, timeout=50
    )
    for page in sorted(folder.glob("page*.png")):
        yield np.asarray(Image.open(page).convert("L"))


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts(assets_dir() / "fonts")
