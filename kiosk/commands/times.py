"""A time on the command line."""

from __future__ import annotations

from datetime import datetime

import click

from kiosk.moment import HANOI

EXAMPLE = "2026-11-23T09:00:00+07:00"


class Instant(click.ParamType[datetime]):
    """ISO 8601 with offset: a time without one is refused, for it could mean any."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return an aware datetime, or fail as click does."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value))
            at.astimezone(HANOI)  # the ends of the calendar have no other zone
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time. Give one such as {EXAMPLE}.", param, ctx)
        if at.tzinfo is None:
            self.fail(f"{value!r} has no offset. Give one such as {EXAMPLE}.", param, ctx)
        return at
