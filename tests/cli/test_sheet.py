"""`kiosk central seal sheet`: from lines of links to a file that prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.commands.sheet import PAPER_NAMES
from tests.central.sheets.conftest import HAS_POPPLER, lot_of, pages_of, read_back
from tests.central.sheets.renderer import print_zpl
from tests.cli.conftest import Kiosk, Said

LABELS = [each.link for each in lot_of(3)]
LINES = "".join(json.dumps({"link": link, "code": {}}) + "\n" for link in LABELS).encode()
NAMES = ("--product", "Rau muống", "--producer", "HTX Rau mẫu")


@pytest.fixture
def command(kiosk: Kiosk) -> Kiosk:
    def call(*arguments: str, stdin: bytes = LINES) -> Said:
        return kiosk("central", "seal", "sheet", *arguments, stdin=stdin)

    return call


@pytest.mark.skipif(not HAS_POPPLER, reason="pdftoppm and pdffonts (poppler-utils) are not installed")
def test_pdf_reads_back(command: Kiosk, tmp_path: Path) -> None:
    sheet = tmp_path / "out.pdf"
    said = command("--links", "-", *NAMES, "--paper", "58", "--output", str(sheet))
    assert (said.status, said.out, said.err) == (0, "", "")
    assert [read_back(page) for page in pages_of(sheet.read_bytes(), tmp_path, 203)] == [[link] for link in LABELS]


@pytest.mark.parametrize("dpi", ["203", "300"])
def test_zpl_reads_back_with_so_many_copies(command: Kiosk, tmp_path: Path, dpi: str) -> None:
    links, sheet = tmp_path / "links.jsonl", tmp_path / "out.zpl"
    links.write_bytes(LINES)
    said = command(
        "--links", str(links), *NAMES, "--paper", "80", "--format", "zpl", "--dpi", dpi, "--copies", "2",
        "--output", str(sheet),
    )  # fmt: skip
    assert said.status == 0
    assert [read_back(label) for label in print_zpl(sheet.read_bytes())] == [[link] for link in LABELS for _ in "12"]


def test_sheet_of_what_seal_lot_prints_needs_nothing_between(command: Kiosk, tmp_path: Path) -> None:
    with_names = json.dumps({"link": LABELS[0], "product": "Cải ngọt", "producer": "HTX khác"}).encode()
    assert command("--links", "-", "--output", str(tmp_path / "out.pdf"), stdin=with_names).status == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("--links", "-", "--output", "{out}"), LINES, "SEAL-22: Line 1"),
        (("--links", "-", *NAMES, "--output", "{out}"), b"", "SEAL-23"),
        (("--links", "-", *NAMES, "--output", "{out}"), b"https://trace.example/", "SEAL-21: Line 1"),
        (("--links", "-", *NAMES, "--output", "{out}"), LINES + b"{", "SEAL-21: Line 4"),
        (("--links", "-", *NAMES, "--output", "{out}/no/such"), LINES, "SEAL-24"),
        (("--links", "{out}", *NAMES, "--output", "{out}"), LINES, "SEAL-24"),
        (("--links", "-", *NAMES, "--output", "{out}"), b"\xff", "SEAL-24"),
        (("--links", "-", *NAMES, "--copies", "10000", "--output", "{out}"), LINES, "SEAL-23: 30000 labels"),
        (("--links", "-", *NAMES, "--format", "zpl", "--output", "{out}"), LINES, "ZPL is for rolls"),
        (("--links", "-", *NAMES, "--paper", "a3", "--output", "{out}"), LINES, "a3"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    command: Kiosk, tmp_path: Path, arguments: tuple[str, ...], stdin: bytes, words: str
) -> None:
    out = tmp_path / "out"
    said = command(*(each.format(out=out) for each in arguments), stdin=stdin)
    assert said.status == 2
    assert words in said.err
    assert not out.exists()


def test_papers_of_the_command_are_those_of_the_table() -> None:
    from kiosk.central.seals.sheets.paper import PAPERS

    assert set(PAPER_NAMES) == set(PAPERS)
