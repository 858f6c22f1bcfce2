"""`kiosk central seal sheet`: from lines of links to a file that prints."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from kiosk.central import migrations
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.registry.load import load_registry
from kiosk.commands.sheet import PAPER_NAMES
from tests.central.registry_folder import write_registry
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


def test_what_seal_lot_prints_needs_nothing_else(command: Kiosk, tmp_path: Path) -> None:
    assert command("--links", "-", "--output", str(tmp_path / "out.pdf")).status == 0
    assert not (tmp_path / "state").exists()


def words_of(sheet: Path) -> str:
    return subprocess.run(["pdftotext", sheet, "-"], capture_output=True, text=True, check=True, timeout=20).stdout


@pytest.mark.skipif(not HAS_POPPLER, reason="pdftoppm and pdffonts (poppler-utils) are not installed")
def test_names_come_from_line_option_and_registry_in_this_order(
    command: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_CENTRAL__DATABASE_URL", sqlite_url(tmp_path / "central.db"))
    engine = open_database(sqlite_url(tmp_path / "central.db"))
    with engine.begin() as connection:
        migrations.upgrade(connection)
        load_registry(connection, write_registry(tmp_path / "sample"))
    engine.dispose()
    sheet = tmp_path / "out.pdf"
    assert command("--links", "-", "--output", str(sheet)).status == 0
    of_registry = words_of(sheet)
    assert (of_registry.count("Rau muống"), of_registry.count("HTX Rau mẫu, Xã Phúc Thịnh, Hà Nội")) == (3, 3)
    assert command("--links", "-", "--product", "Rau của tôi", "--output", str(sheet)).status == 0
    of_option = words_of(sheet)
    assert (of_option.count("Rau của tôi"), of_option.count("HTX Rau mẫu, Xã Phúc Thịnh, Hà Nội")) == (3, 3)
    line = json.dumps({"link": LABELS[0], "product": "Cải ngọt"}).encode()
    assert command("--links", "-", "--product", "Rau của tôi", "--output", str(sheet), stdin=line).status == 0
    assert ("Cải ngọt" in words_of(sheet), "Rau của tôi" in words_of(sheet)) == (True, False)


def test_database_that_does_not_answer_is_said(command: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CENTRAL__DATABASE_URL", sqlite_url(tmp_path / "empty.db"))
    said = command("--links", "-", "--output", str(tmp_path / "out.pdf"))
    assert (said.status, "STO-10" in said.err) == (2, True)
    assert command("--links", "-", *NAMES, "--output", str(tmp_path / "out.pdf")).status == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("--links", "-", "--product", "x" * 201, "--output", "{out}"), LINES, "SEAL-22: Line 1"),
        (("--links", "-", *NAMES, "--output", "{out}"), b"", "SEAL-23"),
        (("--links", "-", *NAMES, "--output", "{out}"), b"https://trace.example/", "SEAL-21: Line 1"),
        (("--links", "-", *NAMES, "--output", "{out}"), LINES + b"{", "SEAL-21: Line 4"),
        (("--links", "-", *NAMES, "--output", "{out}/no/such"), LINES, "SEAL-24"),
        (("--links", "{out}", *NAMES, "--output", "{out}"), LINES, "SEAL-24"),
        (("--links", "-", *NAMES, "--output", "{out}"), b"\xff", "SEAL-24"),
        (("--links", "-", *NAMES, "--copies", "10000", "--output", "{out}"), LINES, "SEAL-23: labels given: 30000"),
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
