"""What a kiosk sent compressed, unpacked up to a bound: a small body must not become a large one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

import zstandard
from starlette.exceptions import HTTPException

from kiosk.central.problems import BODY, NotValid, wrong_field
from kiosk.messages.journal_runs import MAX_WINDOW_BYTES

_GZIP = zlib.MAX_WBITS | 16


def unpacked(body: bytes, coding: str, max_bytes: int) -> bytes:
    """Return `body`, whose Content-Encoding is `coding`, as it was before it was compressed.

    Raises HTTPException: 415 for another coding, 413 where it has more than `max_bytes`, 400 where it is not whole.
    """
    unpack = _CODINGS.get(coding.strip().lower())
    if unpack is None:
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"The content coding {coding[:20]!r} is not known here: send {', '.join(filter(None, _CODINGS))} or none.",
        )
    read = unpack(body, max_bytes)
    if len(read) > max_bytes:
        raise HTTPException(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"What is sent here has {max_bytes} bytes at most, unpacked."
        )
    return read


def _plain(body: bytes, _max_bytes: int) -> bytes:
    return body


def _gunzipped(body: bytes, max_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        read = unpacker.decompress(body, max_bytes + 1)
    except zlib.error as fault:
        raise _torn() from fault
    if len(read) <= max_bytes and (not unpacker.eof or unpacker.unused_data):
        raise _torn()
    return read


def _unzstd(body: bytes, max_bytes: int) -> bytes:
    unpacker = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
    try:
        with unpacker.stream_reader(body, read_across_frames=False) as reader:
            read = reader.read(max_bytes + 1)
        size = zstandard.frame_content_size(body)
    except zstandard.ZstdError as fault:
        raise _torn() from fault
    if len(read) <= max_bytes and size != len(read):  # a kiosk says in the frame how much it holds
        raise _torn()
    return read


def _torn() -> NotValid:
    return wrong_field(BODY, "What was sent compressed is not whole.")


_CODINGS: Mapping[str, Callable[[bytes, int], bytes]] = MappingProxyType(
    {"": _plain, "identity": _plain, "gzip": _gunzipped, "zstd": _unzstd}
)
