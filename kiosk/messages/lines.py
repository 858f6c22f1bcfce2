"""A message between the processes of one unit as one line of bytes, and back."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from kiosk.errors import MessageError
from kiosk.messages.local import Message

MAX_LINE_BYTES = 1_000_000

_ADAPTER: TypeAdapter[Message] = TypeAdapter(Message)


def to_line(message: Message) -> bytes:
    """Return the message as one line of UTF-8 JSON, with its line end."""
    return message.model_dump_json().encode() + b"\n"


def from_line(line: bytes) -> Message:
    """Return the message in one line. Raises MessageError for anything else."""
    if len(line) > MAX_LINE_BYTES:
        raise MessageError("MSG-01", f"a line of {len(line)} bytes came in.", "Restart the part that sent it.")
    try:
        return _ADAPTER.validate_json(line)
    except ValidationError as fault:
        raise MessageError(
            "MSG-01", f"a message is not understood: {fault.errors()[0]['msg']!r}.", "Run one release on all parts."
        ) from fault
