"""`python -m kiosk.words.compile`: sort each .po and write its .mo. `--check` only says what is out of step.

Babel is needed here and nowhere at run time.
"""

from __future__ import annotations

import io
import string
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from kiosk.words.words import DOMAIN, FOLDER, languages_in

LANGUAGES = languages_in(FOLDER, "po")

HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: kiosk\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def po_path(language: str) -> Path:
    """Return the catalogue that people edit."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_words(language: str) -> dict[str, str]:
    """Return key → words of the catalogue that people edit, in its order.

    Raises ValueError for a key that stands there twice.
    """
    with po_path(language).open("rb") as catalogue:
        words = [(str(m.id), str(m.string)) for m in read_po(catalogue, locale=language, abort_invalid=True) if m.id]
    lines = [line for line in po_path(language).read_text(encoding="utf-8").splitlines() if line.startswith("msgid ")]
    if len(lines) != len(set(lines)):
        twice = sorted({line for line in lines if lines.count(line) > 1})
        raise ValueError(f"{po_path(language)}: stands there twice: {', '.join(twice)}")
    return dict(words)


def section(key: str) -> str:
    """Return the section that a key stands in: its first word."""
    return key.partition(".")[0]


def po_text(language: str, words: dict[str, str]) -> str:
    """Return the catalogue as a file: by section, in each by key, one entry in two lines, so that merges are easy."""
    parts = [HEADER.format(language=language)]
    for name, keys in groupby(sorted(words, key=lambda key: (section(key), key)), key=section):
        parts.append(f"\n# ---- {name} ----\n")
        parts.extend(f'\nmsgid "{_escaped(key)}"\nmsgstr "{_escaped(words[key])}"\n' for key in keys)
    return "".join(parts)


def mo_bytes(language: str, words: dict[str, str]) -> bytes:
    """Return the compiled catalogue; the same words always give the same bytes."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    catalog = Catalog(
        language, DOMAIN, project=DOMAIN, charset="utf-8", creation_date=day, revision_date=day, fuzzy=False
    )
    for key, text in sorted(words.items()):
        catalog.add(key, text)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def faults() -> list[str]:
    """Return what is out of step, one sentence each: between .po and .mo, and between the languages."""
    words = {language: read_words(language) for language in LANGUAGES}
    found = [fault for language in LANGUAGES for fault in _file_faults(language, words[language])]
    first = words[LANGUAGES[0]]
    for language in LANGUAGES[1:]:
        other = words[language]
        found += [f"{key}: not in all languages" for key in sorted(first.keys() ^ other.keys())]
        found += [
            f"{key}: other placeholders in {language}"
            for key in sorted(first.keys() & other.keys())
            if placeholders(first[key]) != placeholders(other[key])
        ]
    return found


def _file_faults(language: str, words: dict[str, str]) -> list[str]:
    po, mo = po_path(language), po_path(language).with_suffix(".mo")
    found = [f"{key}: no words in {language}" for key, text in words.items() if not text.strip()]
    if po.read_text(encoding="utf-8") != po_text(language, words):
        found.append(f"{po}: not in order")
    if not mo.exists() or _compiled_words(mo) != words:
        found.append(f"{mo}: not in step with its .po")
    return found


def _compiled_words(path: Path) -> dict[str, str]:
    with path.open("rb") as compiled:
        return {str(message.id): str(message.string) for message in read_mo(compiled) if message.id}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 where something is out of step.")
def main(check: bool) -> None:  # noqa: FBT001 - click's way
    """Sort the catalogues and compile them."""
    try:
        found = _compiled(is_check=check)
    except ValueError as wrong:  # a key that stands twice
        found = [str(wrong)]
    for fault in found:
        click.echo(fault, err=True)
    if found:
        click.echo("Run `python -m kiosk.words.compile`, and give every key its words in all languages.", err=True)
        raise SystemExit(1)


def _compiled(*, is_check: bool) -> list[str]:
    if not is_check:
        for language in LANGUAGES:
            words = read_words(language)
            po_path(language).write_text(po_text(language, words), encoding="utf-8")
            po_path(language).with_suffix(".mo").write_bytes(mo_bytes(language, words))
    return faults()


if __name__ == "__main__":
    main()
