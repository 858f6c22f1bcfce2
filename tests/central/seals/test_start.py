"""The vault at the service's start: what settings and systemd's credentials say."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.central.seals.key_files import make_encryption_key
from kiosk.central.seals.vault import ClosedVault, KeyName, VaultKey
from kiosk.processes.central.seals import ranges_of, vault_of
from kiosk.settings import Central


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def test_without_any_setting_the_vault_is_closed() -> None:
    assert isinstance(vault_of(Central()), ClosedVault)


def test_systemd_s_credential_opens_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_encryption_key(tmp_path / "central-key")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    vault = vault_of(Central())
    assert len(VaultKey(vault, vault.make(KeyName(1, "E1"))).sign(b"message")) == 64


def test_a_file_opens_it_too(tmp_path: Path) -> None:
    make_encryption_key(tmp_path / "key")
    assert vault_of(Central(key_file=tmp_path / "key")).kind == "sealed"


def test_ranges_are_those_of_the_settings() -> None:
    ranges = ranges_of(Central(gtin_range="952199", gln_range="9521"))
    assert (ranges.gtins, ranges.glns) == ("952199", "9521")
