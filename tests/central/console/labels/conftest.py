"""The console of a centre that seals."""

from __future__ import annotations

from tests.central.seals.conftest import folder, kid, producer, seal, service, vault

__all__ = ["folder", "kid", "producer", "seal", "service", "vault"]
