"""What a code names, in one normal form."""

from __future__ import annotations

from kiosk.codes.code import Code, Identity


def identify(code: Code) -> Identity:
    """Return what `code` names; an empty Identity for what names nothing."""
    raise NotImplementedError
