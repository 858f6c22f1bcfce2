"""The real PostgreSQL server of the tests: that of the measurements."""

from __future__ import annotations

from bench.postgres import QUICK, USER, Server, as_nobody_special, binaries, own, running, started

__all__ = ["QUICK", "USER", "Server", "as_nobody_special", "binaries", "own", "running", "started"]
