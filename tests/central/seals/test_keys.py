"""Keys, serials and documents: what is made can be read, and what is wrong is said."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.central.seals.documents import as_json, key_document, trust_document
from kiosk.central.seals.keys import make_key, read_private_key, write_private_key
from kiosk.central.seals.serials import CROCKFORD, draw_serials, read_serials
from kiosk.errors import KioskError
from kiosk.processes.check import sample_lists
from kiosk.trust.lists import TrustList
from kiosk.trust.read import trust_list_from_json
from tests.central.seals.lists import KEY, PRIVATE, WANTED, trusting
from tests.conformance.world import TRUST
from tests.sample.samples import FOLDER


def number_of(fault: pytest.ExceptionInfo[KioskError]) -> str:
    return fault.value.number


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        write_private_key(tmp_path / "key.pem", PRIVATE)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    assert read_private_key(tmp_path / "key.pem").private_bytes_raw() == PRIVATE.private_bytes_raw()


def test_a_key_that_stands_there_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("mine")
    with pytest.raises(KioskError) as fault:
        write_private_key(file, PRIVATE)
    assert (number_of(fault), file.read_text()) == ("SEAL-02", "mine")


def test_a_link_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "key.pem").symlink_to(tmp_path / "elsewhere.pem")
    with pytest.raises(KioskError, match="SEAL-02"):
        write_private_key(tmp_path / "key.pem", PRIVATE)
    assert not (tmp_path / "elsewhere.pem").exists()


def test_two_keys_are_two_keys() -> None:
    assert make_key(WANTED)[1].public != KEY.public


@pytest.mark.parametrize(
    "wrong",
    [
        {"kid": 0},
        {"kid": 1 << 20},
        {"issuer": " "},
        {"gln": "9521234000014"},
        {"gln": "95212340000"},
        {"gtins": ("09521234543214",)},
        {"gtins": ("９５２１２３４５４３２１３",)},
        {"gtin_prefixes": ("95",)},
        {"gtin_prefixes": ("9521x",)},
        {"glns": ("1",)},
        {"not_after": date(2025, 12, 31)},
        {"gtins": (), "gtin_prefixes": (), "glns": ()},
    ],
    ids=str,
)
def test_an_entry_that_no_list_may_hold_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(KioskError) as fault:
        make_key(replace(WANTED, **wrong))
    assert number_of(fault) == "SEAL-01"


def test_a_gtin_of_13_digits_is_listed_with_14() -> None:
    _, key = make_key(replace(WANTED, gtins=("9521234543213",)))
    assert key.gtins == {"09521234543213"}


def test_the_entry_reads_back_as_part_of_a_list() -> None:
    text = as_json(trust_document(trusting(KEY)))
    assert trust_list_from_json(text, "text") == trusting(KEY)
    assert json.loads(text)["keys"] == [key_document(KEY)]


@pytest.mark.parametrize("trust", [sample_lists(FOLDER).trust, TRUST], ids=["samples", "vectors"])
def test_a_list_reads_back_as_it_was(trust: TrustList) -> None:
    assert trust_list_from_json(as_json(trust_document(trust)), "text") == trust


def test_the_sample_is_written_as_it_stands() -> None:
    shipped = json.loads((FOLDER / "lists.json").read_text("utf-8"))["trust"]
    assert trust_document(sample_lists(FOLDER).trust) == shipped


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_one_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(KioskError) as fault:
        read_private_key(tmp_path / "key.pem")
    assert number_of(fault) == "SEAL-03"


def test_a_key_of_another_kind_is_one_error(tmp_path: Path) -> None:
    other = Ed448PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(other)
    with pytest.raises(KioskError, match="is not Ed25519"):
        read_private_key(tmp_path / "key.pem")


def test_a_key_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="SEAL-03"):
        read_private_key(tmp_path / "none.pem")


def test_serials_are_eight_characters_and_all_different() -> None:
    drawn = draw_serials(5000)
    assert len(set(drawn)) == 5000
    assert all(len(serial) == 8 and not set(serial) - set(CROCKFORD) for serial in drawn)


def test_every_character_of_the_alphabet_is_drawn_in_every_place() -> None:
    drawn = draw_serials(5000)
    assert all({serial[place] for serial in drawn} == set(CROCKFORD) for place in range(8))


def test_a_serial_that_was_drawn_already_is_drawn_anew() -> None:
    numbers = cycle([0, 0, 0, 1, 31, (1 << 40) - 1])
    assert draw_serials(4, lambda _: next(numbers)) == ("00000000", "00000001", "0000000Z", "ZZZZZZZZ")


def test_serials_of_a_file_come_in_its_order(tmp_path: Path) -> None:
    (tmp_path / "serials").write_bytes("\ufeffB2\r\n\n A1\n".encode())
    assert read_serials(tmp_path / "serials") == ("B2", "A1")


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"A\nB\nA\n", "line 3: 'A' stands in line 1 already"), (b"\n\n", "holds no serial"), (b"\xff", "no UTF-8 text")],
)
def test_a_faulty_file_of_serials_is_one_error(tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "serials").write_bytes(content)
    with pytest.raises(KioskError, match=f"SEAL-04: .*{fault}"):
        read_serials(tmp_path / "serials")
