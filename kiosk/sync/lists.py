"""Putting the trust list that the city signed into the file that the screen judges by."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path

from kiosk.durable import write_whole
from kiosk.errors import ListError
from kiosk.sync.former_lists import keep_former
from kiosk.trust.lists import TrustList
from kiosk.trust.read import lists_from_json, trust_list_from_json

LISTS_FILE = "lists.json"
DAMAGED_FILE = "lists.json.damaged"

_log = logging.getLogger(__name__)


def place_trust_list(state: Path, document: bytes, release_lists: Path, signed_at: datetime) -> tuple[TrustList, bool]:
    """Return the list that `document` holds, in place in the state folder, and whether it is another than before.

    The schemes of other labels are the release's, else those that stand there. What stood there is kept for replays,
    or put aside where it is damaged; `signed_at` is when the city signed that this one is its newest. Raises ListError
    for a list that this release does not understand, which leaves the one before in place; OSError.
    """
    text = document.decode("utf-8", "replace")
    trust = trust_list_from_json(text, "the trust list that was published")
    path = state / LISTS_FILE
    lists = json.dumps({"trust": json.loads(text), "schemes": _schemes(path, release_lists)}, ensure_ascii=False)
    content = lists.encode()
    before = _bytes_of(path)
    if before == content:
        return trust, False
    if before is not None:
        _keep(state, before, trust, signed_at)
    write_whole(path, content)
    return trust, True


def _keep(state: Path, before: bytes, by: TrustList, replaced_at: datetime) -> None:
    """Keep what stands where `by` comes: for replays, or put aside where nobody can read it. Raises OSError."""
    path = state / LISTS_FILE
    try:
        former = lists_from_json(before.decode("utf-8", "replace"), str(path)).trust
    except ListError as fault:
        _log.error("%s It is put aside as %s.", fault, DAMAGED_FILE)
        path.replace(path.with_name(DAMAGED_FILE))
        return
    if former != by:
        keep_former(state, former.version, before, replaced_at)


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
