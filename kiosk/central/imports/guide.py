"""The columns of every table, for docs/import.md: `python -m kiosk.central.imports.guide` prints them anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from kiosk.central.imports.cells import choice_words
from kiosk.central.imports.columns import Column, columns_of, header_of
from kiosk.central.registry.row_kinds import ROW_KINDS, RowKind
from kiosk.central.registry.rules import Form
from kiosk.words import Words

FORMS: Mapping[Form, str] = {
    Form.TEXT: "chữ",
    Form.CODE: "mã (định dạng ô: Văn bản)",
    Form.DAY: "ngày dd/mm/yyyy",
    Form.WHOLE: "số nguyên",
    Form.DECIMAL: "số, như 21,0285",
    Form.YES_NO: "có / không",
    Form.LIST: "nhiều mã, cách nhau bằng dấu chấm phẩy hoặc dấu phẩy",
}


def column_tables() -> str:
    """Return one table a kind of rows: header in Vietnamese, in English, what stands in it, whether it must."""
    return "\n".join(_table(kind) for kind in ROW_KINDS)


def _table(kind: RowKind) -> str:
    vietnamese, english = Words("vi"), Words("en")
    key = f"table.{kind.name}"
    lines = [
        f"### {vietnamese(key)} · {english(key)} (`{kind.name}`)",
        "| cột | column | nội dung | bắt buộc |",
        "|---|---|---|---|",
        *(_line(column, vietnamese, english) for column in columns_of(kind)),
        "",
    ]
    return "\n".join(lines)


def _line(column: Column, vietnamese: Words, english: Words) -> str:
    headers = f"| {header_of(vietnamese, column.field)} | {header_of(english, column.field)} (`{column.field}`)"
    return f"{headers} | {', '.join(_content(column, vietnamese))} | {'có' if column.is_required else ''} |"


def _content(column: Column, words: Words) -> Iterator[str]:
    chosen = choice_words(column.field, words)
    if not chosen or column.form is Form.LIST:
        yield FORMS[column.form]
    if chosen:
        yield f"một trong: {' / '.join(chosen)}"


if __name__ == "__main__":
    click.echo(column_tables())
