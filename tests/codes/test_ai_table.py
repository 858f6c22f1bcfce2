"""Our table of application identifiers against the dictionary that GS1 publishes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.codes.ai_table import AIS, PRIMARY_KEYS, Ai
from kiosk.codes.gs1_checks import CHECKS, UNCHECKED

PROJECT = Path(__file__).parents[2]
STANDARDS = Path(os.environ.get("STANDARDS_DIR", PROJECT.parent / "shared" / "standards"))
DICTIONARY = STANDARDS / "gs1" / "gs1-syntax-dictionary.txt"


def published() -> Iterator[tuple[str, str, list[str]]]:
    """Identifier, flags, and the words behind them, of each line of the dictionary."""
    for line in DICTIONARY.read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].split()
        if not words:
            continue
        run = words.pop(0)
        flags = words.pop(0) if set(words[0]) <= set("*?") else ""
        first, _, last = run.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield str(number).zfill(len(first)), flags, words


def printed(ai: Ai) -> list[str]:
    """Our row in the dictionary's own notation."""
    parts = []
    for part in ai.parts:
        length = str(part.longest) if part.shortest == part.longest else f"..{part.longest}"
        form = f"[{part.kind}{length}]" if part.is_optional else f"{part.kind}{length}"
        parts.append(",".join((form, *part.checks)))
    words = [*parts]
    if ai.needs:
        words.append("req=" + ",".join("+".join(together) for together in ai.needs))
    if ai.excludes:
        words.append("ex=" + ",".join(ai.excludes))
    if ai.qualifiers is not None:
        sequences = "|".join(",".join(sequence) for sequence in ai.qualifiers)
        words.append(f"dlpkey={sequences}" if sequences else "dlpkey")
    return words


@pytest.mark.skipif(not DICTIONARY.exists(), reason=f"no GS1 syntax dictionary at {DICTIONARY}; set STANDARDS_DIR")
def test_every_published_identifier_is_in_our_table_as_published() -> None:
    rows = list(published())
    assert {digits for digits, _, _ in rows} == set(AIS)
    for digits, flags, words in rows:
        ai = AIS[digits]
        assert (digits, sorted(printed(ai))) == (digits, sorted(words))
        assert (digits, ai.has_known_length, ai.is_attribute) == (digits, "*" in flags, "?" in flags)


def test_no_identifier_begins_with_another() -> None:
    assert not [(one, other) for one in AIS for other in AIS if one != other and other.startswith(one)]


def test_every_check_of_the_table_is_known() -> None:
    named = {check for ai in AIS.values() for part in ai.parts for check in part.checks}
    assert named == set(CHECKS) | UNCHECKED


def test_the_keys_of_seals_and_loads_begin_links() -> None:
    assert {"00", "01", "414"} <= set(PRIMARY_KEYS)
