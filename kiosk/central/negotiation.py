"""What a request would rather have: a media type, a language (RFC 9110, sections 12.4 and 12.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_HEADER = 1000
"""Of a longer header nothing is read: no browser writes one."""
MAX_RANGES = 40


@dataclass(frozen=True, slots=True)
class _Range:
    name: str
    quality: float


def preferred_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return which of the `offered` media types `accept` likes best, the earlier of equals; None for none of them.

    Without a header everything is welcome. Parameters other than `q` are not looked at.
    """
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    liked = [(_quality(kind, ranges), kind) for kind in offered]
    best = max(quality for quality, _ in liked)
    return next(kind for quality, kind in liked if quality == best) if best > 0 else None


def wants_page(accept: str) -> bool:
    """Return whether a browser asks: it names text/html, and likes nothing better. `*/*` alone is a program's."""
    ranges = _ranges(accept)
    quality = max((each.quality for each in ranges if each.name == "text/html"), default=0.0)
    return quality > 0 and quality >= max(each.quality for each in ranges)


def preferred_language(accept_language: str) -> str:
    """Return "vi" or "en", whichever `accept_language` likes better.

    Vietnamese where nothing is said; English for who reads neither.
    """
    ranges = _ranges(accept_language)
    liked = {"vi": 0.0, "en": 0.0}
    for each in ranges:
        language = each.name.partition("-")[0]
        if language in liked:
            liked[language] = max(liked[language], each.quality)
    if liked["vi"] == liked["en"]:
        is_stranger = liked["vi"] == 0.0 and any(each.name != "*" and each.quality > 0 for each in ranges)
        return "en" if is_stranger else "vi"
    return max(liked, key=lambda language: liked[language])


def _ranges(header: str) -> list[_Range]:
    """Return what the header names, in lower case; what is badly written is left out."""
    if len(header) > MAX_HEADER:
        return []
    ranges = []
    for piece in header.lower().split(",")[:MAX_RANGES]:
        name, *parameters = (part.strip() for part in piece.split(";"))
        quality = next((_number(part[2:]) for part in parameters if part.startswith("q=")), 1.0)
        if name and quality is not None:
            ranges.append(_Range(name, quality))
    return ranges


def _number(text: str) -> float | None:
    """Return a quality from 0 to 1, or None where `text` is none."""
    if not text or len(text) > 5 or not set(text) <= set("0123456789."):
        return None
    try:
        return min(float(text), 1.0)
    except ValueError:
        return None


def _quality(kind: str, ranges: list[_Range]) -> float:
    """Return how welcome `kind` is: what its most exact range says."""
    for pattern in (kind, kind.partition("/")[0] + "/*", "*/*"):
        for each in ranges:
            if each.name == pattern:
                return each.quality
    return 0.0
