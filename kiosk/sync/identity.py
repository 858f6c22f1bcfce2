"""Who this unit is: its key, which never leaves it, and the certificate that the centre gave for it.

The folder `identity` of the state folder holds both, closed to other users. It appears whole, by one
rename, when a pairing has succeeded; renewals replace one file in it. A second copy of the papers stands
beside them: a unit that cannot read its name could tell nobody what ails it. Of the key there is one.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.durable import settle, write_whole
from kiosk.errors import StoreError
from kiosk.messages.enrolment import Enrolled
from kiosk.sync.signing import RequestSigner, SignedRequests, SigningClock

FOLDER = "identity"
KEY_FILE = "key.pem"
PAPERS_FILE = "papers.json"
KEPT_PAPERS = "papers.good.json"
DAMAGED_PAPERS = "papers.json.damaged"
_ONLY_OWNER = 0o600

_log = logging.getLogger(__name__)


class Papers(BaseModel):
    """What the centre gave this unit, beside where it is asked."""

    model_config = ConfigDict(frozen=True)

    url: str
    enrolled: Enrolled


@dataclass(frozen=True, slots=True)
class Identity:
    """A paired unit. `papers` change with each renewal, the key does not."""

    key: Ed25519PrivateKey
    papers: Papers

    @property
    def device_id(self) -> str:
        """The kiosk's id at the centre."""
        return self.papers.enrolled.device_id

    @property
    def market_id(self) -> str:
        """The market that the kiosk belongs to."""
        return self.papers.enrolled.market_id

    def signs(self, now: Callable[[], datetime]) -> SignedRequests:
        """Return what signs this unit's requests; `now` is its own clock, which may be wrong."""
        return SignedRequests(RequestSigner(self.device_id, self.key), SigningClock(now))


def new_key() -> Ed25519PrivateKey:
    """Return a key that nobody has."""
    return Ed25519PrivateKey.generate()


def has_identity(state: Path) -> bool:
    """Return whether there is an identity, whole or not."""
    return (state / FOLDER).exists()


def read_identity(state: Path) -> Identity | None:
    """Return this unit's identity; None where it was never paired. Raises StoreError STO-20 for a broken one."""
    folder = state / FOLDER
    if not folder.exists():
        return None
    try:
        key = load_pem_private_key((folder / KEY_FILE).read_bytes(), None)
        papers = _papers_of(folder)
    except OSError as fault:
        raise _broken(folder, str(fault.strerror)) from fault
    except (ValueError, ValidationError) as fault:
        raise _broken(folder, type(fault).__name__) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise _broken(folder, f"{KEY_FILE} is no Ed25519 key")
    return Identity(key, papers)


def mend_papers(state: Path) -> None:
    """Put damaged papers aside and the second copy in their place, or keep that copy up to date; never raises.

    For the process that owns the folder. A disk that takes nothing is no reason not to work with what can be read.
    """
    folder = state / FOLDER
    if not folder.exists():
        return
    named, kept = folder / PAPERS_FILE, folder / KEPT_PAPERS
    good, copy = _whole(named), _whole(kept)
    try:
        if good is None and copy is not None:
            _log.error("STO-20: %s is damaged: it is put aside, and the copy beside it is used", named)
            if named.exists():
                named.replace(folder / DAMAGED_PAPERS)
            write_whole(named, copy, mode=_ONLY_OWNER)
        elif good is not None and good != copy:
            write_whole(kept, good, mode=_ONLY_OWNER)
    except OSError as fault:
        _log.warning("the papers in %s cannot be kept twice: %s", folder, fault.strerror)


def _papers_of(folder: Path) -> Papers:
    """Return the papers of an identity, by the second copy where they are damaged. Raises OSError, ValueError."""
    whole = _whole(folder / PAPERS_FILE) or _whole(folder / KEPT_PAPERS)
    return Papers.model_validate_json(whole or (folder / PAPERS_FILE).read_bytes())


def _whole(path: Path) -> bytes | None:
    """Return the bytes of a file of papers; None where they are none."""
    try:
        content = path.read_bytes()
        Papers.model_validate_json(content)
    except (OSError, ValidationError):
        return None
    return content


def centre_url(told: str, identity: Identity | None) -> str:
    """Return where this unit's centre is: what its settings tell (central.url), else where it was paired.

    "" where neither says; then it works by its own data alone.
    """
    return told or ("" if identity is None else identity.papers.url)


def write_identity(state: Path, identity: Identity) -> None:
    """Write a new identity, whole or not at all, in place of the one before. Raises StoreError STO-01."""
    folder, beside, before = (state / name for name in (FOLDER, f"{FOLDER}.new", f"{FOLDER}.old"))
    pem = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        for left in (beside, before):
            shutil.rmtree(left, ignore_errors=True)
        beside.mkdir(mode=0o700)
        write_whole(beside / KEY_FILE, pem, mode=_ONLY_OWNER)
        write_whole(beside / PAPERS_FILE, identity.papers.model_dump_json().encode(), mode=_ONLY_OWNER)
        if folder.exists():
            folder.rename(before)
        beside.rename(folder)
        settle(state)
        shutil.rmtree(before, ignore_errors=True)
    except OSError as fault:
        raise _unwritten(folder, fault) from fault


def write_papers(state: Path, papers: Papers) -> None:
    """Replace the papers of the identity that stands, whole or not at all. Raises StoreError STO-01."""
    folder, content = state / FOLDER, papers.model_dump_json().encode()
    try:
        for name in (PAPERS_FILE, KEPT_PAPERS):
            write_whole(folder / name, content, mode=_ONLY_OWNER)
    except OSError as fault:
        raise _unwritten(folder, fault) from fault


def _broken(folder: Path, why: str) -> StoreError:
    return StoreError(
        "STO-20", f"the identity of this unit in {str(folder)!r} cannot be read: {why}.", "Run: kiosk enrol URL --again"
    )


def _unwritten(folder: Path, fault: OSError) -> StoreError:
    return StoreError(
        "STO-01",
        f"the folder {str(folder)!r} cannot be used: {fault.strerror}.",
        "Run as the kiosk's user, or set KIOSK_PLACES__STATE to a folder that this user may write.",
    )
