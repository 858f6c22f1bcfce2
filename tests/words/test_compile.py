"""The compiler of the catalogues, on catalogues of its own."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.words import compile as compiling
from kiosk.words.compile import main, mo_bytes, po_text

GOOD = {"vi": {"b.one": "một {n}", "a.two": 'hai "hai"\nba'}, "en": {"b.one": "one {n}", "a.two": "two"}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiling, "FOLDER", tmp_path)
    for language, words in GOOD.items():
        path = tmp_path / language / "LC_MESSAGES" / "kiosk.po"
        path.parent.mkdir(parents=True)
        path.write_text(po_text(language, words), encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


def test_compiled_words_are_those_of_the_po(folder: Path) -> None:
    assert run()[0] == 0
    with (folder / "vi" / "LC_MESSAGES" / "kiosk.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    assert catalogue.gettext("a.two") == 'hai "hai"\nba'
    assert run("--check") == (0, "")


def test_the_same_words_give_the_same_bytes() -> None:
    assert mo_bytes("vi", GOOD["vi"]) == mo_bytes("vi", dict(reversed(GOOD["vi"].items())))
    assert gettext.GNUTranslations(io.BytesIO(mo_bytes("vi", GOOD["vi"]))).gettext("b.one") == "một {n}"


def test_words_appended_at_the_end_are_sorted_in(folder: Path) -> None:
    for language in GOOD:
        po = folder / language / "LC_MESSAGES" / "kiosk.po"
        po.write_text(po.read_text(encoding="utf-8") + '\nmsgid "a.one"\nmsgstr "x"\n', encoding="utf-8")
    assert run("--check")[0] == 1
    assert run()[0] == 0
    text = po.read_text(encoding="utf-8")
    assert text.index("# ---- a ----") < text.index("a.one") < text.index("a.two") < text.index("# ---- b ----")


@pytest.mark.parametrize(
    ("language", "words", "fault"),
    [
        ("en", {"b.one": "one {n}"}, "a.two: not in all languages"),
        ("en", {"b.one": "one", "a.two": "two"}, "b.one: other placeholders in en"),
        ("vi", {"b.one": "một {n}", "a.two": ""}, "a.two: no words in vi"),
    ],
)
def test_a_fault_is_named(folder: Path, language: str, words: dict[str, str], fault: str) -> None:
    po = folder / language / "LC_MESSAGES" / "kiosk.po"
    po.write_text(po_text(language, words), encoding="utf-8")
    code, output = run()
    assert code == 1
    assert fault in output


def test_a_key_that_stands_there_twice_is_refused(folder: Path) -> None:
    po = folder / "vi" / "LC_MESSAGES" / "kiosk.po"
    po.write_text(po.read_text(encoding="utf-8") + '\nmsgid "a.two"\nmsgstr "x"\n', encoding="utf-8")
    code, output = run("--check")
    assert code == 1
    assert 'msgid "a.two"' in output


def test_a_forgotten_compilation_is_named(folder: Path) -> None:
    assert run()[0] == 0
    po = folder / "vi" / "LC_MESSAGES" / "kiosk.po"
    po.write_text(po.read_text(encoding="utf-8").replace("một", "mốt"), encoding="utf-8")
    code, output = run("--check")
    assert code == 1
    assert "not in step with its .po" in output
