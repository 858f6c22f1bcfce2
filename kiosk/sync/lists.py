"""Putting the trust list that the city signed into the file that the screen judges by, with the label schemes."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pydantic_core import to_jsonable_python

from kiosk.codes.schemes import Scheme
from kiosk.durable import write_whole
from kiosk.errors import ListError
from kiosk.sync.former_lists import keep_former
from kiosk.trust.lists import TrustList
from kiosk.trust.read import lists_from_json, scheme_from_json, trust_list_from_json

LISTS_FILE = "lists.json"
DAMAGED_FILE = "lists.json.damaged"

_log = logging.getLogger(__name__)


def place_trust_list(
    state: Path, document: bytes, release_lists: Path, registered: Sequence[Scheme], signed_at: datetime
) -> tuple[TrustList, bool]:
    """Return the list that `document` holds, in place in the state folder, and whether the file is another than before.

    The schemes of other labels beside it are those that are `registered`; then the release's, else those that stand
    there, of other ids. What stood there is kept for replays, or put aside where it is damaged; `signed_at` is when
    the city signed that this one is its newest. Raises ListError for a list that this release does not understand,
    which leaves the one before in place; OSError.
    """
    text = document.decode("utf-8", "replace")
    trust = trust_list_from_json(text, "the trust list that was published")
    path = state / LISTS_FILE
    known = _understood(registered)
    named = {one["id"] for one in known}
    schemes = [*known, *(one for one in _schemes(path, release_lists) if one["id"] not in named)]
    content = json.dumps({"trust": json.loads(text), "schemes": schemes}, ensure_ascii=False).encode()
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


def _understood(registered: Sequence[Scheme]) -> list[dict[str, object]]:
    """Return those that the screen can read: one bad row must not cost the trust list."""
    understood = []
    for scheme in registered:
        row = to_jsonable_python(scheme)
        try:
            scheme_from_json(json.dumps(row), f"the scheme {scheme.id!r} of the registry")
        except ListError as fault:
            _log.warning("%s It is left out.", fault)
            continue
        understood.append(row)
    return understood


def _schemes(path: Path, release_lists: Path) -> list[dict[str, object]]:
    """Return the schemes of the first file that is whole."""
    for known in (release_lists, path):
        content = _bytes_of(known)
        if content is None:
            continue
        try:
            lists_from_json(content.decode("utf-8", "replace"), str(known))
        except ListError:
            continue
        return list(json.loads(content)["schemes"])
    return []


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
