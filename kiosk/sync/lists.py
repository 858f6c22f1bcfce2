"""Putting the trust list that the city signed into the file that the screen judges by."""

from __future__ import annotations

import json
from pathlib import Path

from kiosk.errors import ListError
from kiosk.sync.durable import write_whole
from kiosk.trust.lists import TrustList
from kiosk.trust.read import lists_from_json, trust_list_from_json

LISTS_FILE = "lists.json"


def place_trust_list(state: Path, document: bytes, release_lists: Path) -> tuple[TrustList, bool]:
    """Return the list that `document` holds, in place in the state folder, and whether it is another than before.

    The schemes of other labels are the release's, else those that stand there. Raises ListError for a list that
    this release does not understand, which leaves the one before in place; OSError.
    """
    text = document.decode("utf-8", "replace")
    trust = trust_list_from_json(text, "the trust list that was published")
    path = state / LISTS_FILE
    lists = json.dumps({"trust": json.loads(text), "schemes": _schemes(path, release_lists)}, ensure_ascii=False)
    content = lists.encode()
    if _bytes_of(path) == content:
        return trust, False
    write_whole(path, content)
    return trust, True


def _schemes(path: Path, release_lists: Path) -> object:
    """Return the schemes of the first file that is whole."""
    for known in (release_lists, path):
        content = _bytes_of(known)
        if content is None:
            continue
        try:
            lists_from_json(content.decode("utf-8", "replace"), str(known))
        except ListError:
            continue
        return json.loads(content)["schemes"]
    return []


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
