"""Lines of a log without what is secret, or is about people: rather too little than too much is left. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

LEFT_OUT = "…"
_BLOCK = re.compile(r"-----BEGIN [^-]*-----.*?(?:-----END [^-]*-----|\Z)", re.DOTALL)
_DIGIT = re.compile(r"[0-9]")
_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(https?://)(?:[^\s/@]*@)?([^\s/\"'?#]+)[^\s\"']*"), rf"\1\2/{LEFT_OUT}"),
    (re.compile(r"\S+"), lambda word: LEFT_OUT if "@" in word[0] else word[0]),
    (
        re.compile(
            r"(?i)((?:password|passwd|token|secret|pin|key|user_code|device_code|authorization)\w{0,40}\s{0,4}[=:])\s*\S.*"
        ),
        rf"\1 {LEFT_OUT}",
    ),
    (re.compile(r"(?:\([0-9]{2,4}\)\S+\s*)+"), LEFT_OUT),
    (re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b"), LEFT_OUT),
    (re.compile(r"[A-Za-z0-9+=_-]{16,}"), lambda run: LEFT_OUT if _DIGIT.search(run[0]) else run[0]),
    (re.compile(r"[A-Za-z0-9+=_-]{40,}"), LEFT_OUT),
    (re.compile(r"(?<![0-9])0[0-9](?:[ .]?[0-9]){7,9}(?![0-9])"), LEFT_OUT),
    (re.compile(r"[0-9]{8,}"), LEFT_OUT),
)
"""In their order: addresses keep their host, words that announce a secret keep their name, the rest is left out.

Each takes time in proportion to the text, whatever a stranger put into it.
"""


def scrubbed(text: str) -> str:
    """Return `text` without keys, tokens, passwords, codes of labels, of pairings and of people, and addresses."""
    text = _BLOCK.sub(LEFT_OUT, text)
    for form, instead in _STEPS:
        text = form.sub(instead, text)
    return text
