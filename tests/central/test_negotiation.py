"""Which language and which media type a request would rather have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.negotiation import MAX_HEADER, preferred_language, preferred_type, wants_page

HTML, JSON = "text/html", "application/json"
CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("*", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-GB,en;q=0.9,vi;q=0.8", "en"),
        ("vi;q=0.2, EN;q=0.3", "en"),
        ("fr-FR,fr;q=0.9", "en"),
        ("fr,vi;q=0.5,en;q=0.4", "vi"),
        ("en,vi", "vi"),
        ("en;q=0", "vi"),
        ("en;q=wrong", "vi"),
        ("x" * (MAX_HEADER + 1), "vi"),
    ],
)
def test_language_is_the_better_liked_of_the_two(header: str, language: str) -> None:
    assert preferred_language(header) == language


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("", HTML),
        ("*/*", HTML),
        (CHROMIUM, HTML),
        ("application/json", JSON),
        ("application/*, text/*;q=0.5", JSON),
        ("text/html;q=0.1, */*;q=0.2", JSON),
        ("application/json;q=0, */*", HTML),
        ("text/html;q=0, application/json;q=0", None),
        ("image/png", None),
    ],
)
def test_media_type_is_the_best_liked_of_those_offered(header: str, kind: str | None) -> None:
    assert preferred_type(header, (HTML, JSON)) == kind


@pytest.mark.parametrize(
    ("header", "is_browser"),
    [(CHROMIUM, True), ("text/html", True), ("", False), ("*/*", False), ("application/json, text/html;q=0.9", False)],
)
def test_page_is_for_who_names_it_first(header: str, is_browser: bool) -> None:
    assert wants_page(header) is is_browser


@given(st.text(max_size=80))
def test_no_header_breaks_it(header: str) -> None:
    assert preferred_language(header) in {"vi", "en"}
    assert preferred_type(header, (HTML,)) in {HTML, None}
    wants_page(header)
