"""Who this unit is: its key, which never leaves it, and the certificate that the centre gave for it.

The folder `identity` of the state folder holds both, closed to other users. It appears whole, by one
rename, when a pairing has succeeded; renewals replace one file in it. A second copy of each file stands
beside it, as closed: a unit that has lost its name or its key could tell nobody what ails it.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.durable import settle, write_whole
from kiosk.errors import StoreError
from kiosk.messages.enrolment import Enrolled
from kiosk.sync.signing import RequestSigner, SignedRequests, SigningClock

FOLDER = "identity"
KEY_FILE = "key.pem"
KEPT_KEY = "key.good.pem"
DAMAGED_KEY = "key.pem.damaged"
PAPERS_FILE = "papers.json"
KEPT_PAPERS = "papers.good.json"
DAMAGED_PAPERS = "papers.json.damaged"
UNREADABLE = "STO-20"
_ONLY_OWNER = 0o600
_NO_KEY = (ValueError, TypeError, UnsupportedAlgorithm)
"""What bytes raise that are no key of ours, or no papers: garbage, one under a password, one of another kind."""

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
    """Return this unit's identity, by second copies where files are damaged; None where it was never paired.

    Raises StoreError STO-20 for a broken one.
    """
    folder = state / FOLDER
    if not folder.exists():
        return None
    try:
        papers = Papers.model_validate_json(_best(folder, _PAPERS))
        key = load_pem_private_key(_best(folder, _key_of(papers)), None)
    except OSError as fault:
        raise _broken(folder, str(fault.strerror)) from fault
    except _NO_KEY as fault:
        raise _broken(folder, type(fault).__name__) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise _broken(folder, f"{KEY_FILE} is no Ed25519 key")
    return Identity(key, papers)


def mend_identity(state: Path) -> None:
    """Put damaged files aside and their second copies in their place, or keep the copies up to date; never raises.

    For the process that owns the folder. A disk that takes nothing is no reason not to work with what can be read.
    """
    folder = state / FOLDER
    if not folder.exists():
        return
    papers = _mended(folder, _PAPERS)
    _mended(folder, _key_of(None if papers is None else Papers.model_validate_json(papers)))


@dataclass(frozen=True, slots=True)
class _Twice:
    """A file of the identity, its second copy, and its name when it is put aside; `is_good` judges its bytes."""

    name: str
    copy: str
    aside: str
    is_good: Callable[[bytes], bool]

    def whole(self, path: Path) -> bytes | None:
        """Return the bytes of a good file; None where it is none."""
        with suppress(OSError):
            if self.is_good(content := path.read_bytes()):
                return content
        return None


def _mended(folder: Path, file: _Twice) -> bytes | None:
    """Return what the file holds afterwards, None where neither it nor its copy is good."""
    named, kept = folder / file.name, folder / file.copy
    good, copy = file.whole(named), file.whole(kept)
    try:
        if good is None and copy is not None:
            _log.error("%s: %s is damaged: it is put aside, and the copy beside it is used", UNREADABLE, named)
            if named.exists():
                named.replace(folder / file.aside)
            write_whole(named, copy, mode=_ONLY_OWNER)
        elif good is not None and good != copy:
            write_whole(kept, good, mode=_ONLY_OWNER)
    except OSError as fault:
        _log.warning("%s cannot be kept twice: %s", named, fault.strerror)
    return good or copy


def _best(folder: Path, file: _Twice) -> bytes:
    """Return a good file, or its copy, or at last what there is. Raises OSError."""
    named = folder / file.name
    return file.whole(named) or file.whole(folder / file.copy) or named.read_bytes()


def _is_papers(content: bytes) -> bool:
    try:
        Papers.model_validate_json(content)
    except ValidationError:
        return False
    return True


_PAPERS = _Twice(PAPERS_FILE, KEPT_PAPERS, DAMAGED_PAPERS, _is_papers)


def _key_of(papers: Papers | None) -> _Twice:
    """Return the files of the key, which must be that of the certificate in `papers`: any bytes are some key."""
    certified = None if papers is None else _certified(papers.enrolled.certificate)

    def is_good(content: bytes) -> bool:
        try:
            key = load_pem_private_key(content, None)
        except _NO_KEY:
            return False
        return isinstance(key, Ed25519PrivateKey) and certified in (None, key.public_key().public_bytes_raw())

    return _Twice(KEY_FILE, KEPT_KEY, DAMAGED_KEY, is_good)


def _certified(certificate: str) -> bytes | None:
    """Return the public key of a certificate; None where it says none that is understood."""
    try:
        key = load_pem_x509_certificate(certificate.encode()).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else None


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
        papers = identity.papers.model_dump_json().encode()
        files = {KEY_FILE: pem, KEPT_KEY: pem, PAPERS_FILE: papers, KEPT_PAPERS: papers}
        for name, content in files.items():
            write_whole(beside / name, content, mode=_ONLY_OWNER)
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
        UNREADABLE,
        f"the identity of this unit in {str(folder)!r} cannot be read: {why}.",
        "Run: kiosk enrol URL --again",
    )


def _unwritten(folder: Path, fault: OSError) -> StoreError:
    return StoreError(
        "STO-01",
        f"the folder {str(folder)!r} cannot be used: {fault.strerror}.",
        "Run as the kiosk's user, or set KIOSK_PLACES__STATE to a folder that this user may write.",
    )
