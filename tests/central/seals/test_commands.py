"""`kiosk central seal` and `kiosk central trust`: from a new key to a label that every kiosk calls valid."""

from __future__ import annotations

import json
import stat
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nacl.signing
import pytest

from kiosk.clock import FixedClock
from kiosk.moment import Moment
from kiosk.trust.read import trust_list_from_json
from kiosk.trust.seal import SealState
from tests.central.seals.lists import GLN, GTIN, HOST
from tests.cli.conftest import Kiosk, Said, kiosk, no_unit
from tests.conformance.row import signed_message
from tests.sample.samples import FOLDER
from tests.trust.sealing import check

__all__ = ["kiosk", "no_unit"]
Lot = Callable[..., Said]


@pytest.fixture(autouse=True)
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CLOCK__AT", "2026-11-23T09:00:00+07:00")


def make(kiosk: Kiosk, file: Path, *more: str) -> Said:
    days = ("--not-before", "2026-01-01", "--not-after", "2027-01-01")
    named = ("--issuer", "HTX Rau mẫu", "--gln", GLN, "--gtin", GTIN, "--kid", "1047000")
    return kiosk("central", "seal", "key", *named, *days, "--output", str(file), *more)


@pytest.fixture
def files(kiosk: Kiosk, tmp_path: Path) -> tuple[Path, Path]:
    """A new key, and a list of four days ago that carries it."""
    key, trust = tmp_path / "key.pem", tmp_path / "trust.json"
    entry = json.loads(make(kiosk, key).out)
    document = {"version": 3, "issued": "2026-11-19T00:00:00Z", "hosts": [HOST], "keys": [entry]}
    trust.write_text(json.dumps(document), "utf-8")
    return key, trust


@pytest.fixture
def lot(kiosk: Kiosk, files: tuple[Path, Path]) -> Lot:
    key, trust = files

    def call(*more: str, gtin: str = GTIN, number: str = "L2611A") -> Said:
        given = ("--key", str(key), "--trust", str(trust), "--host", HOST, "--gtin", gtin, "--lot", number)
        return kiosk("central", "seal", "lot", *given, *more)

    return call


def assert_valid(link: str, trust_file: Path) -> None:
    """By our own verifier, and by PyNaCl on the file as it stands."""
    text = trust_file.read_text("utf-8")
    assert check(link, trust_list_from_json(text, "trust")).state is SealState.VALID
    parts = urlsplit(link)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    path = parts.path.strip("/").split("/")
    seal = urlsafe_b64decode(query.pop("s") + "==")
    elements = {**dict(zip(path[::2], path[1::2], strict=True)), **query}
    public = b64decode(json.loads(text)["keys"][0]["public"])
    nacl.signing.VerifyKey(public).verify(signed_message(seal[:3], elements), seal[3:])


def test_a_key_is_made_for_its_owner_and_its_entry_printed(kiosk: Kiosk, tmp_path: Path) -> None:
    said = make(kiosk, tmp_path / "key.pem")
    assert (said.status, said.err) == (0, "")
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    entry = json.loads(said.out)
    assert list(entry) == [
        "kid", "alg", "public", "issuer", "gln", "gtins", "gtin_prefixes", "glns",
        "not_before", "not_after", "status", "status_since",
    ]  # fmt: skip
    assert (entry["alg"], entry["gtins"], entry["status"], entry["status_since"]) == ("Ed25519", [GTIN], "active", None)


def test_a_key_is_not_made_twice_into_one_file(kiosk: Kiosk, tmp_path: Path) -> None:
    make(kiosk, tmp_path / "key.pem")
    before = (tmp_path / "key.pem").read_bytes()
    said = make(kiosk, tmp_path / "key.pem")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert (tmp_path / "key.pem").read_bytes() == before


def test_nothing_is_written_for_an_entry_that_is_wrong(kiosk: Kiosk, tmp_path: Path) -> None:
    said = make(kiosk, tmp_path / "key.pem", "--gtin", "1234")
    assert said.status == 2
    assert said.err.startswith("kiosk: SEAL-01: the GTIN is '1234', which cannot be.")
    assert not (tmp_path / "key.pem").exists()


def test_drawn_serials_give_so_many_valid_links(lot: Lot, files: tuple[Path, Path]) -> None:
    said = lot("--serials", "25", "--use-by", "261130")
    links = said.out.splitlines()
    assert (said.status, said.err, len(set(links))) == (0, "", 25)
    for link in links:
        assert_valid(link, files[1])


def test_a_lot_label_has_no_serial(lot: Lot, files: tuple[Path, Path]) -> None:
    (link,) = lot("--lot-label", "--best-before", "270424", "--packed", "261122").out.splitlines()
    assert "/21/" not in link
    assert_valid(link, files[1])


def test_serials_of_a_file_and_other_identifiers_are_sealed(lot: Lot, files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "serials").write_text("A-1\nA-2\n")
    said = lot("--serial-file", str(tmp_path / "serials"), "--ai", "3103=000500", "--produced", "261122", "--json")
    assert [one["code"] for one in said.objects] == [
        {"01": GTIN, "10": "L2611A", "21": serial, "11": "261122", "3103": "000500"} for serial in ("A-1", "A-2")
    ]
    for one in said.objects:
        assert_valid(str(one["link"]), files[1])


def test_check_calls_what_was_sealed_valid(kiosk: Kiosk, lot: Lot, files: tuple[Path, Path]) -> None:
    (link,) = lot("--lot-label").out.splitlines()
    (answer,) = kiosk("check", link, "--json", "--trust", str(files[1])).objects
    assert answer["seal"] == "valid"


@pytest.mark.parametrize(
    "arguments", [(), ("--serials", "1", "--lot-label"), ("--serials", "0"), ("--lot-label", "--ai", "x")]
)
def test_wrong_use_is_status_2(lot: Lot, arguments: tuple[str, ...]) -> None:
    said = lot(*arguments)
    assert (said.status, said.out) == (2, "")


def test_nothing_is_printed_where_one_serial_is_illegal(lot: Lot, tmp_path: Path) -> None:
    (tmp_path / "serials").write_text("GOOD\nkhông\n", "utf-8")
    said = lot("--serial-file", str(tmp_path / "serials"))
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith("kiosk: SEAL-08: (21) cannot hold 'không'.")


def test_out_of_scope_is_refused_in_one_line(lot: Lot) -> None:
    said = lot("--lot-label", gtin="9521234544302")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith("kiosk: SEAL-07: (01) 09521234544302 is out of the scope of key 1047000")


def test_a_young_list_is_refused_with_the_time_from_which_it_may_sign(lot: Lot, files: tuple[Path, Path]) -> None:
    document = json.loads(files[1].read_text("utf-8"))
    files[1].write_text(json.dumps({**document, "issued": "2026-11-22T00:00:00Z"}), "utf-8")
    said = lot("--lot-label")
    assert (said.status, said.out) == (2, "")
    assert "is not everywhere before 2026-11-24 07:00 in Hanoi" in said.err


def test_a_broken_list_is_named_with_field_and_fault(lot: Lot, files: tuple[Path, Path]) -> None:
    files[1].write_text(files[1].read_text("utf-8").replace('"Ed25519"', '"RS256"'), "utf-8")
    said = lot("--lot-label")
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert f"{files[1]}: keys.0.alg: " in said.err


def test_a_time_that_was_set_seals_no_real_product(lot: Lot) -> None:
    said = lot("--lot-label", gtin="08936000000011")
    assert (said.status, said.out) == (2, "")
    assert "SEAL-27: the time is one that was set, 2026-11-23 09:00 in Hanoi, and 08936000000011 is" in said.err


def test_an_untrusted_clock_is_said_and_counts_as_its_floor(lot: Lot, monkeypatch: pytest.MonkeyPatch) -> None:
    floor = datetime(2026, 11, 20, tzinfo=UTC)

    class Unsure(FixedClock):
        def now(self) -> Moment:
            return Moment(datetime(2026, 11, 23, tzinfo=UTC), is_trusted=False, floor=floor)

    monkeypatch.setattr("kiosk.commands.unit.make_clock", lambda *_, **_kept: Unsure(floor))
    said = lot("--lot-label")
    assert (said.status, said.out) == (2, "")
    assert "clock is not trusted: sealing as of 2026-11-20 07:00:00+07:00" in said.err
    assert "SEAL-26: this machine's clock, 2026-11-23 07:00 in Hanoi, is not trusted" in said.err
    assert "SEAL-06: the trust list, version 3" in said.err
    assert "timedatectl" in said.err


def test_the_samples_list_is_exported_as_it_stands(kiosk: Kiosk) -> None:
    said = kiosk("central", "trust", "export", "--sample")
    assert json.loads(said.out) == json.loads((FOLDER / "lists.json").read_text("utf-8"))["trust"]


def test_the_list_of_the_central_database_is_exported(kiosk: Kiosk) -> None:
    kiosk("central", "init", "--sample")
    said = kiosk("central", "trust", "export")
    assert json.loads(said.out) == json.loads((FOLDER / "lists.json").read_text("utf-8"))["trust"]


def test_what_is_exported_is_taken_by_check(kiosk: Kiosk, tmp_path: Path) -> None:
    exported = tmp_path / "trust.json"
    exported.write_text(kiosk("central", "trust", "export", "--sample").out, "utf-8")
    label = json.loads((FOLDER / "labels.json").read_text("utf-8"))[0]
    (answer,) = kiosk("check", label["payload"], "--json", "--trust", str(exported)).objects
    assert (answer["seal"], answer["verdict"]["headline"]) == ("valid", "genuine")


def test_a_centre_without_a_list_is_one_line_and_makes_no_database(kiosk: Kiosk, tmp_path: Path) -> None:
    said = kiosk("central", "trust", "export")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert "SEAL-10" in said.err
    assert not (tmp_path / "state").exists()


def test_a_centre_with_an_empty_database_is_one_line(kiosk: Kiosk) -> None:
    kiosk("central", "init")
    assert "no trust list was published" in kiosk("central", "trust", "export").err


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("version", -1, "version: Input should be greater than or equal to 0"),
        ("hosts", [], "hosts: "),
        ("keys", [{"kid": 1}], "keys.0.alg: Field required"),
        ("more", 1, "more: Extra inputs are not permitted"),
    ],
)
def test_check_names_the_fault_of_a_broken_list(
    kiosk: Kiosk, tmp_path: Path, field: str, value: object, fault: str
) -> None:
    file = tmp_path / "broken.json"
    document = json.loads((FOLDER / "lists.json").read_text("utf-8"))["trust"]
    file.write_text(json.dumps({**document, field: value}), "utf-8")
    said = kiosk("check", "x", "--trust", str(file))
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith(f"kiosk: LIST-01: {file}: {fault}")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
def test_check_names_a_list_that_is_none(kiosk: Kiosk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(content)
    said = kiosk("check", "x", "--trust", str(file))
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert str(file) in said.err
