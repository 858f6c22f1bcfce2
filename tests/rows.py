"""Many rows of a table in one test: a test a row, by the thousand, costs more than what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def of_each(rows: Iterable[Row], name: Callable[[Row], str]) -> Callable[[Callable[[Row], None]], Callable[[], None]]:
    """Make one test of a check of a row: it fails where any row does, and names each that does, and how."""
    all_rows = tuple(rows)

    def made(check: Callable[[Row], None]) -> Callable[[], None]:
        def test() -> None:
            demand_of_each(all_rows, name, check)

        test.__name__, test.__qualname__, test.__module__ = check.__name__, check.__qualname__, check.__module__
        test.__doc__ = check.__doc__
        return test

    return made


def demand_of_each(rows: Iterable[Row], name: Callable[[Row], str], check: Callable[[Row], None]) -> None:
    """Check every row. Raises AssertionError with the name of each that fails; there must be one row at least."""
    failed, all_rows = [], tuple(rows)
    for row in all_rows:
        try:
            check(row)
        except AssertionError as fault:
            failed.append(f"{name(row)}: {fault}")
        except Exception as error:
            error.add_note(name(row))
            raise
    assert all_rows, "no row"
    assert not failed, f"{len(failed)} of {len(all_rows)} rows:\n" + "\n".join(failed)
