"""The vaults: one contract for keys sealed in the database and keys in a real token (SoftHSM2)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from unittest.mock import Mock

import nacl.exceptions
import nacl.signing
import pytest

from kiosk.central.seals.opening import VaultPlaces, open_vault
from kiosk.central.seals.practice_vault import PracticeVault
from kiosk.central.seals.sealed_vault import HANDLE_BYTES, SealedVault
from kiosk.central.seals.vault import HeldKey, KeyName, Vault, VaultKey, no_vault
from kiosk.errors import KioskError
from tests.central.seals import token

NAME, OTHER = KeyName(1, "E1"), KeyName(2, "E2")
KEY, NEXT_KEY = bytes(range(32)), bytes(range(100, 132))
MESSAGE = b"TRACE-SEAL-1\x00message"


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SoftHSM2's library, over a token of this run alone."""
    found = token.module()
    if found is None:
        pytest.skip("SoftHSM2 is not installed")
    token.make_token(tmp_path_factory.mktemp("softhsm"))
    return found


@pytest.fixture(params=["sealed", "token"])
def vault(request: pytest.FixtureRequest) -> Iterator[Vault]:
    if request.param == "sealed":
        yield SealedVault((KEY,))
        return
    from kiosk.central.seals.token_vault import TokenVault

    made = TokenVault(request.getfixturevalue("softhsm"), token.LABEL, lambda: token.PIN)
    yield made
    made.close()


def refusal(vault: Vault, key: HeldKey) -> str:
    with pytest.raises(KioskError) as caught:
        vault.sign(key, MESSAGE)
    return caught.value.number


def test_a_key_signs_as_another_library_verifies(vault: Vault) -> None:
    key = vault.make(NAME)
    nacl.signing.VerifyKey(key.public).verify(MESSAGE, vault.sign(key, MESSAGE))


def test_each_key_is_another(vault: Vault) -> None:
    first, second = vault.make(NAME), vault.make(NAME)
    assert first.public != second.public
    with pytest.raises(nacl.exceptions.BadSignatureError):
        nacl.signing.VerifyKey(first.public).verify(MESSAGE, vault.sign(second, MESSAGE))


def test_signatures_are_deterministic_so_that_a_batch_prints_the_same_again(vault: Vault) -> None:
    key = vault.make(NAME)
    assert vault.sign(key, MESSAGE) == vault.sign(key, MESSAGE)


def test_what_the_database_keeps_tells_its_kind_and_name(vault: Vault) -> None:
    key = vault.make(NAME)
    assert (key.name, key.vault, len(key.public)) == (NAME, vault.kind, 32)
    assert {field.name for field in fields(key)} == {"name", "public", "vault", "handle"}


@pytest.mark.parametrize("name", [replace(NAME, kid=2), replace(NAME, establishment_id="E2")])
def test_a_handle_opens_under_its_own_name_only(vault: Vault, name: KeyName) -> None:
    assert refusal(vault, replace(vault.make(NAME), name=name)) in {"SEAL-32", "SEAL-34"}


def test_a_handle_of_another_row_opens_nothing(vault: Vault) -> None:
    moved = replace(vault.make(NAME), handle=vault.make(OTHER).handle)
    assert refusal(vault, moved) in {"SEAL-32", "SEAL-34"}


@pytest.mark.parametrize("handle", [b"", b"\x00" * 16, b"\x01" * HANDLE_BYTES])
def test_a_handle_of_nobody_opens_nothing(vault: Vault, handle: bytes) -> None:
    assert refusal(vault, replace(vault.make(NAME), handle=handle)) in {"SEAL-32", "SEAL-34"}


def test_the_vault_has_no_way_to_give_a_private_key_out() -> None:
    assert {name for name in vars(Vault) if not name.startswith("_")} == {"kind", "make", "sign"}


def test_a_vaults_key_signs_for_a_signer(vault: Vault) -> None:
    key = VaultKey(vault, vault.make(NAME))
    nacl.signing.VerifyKey(key.public).verify(MESSAGE, key.sign(MESSAGE))


def test_a_sealed_handle_does_not_hold_the_private_key() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    first, second = (SealedVault((KEY,)).hold(NAME, private).handle for _ in range(2))
    assert private.private_bytes_raw() not in first
    assert first[9:] != second[9:]  # a fresh nonce each time


@pytest.mark.parametrize("position", range(HANDLE_BYTES))
def test_one_changed_bit_of_a_sealed_handle_opens_nothing(position: int) -> None:
    vault = SealedVault((KEY,))
    key = vault.make(NAME)
    changed = bytes(byte ^ (index == position) for index, byte in enumerate(key.handle))
    assert refusal(vault, replace(key, handle=changed)) == "SEAL-32"


def test_another_key_encryption_key_opens_nothing() -> None:
    assert refusal(SealedVault((NEXT_KEY,)), SealedVault((KEY,)).make(NAME)) == "SEAL-32"


def test_another_public_key_beside_a_handle_opens_nothing() -> None:
    vault = SealedVault((KEY,))
    assert refusal(vault, replace(vault.make(NAME), public=vault.make(NAME).public)) == "SEAL-32"


def test_while_a_key_is_replaced_both_open_and_the_newest_seals() -> None:
    before = SealedVault((KEY,)).make(NAME)
    both = SealedVault((NEXT_KEY, KEY))
    assert not both.is_current(before)
    after = both.reseal(before)
    assert both.is_current(after)
    assert both.sign(before, MESSAGE) == SealedVault((NEXT_KEY,)).sign(after, MESSAGE)
    assert refusal(SealedVault((KEY,)), after) == "SEAL-32"


def test_a_key_of_a_token_cannot_be_read_out_of_it(softhsm: Path) -> None:
    import pkcs11

    from kiosk.central.seals.token_vault import TokenVault

    vault = TokenVault(softhsm, token.LABEL, lambda: token.PIN)
    key = vault.make(NAME)
    vault.close()
    with pkcs11.lib(str(softhsm)).get_token(token_label=token.LABEL).open(user_pin=token.PIN) as session:
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.ID: key.handle}
        (private,) = session.get_objects(wanted)
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            private[pkcs11.Attribute.VALUE]


def test_a_wrong_pin_is_one_error_without_the_pin_and_is_not_tried_twice(
    softhsm: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from kiosk.central.seals.token_vault import TokenVault

    asked: list[str] = []

    def pin() -> str:
        asked.append("161803")
        return "161803"

    vault = TokenVault(softhsm, token.LABEL, pin)
    for _ in range(3):
        with pytest.raises(KioskError) as caught:
            vault.make(NAME)
        assert caught.value.number == "SEAL-33"
        assert "161803" not in str(caught.value)
    assert len(asked) == 1
    assert "161803" not in caplog.text


@pytest.mark.parametrize("label", ["", "another"])
def test_a_token_that_is_not_there_is_one_error(softhsm: Path, label: str) -> None:
    from kiosk.central.seals.token_vault import TokenVault

    with pytest.raises(KioskError, match="SEAL-33"):
        TokenVault(softhsm, label or "none", lambda: token.PIN).make(NAME)


def test_a_library_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    from kiosk.central.seals.token_vault import TokenVault

    with pytest.raises(KioskError, match="SEAL-33"):
        TokenVault(tmp_path / "none.so", token.LABEL, lambda: token.PIN).make(NAME)


def test_a_token_that_failed_is_opened_anew(softhsm: Path) -> None:
    from pkcs11.exceptions import SessionHandleInvalid

    from kiosk.central.seals.token_vault import TokenVault

    vault = TokenVault(softhsm, token.LABEL, lambda: token.PIN)
    key = vault.make(NAME)
    vault._session = Mock(get_objects=Mock(side_effect=SessionHandleInvalid()))
    with pytest.raises(KioskError, match="SEAL-33"):
        vault.sign(key, MESSAGE)
    nacl.signing.VerifyKey(key.public).verify(MESSAGE, vault.sign(key, MESSAGE))
    vault.close()


def test_test_keys_are_open_and_no_others_are() -> None:
    vault = PracticeVault()
    key = vault.hold(KeyName(0xFF000, "E1"), KEY)
    nacl.signing.VerifyKey(key.public).verify(MESSAGE, vault.sign(key, MESSAGE))
    for spoiled in (replace(key, name=KeyName(0xFEFFF, "E1")), replace(key, handle=KEY[:31])):
        assert refusal(vault, spoiled) == "SEAL-32"
    with pytest.raises(KioskError, match="SEAL-32"):
        vault.make(NAME)


def test_a_centre_without_a_key_says_so() -> None:
    vault = open_vault(VaultPlaces())
    with pytest.raises(KioskError, match="SEAL-30"):
        vault.make(NAME)
    assert refusal(no_vault(), SealedVault((KEY,)).make(NAME)) == "SEAL-30"


def secret(path: Path, content: bytes = KEY, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_file_opens_the_vault(tmp_path: Path) -> None:
    vault = open_vault(VaultPlaces(key_file=secret(tmp_path / "key")))
    key = SealedVault((KEY,)).make(NAME)
    assert vault.sign(key, MESSAGE) == SealedVault((KEY,)).sign(key, MESSAGE)


def test_a_credential_goes_before_a_file(tmp_path: Path) -> None:
    secret(tmp_path / "central-key", NEXT_KEY, 0o440)
    vault = open_vault(VaultPlaces(credentials=tmp_path, key_file=secret(tmp_path / "key")))
    assert vault.sign(SealedVault((NEXT_KEY,)).make(NAME), MESSAGE)


@pytest.mark.parametrize(
    ("content", "mode"),
    [(KEY, 0o640), (KEY, 0o604), (KEY, 0o602), (KEY[:31], 0o600), (b"", 0o600), (KEY * 2, 0o600), (b"\0" * 32, 0o600)],
)
def test_a_file_that_cannot_be_trusted_leaves_the_vault_closed_and_is_logged(
    tmp_path: Path, content: bytes, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        vault = open_vault(VaultPlaces(key_file=secret(tmp_path / "key", content, mode)))
    with pytest.raises(KioskError, match="SEAL-31"):
        vault.make(NAME)
    assert "SEAL-31" in caplog.text


def test_a_file_that_is_not_there_leaves_the_vault_closed(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="SEAL-31"):
        open_vault(VaultPlaces(key_file=tmp_path / "none")).make(NAME)


def test_a_token_is_opened_by_its_pin_file(softhsm: Path, tmp_path: Path) -> None:
    pin = secret(tmp_path / "pin", f"{token.PIN}\n".encode())
    vault = open_vault(VaultPlaces(token_module=softhsm, token_label=token.LABEL, token_pin_file=pin))
    assert vault.make(NAME).vault == "token"


def test_a_token_without_a_pin_leaves_the_vault_closed(softhsm: Path) -> None:
    with pytest.raises(KioskError, match="SEAL-31"):
        open_vault(VaultPlaces(token_module=softhsm, token_label=token.LABEL)).make(NAME)
