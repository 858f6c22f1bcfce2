"""The printable sheet: every label reads back from paper as its payload."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from bench.samples.barcodes import ean13
from bench.samples.sheet import write_sheet
from kiosk.central.seals.sheets.square import qr_matrix
from tests.sample.samples import FOLDER, LABELS

DPI = 200


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed")
def test_every_label_of_the_sheet_reads_back_as_its_payload(tmp_path: Path) -> None:
    sheet = FOLDER / "labels.pdf"
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", sheet, tmp_path / "page"], check=True, timeout=50)
    read = {
        (barcode.bytes.decode(), str(barcode.symbology_identifier))
        for page in sorted(tmp_path.glob("page*.png"))
        for barcode in zxingcpp.read_barcodes(np.asarray(Image.open(page)))
    }
    assert read == {(label["payload"], label["symbology"]) for label in LABELS}


def test_sheet_is_the_same_at_every_run(tmp_path: Path) -> None:
    for name in ("one.pdf", "other.pdf"):
        write_sheet(tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()


def test_sealed_labels_fit_their_38_mm_with_quiet_zone() -> None:
    sides = [len(qr_matrix(label["payload"])) for label in LABELS if label["symbology"] == "]Q1"]
    assert max(sides) + 2 * 4 <= 61
    assert 53 in sides


def test_ean_has_its_guards_and_95_modules() -> None:
    bars = "".join("01"[bar] for bar in ean13("9521234543213"))
    assert len(bars) == 95
    assert (bars[:3], bars[45:50], bars[-3:]) == ("101", "01010", "101")
