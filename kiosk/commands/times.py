"""A time on the command line."""

from __future__ import annotations

from datetime import datetime

import click

from kiosk.moment import HANOI


class Instant(click.ParamType[datetime]):
    """ISO 8601 with offset; without one, Hanoi's time is meant. A date alone begins at midnight."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return an aware datetime, or fail as click does."""
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(str(value))
            at = at if at.tzinfo is not None else at.replace(tzinfo=HANOI)
            at.astimezone(HANOI)  # the ends of the calendar have no other zone
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time. Give one such as 2026-11-23T09:00:00+07:00.", param, ctx)
        return at
