"""Whether bytes are a small picture that may be shown. Pure.

Nothing is decoded: that is the work of the reader's browser.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_PICTURE_BYTES = 25_000
"""A page has 60 kB with its picture; on a market's network that is two seconds."""


@dataclass(frozen=True, slots=True)
class PictureKind:
    """A kind of file: how it begins, and how a piece with metadata begins in it."""

    media_type: str
    begins: bytes
    then: bytes
    then_at: int
    metadata: tuple[bytes, ...]


KINDS = (
    PictureKind("image/webp", b"RIFF", b"WEBP", 8, (b"EXIF", b"XMP ")),
    PictureKind("image/jpeg", b"\xff\xd8", b"\xff", 2, (b"Exif\x00", b"http://ns.adobe.com/xap")),
    PictureKind("image/png", b"\x89PNG\r\n\x1a\n", b"IHDR", 12, (b"eXIf", b"iTXt", b"tEXt", b"zTXt")),
)


def fault_of_picture(content: bytes, media_type: str) -> str:
    """Return what is wrong with a picture and what to do, in English; "" where nothing is."""
    kind = next((kind for kind in KINDS if kind.media_type == media_type), None)
    if kind is None:
        return "Send image/webp, image/jpeg or image/png as Content-Type."
    if len(content) > MAX_PICTURE_BYTES:
        return f"The picture has {len(content)} bytes: make it {MAX_PICTURE_BYTES} or fewer, such as 400×400 as WebP."
    if not (content.startswith(kind.begins) and content[kind.then_at :].startswith(kind.then)):
        return f"The file is no {media_type}."
    if any(mark in content for mark in kind.metadata):
        return "The picture holds metadata, which may tell where and by whom it was taken: save it without them."
    return ""
