"""What the commands say is right for one thing as for many: a number stands behind its noun, not before a plural."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk

FOLDER = Path(kiosk.__file__).parent
PLURALS = {"codes", "faults", "files", "frames", "keys", "labels", "rows", "times", "tokens", "users"}
BEFORE_A_TOTAL = (" of ", " not ", "than ")
"""Such as "1 of 2 keys": the noun is that of the total, which is more than one."""


def clashes(source: str) -> Iterator[str]:
    """Give each noun in the plural that stands behind a number which may be one."""
    for string in ast.walk(ast.parse(source)):
        if not isinstance(string, ast.JoinedStr):
            continue
        before = ""
        for part, behind in zip(string.values, [*string.values[1:], None], strict=True):
            if isinstance(part, ast.FormattedValue) and isinstance(behind, ast.Constant):
                words = str(behind.value).replace(";", " ").replace(".", " ").replace(",", " ").split()
                is_next = str(behind.value)[:1] == " " != str(behind.value)[1:2]
                constant = isinstance(part.value, ast.Name) and part.value.id.isupper()
                if is_next and not constant and not before.endswith(BEFORE_A_TOTAL):
                    yield from (word for word in words[:2] if word in PLURALS)
            before = str(part.value) if isinstance(part, ast.Constant) else ""


@pytest.mark.parametrize("folder", ["central", "commands", "doctor", "journal", "processes"])
def test_no_number_stands_before_a_plural(folder: str) -> None:
    found = {(path.name, word) for path in (FOLDER / folder).rglob("*.py") for word in clashes(path.read_text("utf-8"))}
    assert found == set()


def test_such_a_number_is_found() -> None:
    assert list(clashes('f"{count} tokens"')) == ["tokens"]
    assert list(clashes('f"tokens: {count}"')) == []
