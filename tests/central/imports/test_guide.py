"""docs/import.md lists the columns as they are."""

from __future__ import annotations

from pathlib import Path

from kiosk.central.imports.guide import column_tables

GUIDE = Path(__file__).parents[3] / "docs" / "import.md"


def test_guide_lists_the_columns_of_every_table() -> None:
    assert GUIDE.read_text(encoding="utf-8").endswith(column_tables())
