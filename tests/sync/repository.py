"""A small repository with every key in the test's hand, and a loopback server that serves it as the centre does.

publisher = Publisher()
publisher.publish({"registry/opaque": b"…"})
with served(publisher) as server: … server.url …
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from securesystemslib.signer import CryptoSigner, Key
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from kiosk.messages.published import SIGNED_AT_FIELD, TUF_PATH

THRESHOLDS = {
    "root": (3, 5),
    "targets": (2, 3),
    "trust": (2, 3),
    "release": (2, 3),
    "registry": (1, 1),
    "settings": (1, 1),
    "snapshot": (1, 1),
    "timestamp": (1, 1),
}
"""How many must sign, and how many keys there are (docs/specs/seal.md)."""
DELEGATED = {"trust": 1, "release": 2, "registry": 4, "settings": 1}
"""And how deep their names may be."""
TOP_LEVEL = ("root", "targets", "snapshot", "timestamp")


def machine_now() -> datetime:
    """The library knows no other clock."""
    return datetime.now(UTC).replace(microsecond=0)


def new_keys(role: str) -> list[CryptoSigner]:
    return [CryptoSigner.generate_ed25519() for _ in range(THRESHOLDS[role][1])]


class Publisher:
    """Publishes; `files` is what is served, by the names below /v1/tuf/, to be spoiled at will."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.keys = {role: new_keys(role) for role in THRESHOLDS}
        self.lifetime = {role: timedelta(days=30) for role in THRESHOLDS}
        self.signed_at = machine_now()
        self.versions = dict.fromkeys(THRESHOLDS, 0)
        self.targets: dict[str, dict[str, TargetFile]] = {role: {} for role in DELEGATED}
        self.sign_root()
        self.sign_targets()
        for role in DELEGATED:
            self.sign_role(role)
        self.vouch()

    @property
    def root(self) -> bytes:
        """The first root, as a package ships it."""
        return self.files["metadata/1.root.json"]

    def publish(self, targets: Mapping[str, bytes], role: str | None = None) -> None:
        """Publish targets of one role, and let snapshot and timestamp vouch for them."""
        by = role or next(iter(targets)).partition("/")[0]
        self.put(targets, by)
        self.sign_role(by)
        self.vouch()

    def put(self, targets: Mapping[str, bytes], role: str) -> None:
        for name, content in targets.items():
            self.targets[role][name] = TargetFile.from_data(name, content, ["sha256"])
            self.files[served_name(name, content)] = content

    def rotate(self, role: str) -> None:
        """Give a role new keys, by whoever names them, and sign anew what they must sign."""
        old = self.keys[role]
        self.keys[role] = new_keys(role)
        if role in TOP_LEVEL:
            self.sign_root(*(old[: THRESHOLDS["root"][0]] if role == "root" else ()))
        if role == "targets" or role in DELEGATED:
            self.sign_targets()
        if role in DELEGATED:
            self.sign_role(role)
        self.vouch(is_new_snapshot=True)

    def sign_root(self, *besides: CryptoSigner) -> None:
        root = Root(version=self._next("root"), expires=self._end("root"), consistent_snapshot=True)
        for role in TOP_LEVEL:
            for signer in self.keys[role]:
                root.add_key(signer.public_key, role)
            root.roles[role].threshold = THRESHOLDS[role][0]
        self._store(f"{root.version}.root", self.signed(root, "root", besides=besides))

    def sign_targets(self) -> None:
        keys: dict[str, Key] = {one.public_key.keyid: one.public_key for role in DELEGATED for one in self.keys[role]}
        roles = {
            role: DelegatedRole(
                role,
                [one.public_key.keyid for one in self.keys[role]],
                THRESHOLDS[role][0],
                terminating=True,
                paths=[f"{role}{'/*' * levels}" for levels in range(1, depth + 1)],
            )
            for role, depth in DELEGATED.items()
        }
        signed = Targets(
            version=self._next("targets"), expires=self._end("targets"), delegations=Delegations(keys, roles)
        )
        self._store(f"{signed.version}.targets", self.signed(signed, "targets"))

    def sign_role(self, role: str, by: int | None = None) -> None:
        """Sign the next version of a delegated role, by `by` keys, or as many as it needs."""
        signed = Targets(version=self._next(role), expires=self._end(role), targets=dict(self.targets[role]))
        self._store(f"{signed.version}.{role}", self.signed(signed, role, by))

    def vouch(self, *, is_new_snapshot: bool = True) -> None:
        """Sign the next snapshot and timestamp."""
        if is_new_snapshot:
            meta = {f"{role}.json": MetaFile(self.versions[role]) for role in ("targets", *DELEGATED)}
            snapshot = Snapshot(version=self._next("snapshot"), expires=self._end("snapshot"), meta=meta)
            self._store(f"{snapshot.version}.snapshot", self.signed(snapshot, "snapshot"))
        self.sign_timestamp()

    def sign_timestamp(self, by: Sequence[CryptoSigner] | None = None) -> None:
        timestamp = Timestamp(
            version=self._next("timestamp"),
            expires=self._end("timestamp"),
            snapshot_meta=MetaFile(self.versions["snapshot"]),
            unrecognized_fields={SIGNED_AT_FIELD: self.signed_at.isoformat()},
        )
        whole = Metadata(timestamp)
        for signer in by or self.keys["timestamp"]:
            whole.sign(signer, append=True)
        self._store("timestamp", whole.to_bytes())

    def signed(
        self, signed: Root | Targets | Snapshot, role: str, by: int | None = None, besides: Sequence[CryptoSigner] = ()
    ) -> bytes:
        whole: Metadata[Root] | Metadata[Targets] | Metadata[Snapshot]
        whole = Metadata(signed)  # type: ignore[assignment,type-var]  # one of the three, whichever it is
        for signer in (*self.keys[role][: THRESHOLDS[role][0] if by is None else by], *besides):
            whole.sign(signer, append=True)
        return whole.to_bytes()

    def write(self, folder: Path) -> None:
        """Write a stick."""
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)

    def _store(self, name: str, content: bytes) -> None:
        self.files[f"metadata/{name}.json"] = content

    def _next(self, role: str) -> int:
        self.versions[role] += 1
        return self.versions[role]

    def _end(self, role: str) -> datetime:
        return machine_now() + self.lifetime[role]


def served_name(name: str, content: bytes) -> str:
    """Return under which name a target is served: its digest stands before its last part."""
    folder, _, last = name.rpartition("/")
    return f"targets/{folder}/{sha256(content).hexdigest()}.{last}"


@dataclass
class FileServer:
    """A loopback server. `broken` names files that break off in the middle, `endless` those that never end."""

    files: Mapping[str, bytes]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    endless: set[str] = field(default_factory=set)
    status: int = 200


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the body waits until the head is acknowledged
    server: _Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        told = self.server.told
        name = self.path.removeprefix(TUF_PATH)
        told.asked.append(name)
        content = told.files.get(name)
        if content is None or told.status != 200:
            self.send_response(404 if told.status == 200 else told.status)
            self.send_header("Content-Length", "0")
            self.send_header("Retry-After", "7")
            self.end_headers()
            return
        self.send_response(200)
        if name in told.endless:
            self.send_header("Connection", "close")
            self.end_headers()
            self._pour()
            return
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        is_broken = name in told.broken
        self.wfile.write(content[: len(content) // 2] if is_broken else content)
        self.close_connection = is_broken

    def _pour(self) -> None:
        self.close_connection = True
        try:
            for _ in range(4000):
                self.wfile.write(b"x" * 16384)
        except OSError:
            pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, told: FileServer) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.told = told


@contextmanager
def served(files: Mapping[str, bytes]) -> Iterator[FileServer]:
    """Serve `files` below /v1/tuf/ until the end."""
    told = FileServer(files)
    server = _Server(told)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), name="file server")
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
