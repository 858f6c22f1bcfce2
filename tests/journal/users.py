"""Other users than the test's own: two of one group as on a unit, and one who owns nothing. Only root can be them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GROUP = 65534
WRITER, READER = 65533, 65532
NOBODY = 65534


def as_user(user: int, do: Callable[[], str]) -> str:
    """Return what `do` says in a process of `user`, of the group and with the umask of a unit; then it is killed.

    An error is said by its kind and words.
    """
    answers, answered = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(answers)
        try:
            os.setgroups([])
            os.setgid(GROUP)
            os.setuid(user)
            os.umask(0o027)
            said = do()
        except BaseException as fault:  # noqa: BLE001 - the child ends here, whatever it is
            said = f"{type(fault).__name__}: {fault}"
        os.write(answered, said.encode())
        os._exit(0)
    os.close(answered)
    with os.fdopen(answers, "rb") as told:
        said = told.read().decode()
    os.waitpid(child, 0)
    return said


@contextmanager
def as_nobody() -> Iterator[None]:
    """For a while, be a user who owns nothing: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
