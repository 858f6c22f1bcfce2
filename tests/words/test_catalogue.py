"""The catalogues: in step, complete, used, and never saying what nobody can know from a label."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk
from kiosk.codes.code import Refusal
from kiosk.messages.local import CameraState, Hint
from kiosk.records.registry import Step
from kiosk.verdicts.verdict import AuthenticityState, Headline, Level, Reason
from kiosk.wording.names import together
from kiosk.words import LANGUAGES, Words
from kiosk.words.compile import faults, mo_bytes, placeholders, read_words

ROOT = Path(kiosk.__file__).parent
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
QML_KEY = re.compile(r'qsTr\("([a-z0-9_.]+)"(\s*\+)?')
TEMPLATE_KEY = re.compile(r'words\("([a-z0-9_.]+)"(\s*~)?')
CLOSED_SETS = {
    "headline": Headline,
    "underline": Headline,
    "level": Level,
    "reason": Reason,
    "authenticity": AuthenticityState,
    "step": Step,
    "refusal": Refusal,
    "camera": CameraState,
    "screen.hint": Hint,
}
NEVER_SAID = {
    "vi": ("hàng giả", "an toàn", "chính hãng", "tem thật"),
    "en": ("fake", "counterfeit", "safe", "authentic ", "original product"),
}
OFFICIAL_NAMES = frozenset({"certificate.eligibility", "certificate.knowledge", "certificate.safe_chain"})
"""Certificates and the safe-chain programme keep the words of their own."""
LONGEST_HEADLINE = {"vi": 35, "en": 34}
"""35 is the wording of `genuine_lot` that the specification fixes; every other fits 34."""


def trees() -> Iterator[ast.AST]:
    for path in sorted(ROOT.rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def is_words(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {"words", "_words"} and bool(call.args)


def python_uses() -> tuple[set[str], set[str], set[str]]:
    """Keys given to `words`, prefixes of those that are put together, and all strings of the form of a key."""
    keys, prefixes, strings = set(), set(), set()
    for node in trees():
        if isinstance(node, ast.Call) and is_words(node) and isinstance(node.args[0], ast.Constant):
            keys.add(str(node.args[0].value))
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            prefixes.add(str(node.values[0].value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
            strings.add(node.value)
    return keys, {prefix for prefix in prefixes if re.fullmatch(r"[a-z_]+\.([a-z_.]*\.)?", prefix)}, strings


def qml_uses() -> tuple[set[str], set[str]]:
    """Keys given to `qsTr` in QML or to `words` in a page, and prefixes of those that are put together."""
    sources = (("*.qml", QML_KEY), ("*.html", TEMPLATE_KEY))
    found = [
        match
        for kind, key in sources
        for path in ROOT.rglob(kind)
        for match in key.finditer(path.read_text(encoding="utf-8"))
    ]
    return {m[1] for m in found if not m[2]}, {m[1] for m in found if m[2]}


def all_uses() -> tuple[set[str], set[str]]:
    keys, prefixes, strings = python_uses()
    qml_keys, qml_prefixes = qml_uses()
    return keys | strings | qml_keys, prefixes | qml_prefixes


def test_catalogues_are_in_order_compiled_and_alike() -> None:
    assert faults() == []


def test_every_key_that_python_or_qml_uses_has_words() -> None:
    keys, _, _ = python_uses()
    qml_keys, prefixes = qml_uses()
    words = read_words("vi")
    assert sorted((keys | qml_keys) - words.keys()) == []
    assert sorted(p for p in prefixes if not any(key.startswith(p) for key in words)) == []


def test_every_key_in_the_catalogue_is_used() -> None:
    keys, prefixes = all_uses()
    closed = {f"{section}.{member}" for section, members in CLOSED_SETS.items() for member in members}
    unused = [
        key
        for key in read_words("vi")
        if key not in keys and key not in closed and not any(key.startswith(prefix) for prefix in prefixes)
    ]
    assert unused == []


@pytest.mark.parametrize("section", CLOSED_SETS)
def test_every_member_of_a_closed_set_has_words(section: str) -> None:
    words = read_words("vi")
    refused_lines = {Headline.COPIED} if section == "underline" else set()
    members = [member for member in CLOSED_SETS[section] if member not in refused_lines]
    assert [member for member in members if f"{section}.{member}" not in words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_headline_is_too_long_for_one_line(language: str) -> None:
    words = read_words(language)
    too_long = [words[f"headline.{h}"] for h in Headline if len(words[f"headline.{h}"]) > LONGEST_HEADLINE[language]]
    assert too_long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_can_know_from_a_label_is_never_said(language: str) -> None:
    said = [
        (key, text)
        for key, text in read_words(language).items()
        if key not in OFFICIAL_NAMES and any(phrase in text.lower() for phrase in NEVER_SAID[language])
    ]
    assert said == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_composed_and_tidy(language: str) -> None:
    for key, text in read_words(language).items():
        assert unicodedata.is_normalized("NFC", text), key
        assert text == text.strip(), key
        assert "  " not in text, key
        assert "..." not in text, key


def test_headlines_that_the_specification_words() -> None:
    words = Words("vi")
    assert words("headline.genuine") == "Mã xác thực đúng, nguồn gốc rõ"
    assert words("headline.genuine_lot") == "Lô có đăng ký, tem dùng chung cả lô"
    assert words("headline.genuine_place") == "Biển cơ sở hợp lệ"
    assert words("headline.forged") == "Tem không hợp lệ"
    assert words("headline.copied") == "Mã này thấy ở nhiều chợ"
    assert words("headline.recalled") == "Lô hàng đang bị thu hồi"
    assert words("headline.not_certified") == "Chưa có chứng nhận còn hạn"
    assert words("headline.unknown_item") == "Chưa có trong hệ thống"
    assert words("headline.cannot_confirm") == "Chưa xác nhận được lúc này"
    assert words("headline.product_only") == "Mã này không cho biết lô hàng"
    assert words("headline.not_produce") == "Đây không phải mã nông sản"


def test_values_stand_in_their_places() -> None:
    assert Words("vi")("badge.days_left", days=21) == "Còn 21 ngày"
    assert Words("en")("badge.days_left", days=21) == "21 days left"
    assert placeholders("{number} · đến {day}") == {"number", "day"}


def test_a_value_is_never_read_as_a_pattern() -> None:
    assert Words("vi")("stated.by", who="{who} {0}") == "theo {who} {0}"


def test_a_key_without_words_is_shown_as_it_is() -> None:
    words = Words("en")
    assert words("no.such.key") == "no.such.key"
    assert not words.has("no.such.key")
    assert words.has("headline.genuine")


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        Words("fr")


def test_words_that_a_language_lacks_are_said_in_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language grows text by text: nobody ever reads a key."""
    for language, text in (("vi", "Giúp đỡ"), ("xx", "")):
        (folder := tmp_path / language / "LC_MESSAGES").mkdir(parents=True)
        words = {"title": f"{language}"} | ({"help": text} if text else {})
        (folder / "kiosk.mo").write_bytes(mo_bytes(language, words))
    monkeypatch.setattr("kiosk.words.words.FOLDER", tmp_path)
    monkeypatch.setattr("kiosk.words.words.LANGUAGES", ("vi", "xx"))
    third = Words("xx")
    assert (third("title"), third("help"), third("none.such")) == ("xx", "Giúp đỡ", "none.such")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_ends_between_a_number_and_its_unit_or_within_the_name_of_a_place(language: str) -> None:
    apart = {key: text for key, text in read_words(language).items() if together(text) != text}
    assert not apart


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_one_apostrophe(language: str) -> None:
    straight = {key: text for key, text in read_words(language).items() if "'" in text}
    assert not straight, "it is ’"
