"""The webhook about alerts: how a call is signed, and how who is called can tell that it is ours and new. Pure."""

from __future__ import annotations

import hashlib
import hmac

TIME_HEADER = "Alert-Timestamp"
"""Unix time of this very try, in seconds."""
SIGNATURE_HEADER = "Alert-Signature"
"""`v1=` and the HMAC-SHA256, in hexadecimal, of the timestamp, a full stop and the body."""
ID_HEADER = "Alert-Delivery"
"""Id of the letter: the same in each try. Who has it already answers 2xx and does nothing."""
REPLAY_WINDOW_S = 300
"""Who is called refuses what was signed longer ago, or later: somebody sends it again."""
SHORTEST_SECRET = 32
_SCHEME = "v1="


def sign(secret: bytes, timestamp: int, body: bytes) -> str:
    """Return the signature of a call."""
    return _SCHEME + hmac.new(secret, b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def is_ours(secret: bytes, timestamp: str, body: bytes, signature: str, now: int) -> bool:
    """Return whether a call that came at the Unix time `now` was signed with `secret`, within the window."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len(str(2**53))):
        return False
    is_new = abs(now - int(timestamp)) <= REPLAY_WINDOW_S
    return is_new and hmac.compare_digest(sign(secret, int(timestamp), body).encode(), signature.encode())
