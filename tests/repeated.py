"""What is repeated in more ways: `make test` runs one sharp case of each kind, `make test-long` all others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

Value = TypeVar("Value")


def repeated(values: Iterable[Value], sharp: Collection[Value]) -> list[ParameterSet]:
    """Return the values for a parametrized test; those that are not among `sharp` are long.

    Raises ValueError where one of `sharp` is not among the values: it would be run by nobody.
    """
    all_values = tuple(values)
    if missing := [value for value in sharp if value not in all_values]:
        raise ValueError(f"sharp, but not among the values: {missing}")
    return [pytest.param(value, marks=[] if value in sharp else [pytest.mark.long]) for value in all_values]
