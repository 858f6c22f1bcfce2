"""The samples' test keys at the centre, so that a demonstration can seal labels: loaded with the samples alone."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection

from kiosk.central.database import insert_of
from kiosk.central.registry.read import REMEDY, read_json
from kiosk.central.seals.practice_vault import SEED_BYTES, PracticeVault
from kiosk.central.seals.publishing import newest_list, remember_list
from kiosk.central.seals.tables import signing_keys
from kiosk.central.seals.vault import KeyName
from kiosk.errors import ListError
from kiosk.trust.message import FIRST_TEST_KEY_ID, MAX_KEY_ID
from kiosk.trust.read import trust_list_from_json


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kid: Annotated[int, Field(ge=FIRST_TEST_KEY_ID, le=MAX_KEY_ID)]
    establishment_id: Annotated[str, Field(min_length=1, max_length=64)]
    seed: Annotated[bytes, Field(min_length=44, max_length=44)]


class _PracticeKeys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    earlier: Mapping[str, object]
    """The list before the newest: without one a demonstration would wait 48 hours."""
    keys: tuple[_Entry, ...]


def load_practice_keys(connection: Connection, path: Path) -> None:
    """Store the test keys in the file at `path`, and the list that came before. Raises ListError."""
    try:
        read = _PracticeKeys.model_validate(read_json(path))
        entries = [(entry, b64decode(entry.seed, validate=True)) for entry in read.keys]
    except ValueError as fault:
        raise _broken(path, fault) from fault
    remember_list(connection, trust_list_from_json(json.dumps(read.earlier), path.name))
    made_at = newest_list(connection).issued
    for entry, seed in entries:
        if len(seed) != SEED_BYTES:
            raise _broken(path, ValueError(f"the seed of key {entry.kid} has {len(seed)} bytes"))
        held = PracticeVault().hold(KeyName(entry.kid, entry.establishment_id), seed)
        row = {
            "kid": entry.kid,
            "establishment_id": entry.establishment_id,
            "public": held.public,
            "vault": held.vault,
            "handle": held.handle,
            "made_at": made_at,
        }
        connection.execute(insert_of(connection, signing_keys).values(row).on_conflict_do_nothing())


def _broken(path: Path, fault: ValueError) -> ListError:
    first = fault.errors()[0] if isinstance(fault, ValidationError) else None
    said = str(fault) if first is None else f"field {'.'.join(map(str, first['loc']))!r}: {first['msg']}"
    return ListError("REG-03", f"{path.name}: {said}.", REMEDY)
