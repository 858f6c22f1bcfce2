"""Lines of a log without what is secret, or is about people: rather too little than too much is left. Pure."""

from __future__ import annotations

import re

LEFT_OUT = "…"
_BLOCK = re.compile(r"-----BEGIN [^-]*-----.*?(?:-----END [^-]*-----|\Z)", re.DOTALL)
_STEPS = (
    (re.compile(r"(https?://)(?:[^\s/@]*@)?([^\s/\"'?#]+)[^\s\"']*"), rf"\1\2/{LEFT_OUT}"),
    (re.compile(r"\S+@\S+"), LEFT_OUT),
    (
        re.compile(
            r"(?i)\b(\w*(?:password|passwd|token|secret|pin|key|user_code|device_code|authorization)\w*)(\s*[=:]\s*)\S.*"
        ),
        rf"\1\2{LEFT_OUT}",
    ),
    (re.compile(r"(?:\([0-9]{2,4}\)\S+\s*)+"), LEFT_OUT),
    (re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b"), LEFT_OUT),
    (
        re.compile(r"[A-Za-z0-9+=_-]*[0-9][A-Za-z0-9+=_-]*"),
        lambda found: found[0] if len(found[0]) < 16 else LEFT_OUT,
    ),
    (re.compile(r"[A-Za-z0-9+=_-]{40,}"), LEFT_OUT),
    (re.compile(r"(?<![0-9])0[0-9](?:[ .]?[0-9]){7,9}(?![0-9])"), LEFT_OUT),
    (re.compile(r"[0-9]{8,}"), LEFT_OUT),
)
"""In their order: addresses keep their host, words that announce a secret keep their name, the rest is left out."""


def scrubbed(text: str) -> str:
    """Return `text` without keys, tokens, passwords, codes of labels, of pairings and of people, and addresses."""
    text = _BLOCK.sub(LEFT_OUT, text)
    for form, instead in _STEPS:
        text = form.sub(instead, text)
    return text
