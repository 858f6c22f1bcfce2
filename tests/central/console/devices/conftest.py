"""A console whose service can sign certificates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.central.seals.sealed_vault import SealedVault
from kiosk.central.service import Service


@pytest.fixture
def service(service: Service) -> Service:
    return replace(service, vault=SealedVault((b"0123456789abcdef" * 2,)))
