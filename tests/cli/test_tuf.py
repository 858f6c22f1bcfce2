"""The ceremony by its commands: from everybody's keys to what a kiosk takes from a stick."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kiosk.central.database import open_database, sqlite_url
from kiosk.central.publishing.drafts import as_draft, list_draft
from kiosk.central.publishing.roles import OFFLINE, ONLINE, ROLE_OF, RoleName
from kiosk.central.seals.keys import NewKey, make_key
from kiosk.central.seals.publishing import publish
from kiosk.clock import FixedClock
from kiosk.commands.tuf import PEOPLE, SERVICE
from kiosk.messages.enrolment import in_fours
from kiosk.messages.published import TRUST_TARGET
from kiosk.moment import Moment
from kiosk.trust.lists import KeyStatus
from tests.central.registry_folder import GTIN
from tests.cli.conftest import Kiosk, Said

ROLES = (RoleName.ROOT, RoleName.TARGETS, RoleName.TRUST, RoleName.RELEASE)


class Centre:
    """A new centre with a vault and a first list, and people with a key each."""

    def __init__(self, kiosk: Kiosk, folder: Path) -> None:
        self.kiosk = kiosk
        self.folder = folder
        self.drafts = folder / "ceremony"
        self.public = folder / "public"

    def do(self, *arguments: str | Path, stdin: bytes = b"") -> Said:
        said = self.kiosk("central", *(str(argument) for argument in arguments), stdin=stdin)
        assert said.status == 0, said.err
        return said

    def make_key(self, name: str) -> Path:
        public = self.folder / f"{name}.pub"
        public.write_text(self.do("tuf", "key", self.folder / f"{name}.key", "--no-passphrase").out)
        return public

    def sign(self, path: Path, *names: str) -> None:
        for name in names:
            self.do("tuf", "sign", path, "--key", self.folder / f"{name}.key", "--yes")

    def begin(self) -> None:
        self.public.mkdir()
        for role in ROLES:
            for number in range(1, ROLE_OF[role].keys + 1):
                self.make_key(f"{role}{number}").rename(self.public / f"person{number}-{role}.pub")
        self.do("tuf", "begin", self.drafts, "--keys", self.public)

    def sign_all(self, missing: int = 0) -> None:
        for role in ROLES:
            self.sign(self.drafts / f"1.{role}.json", *_enough(role)[missing:])


def _enough(role: RoleName) -> list[str]:
    return [f"{role}{number}" for number in range(1, ROLE_OF[role].threshold + 1)]


def list_with(file: Path, **other: Any) -> None:
    """Make the next list of the centre, with other keys or hosts."""
    engine = open_database(sqlite_url(file))
    with engine.begin() as connection:
        publish(connection, datetime(2026, 11, 23, tzinfo=UTC), lambda before: replace(before, **other))
    engine.dispose()


@contextmanager
def doubted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the commands' clock be one that nobody vouches for."""

    class Doubted(FixedClock):
        def now(self) -> Moment:
            return replace(super().now(), is_trusted=False, is_told=False)

    with monkeypatch.context() as patched:
        patched.setattr("kiosk.commands.unit.make_clock", lambda at, *_, **_kept: Doubted(at))
        yield


@pytest.fixture
def centre(kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Centre:
    key_file = tmp_path / "central-key"
    monkeypatch.setenv("KIOSK_CENTRAL__KEY_FILE", str(key_file))
    monkeypatch.setenv("KIOSK_CLOCK__AT", "2026-11-23T09:00:00+07:00")
    made = Centre(kiosk, tmp_path)
    made.do("seal", "vault", "make", key_file)
    made.do("trust", "publish", "--host", "tem.example")
    made.begin()
    return made


def test_ceremony_leads_to_a_stick_for_kiosks(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    centre.do("publish", "--export", tmp_path / "stick")
    metadata = {path.name for path in (tmp_path / "stick" / "metadata").iterdir()}
    assert {"1.root.json", "1.targets.json", "1.trust.json", "timestamp.json"} <= metadata
    (trust,) = (tmp_path / "stick" / "targets" / "trust").iterdir()
    assert json.loads(trust.read_bytes())["hosts"] == ["tem.example"]
    assert list((tmp_path / "stick" / "targets" / "registry").rglob("*.index.json"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("anna-root.key", "stays with its owner"), ("anna.pub", "tells no role"), ("x-root.pub", "PUB-06")],
)
def test_folder_of_keys_that_is_not_right_begins_nothing(centre: Centre, name: str, said: str) -> None:
    (centre.public / name).write_bytes((centre.public / "person1-root.pub").read_bytes())
    begun = centre.kiosk("central", "tuf", "begin", str(centre.folder / "again"), "--keys", str(centre.public))
    assert (begun.status, said in begun.err) == (2, True), begun.err
    assert not (centre.folder / "again").exists()


@pytest.mark.parametrize("name", ["anna-root.pub", "ANNA-ROOT.PUB", "notes.txt"])
def test_private_key_is_refused_by_any_name(centre: Centre, name: str) -> None:
    (centre.public / name).write_bytes((centre.folder / "root1.key").read_bytes())
    begun = centre.kiosk("central", "tuf", "begin", str(centre.folder / "again"), "--keys", str(centre.public))
    assert begun.status == 2
    assert "stays with its owner" in begun.err


def test_public_key_whose_name_ends_otherwise_is_not_passed_over(centre: Centre) -> None:
    (centre.public / "person1-root.pub").rename(centre.public / "PERSON1-ROOT.PUB")
    begun = centre.kiosk("central", "tuf", "begin", str(centre.folder / "again"), "--keys", str(centre.public))
    assert (begun.status, "it is no .pub" in begun.err) == (2, True)


def test_one_signature_too_few_publishes_nothing(centre: Centre) -> None:
    centre.sign_all(missing=1)
    said = centre.kiosk("central", "tuf", "publish", str(centre.drafts))
    assert said.status == 2
    assert "PUB-05" in said.err
    assert "PUB-03" in centre.kiosk("central", "tuf", "show").err


def test_list_that_this_centre_did_not_make_is_not_published(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    drafted = Path(centre.do("tuf", "draft", "trust", tmp_path / "next").out.strip())
    other = (tmp_path / "next" / "targets" / "trust" / "list.json").read_bytes().replace(b"tem.example", b"evil.test")
    draft = list_draft(RoleName.TRUST, {TRUST_TARGET: other}, 2, datetime.now(UTC))
    drafted.write_bytes(as_draft(draft))
    (tmp_path / "next" / "targets" / "trust" / "list.json").write_bytes(other)
    centre.sign(drafted, "trust1", "trust2")
    said = centre.kiosk("central", "tuf", "publish", str(tmp_path / "next"))
    assert (said.status, "PUB-09" in said.err) == (2, True)
    shown = {line["role"]: line for line in centre.do("tuf", "show", "--json").objects}
    assert shown["trust"]["version"] == 1


def test_fingerprint_of_the_root_is_shown(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    centre.do("publish", "--export", tmp_path / "stick")
    root = (tmp_path / "stick" / "metadata" / "1.root.json").read_bytes()
    assert centre.do("tuf", "show").out.splitlines()[-1] == f"root of trust: {in_fours(sha256(root).hexdigest())}"


def test_new_list_goes_out_when_people_signed_it(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    centre.do("trust", "publish", "--host", "tem.example", "--host", "tem2.example")
    drafted = Path(centre.do("tuf", "draft", "trust", tmp_path / "next").out.strip())
    assert drafted.name == "2.trust.json"
    refused = centre.kiosk("central", "tuf", "sign", str(drafted), "--key", str(centre.folder / "root1.key"), "--yes")
    assert "PUB-10" in refused.err
    centre.sign(drafted, "trust3", "trust1")
    centre.do("tuf", "publish", tmp_path / "next")
    shown = {line["role"]: line for line in centre.do("tuf", "show", "--json").objects}
    assert shown["trust"]["version"] == 2


def test_by_a_clock_that_is_not_trusted_goes_out_what_takes_away_alone(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.sign_all()
    with doubted(monkeypatch):
        said = centre.kiosk("central", "tuf", "publish", str(centre.drafts))
    assert (said.status, "SEAL-26" in said.err) == (2, True)
    centre.do("tuf", "publish", centre.drafts)
    _, key = make_key(NewKey(7, "HTX", "9521234000013", (GTIN,), (), (), date(2026, 1, 1), date(2027, 1, 1)))
    stolen = replace(key, status=KeyStatus.COMPROMISED, status_since=datetime(2026, 11, 20, tzinfo=UTC))
    lists: tuple[tuple[dict[str, Any], bool], ...]
    lists = ({"keys": (key,)}, False), ({"keys": (stolen,)}, True), ({"hosts": ("new.example",)}, False)
    for number, (other, goes_out) in enumerate(lists):
        folder = tmp_path / str(number)
        list_with(tmp_path / "state" / "central.db", **other)
        drafted = Path(centre.do("tuf", "draft", "trust", folder).out.strip())
        centre.sign(drafted, "trust1", "trust2")
        with doubted(monkeypatch):
            said = centre.kiosk("central", "tuf", "publish", str(folder))
        assert (said.status == 0, "SEAL-26" in said.err) == (goes_out, not goes_out), said.err
        if not goes_out:
            centre.do("tuf", "publish", folder)


def test_who_signs_sees_what_the_list_holds(centre: Centre) -> None:
    said = centre.do("tuf", "sign", centre.drafts / "1.trust.json", "--key", centre.folder / "trust1.key", "--yes")
    assert "trust list 1 of 2026-11-23" in said.err
    assert "tem.example" in said.err


def test_who_signs_is_warned_of_other_bytes(centre: Centre) -> None:
    (centre.drafts / "targets" / "trust" / "list.json").write_bytes(b"{}")
    said = centre.do("tuf", "sign", centre.drafts / "1.trust.json", "--key", centre.folder / "trust1.key", "--yes")
    assert "do not sign" in said.err


def test_nothing_is_signed_without_a_yes(centre: Centre) -> None:
    path = centre.drafts / "1.root.json"
    before = path.read_bytes()
    said = centre.kiosk("central", "tuf", "sign", str(path), "--key", str(centre.folder / "root1.key"), stdin=b"n\n")
    assert said.status == 130
    assert path.read_bytes() == before


def test_signatures_of_copies_are_put_together(centre: Centre, tmp_path: Path) -> None:
    path, copy = centre.drafts / "1.targets.json", tmp_path / "1.targets.json"
    copy.write_bytes(path.read_bytes())
    centre.sign(path, "targets1")
    centre.sign(copy, "targets2")
    centre.do("tuf", "merge", path, copy)
    assert len(json.loads(path.read_bytes())["signatures"]) == 2


def test_lost_key_of_a_person_is_replaced(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    shown = {line["role"]: line for line in centre.do("tuf", "show", "--json").objects}
    old, new = shown["root"]["keys"][4], centre.make_key("root6")
    drafted = Path(centre.do("tuf", "draft", "root", tmp_path / "next", "--replace", "root", old, new).out.strip())
    centre.sign(drafted, "root1", "root2", "root3")
    centre.do("tuf", "publish", tmp_path / "next")
    keys = {line["role"]: line["keys"] for line in centre.do("tuf", "show", "--json").objects}
    assert old not in keys["root"]
    assert len(keys["root"]) == 5


def test_key_without_a_place_in_one_role_signs_none_of_the_drafts(centre: Centre) -> None:
    paths = [centre.drafts / f"1.{role}.json" for role in (RoleName.TARGETS, RoleName.ROOT)]
    before = [path.read_bytes() for path in paths]
    keys = json.loads(before[1])["signed"]["roles"]["root"]["keyids"]
    drafts = (str(path) for path in paths)
    said = centre.kiosk("central", "tuf", "sign", *drafts, "--key", str(centre.folder / "targets1.key"), "--yes")
    assert (said.status, [path.read_bytes() for path in paths]) == (2, before)
    refused = said.err.splitlines()[-1]
    assert refused.startswith("kiosk: PUB-10: ")
    assert ", ".join(sorted(key[:12] for key in keys)) in refused


def test_keys_of_the_old_root_and_of_the_new_sign_a_root(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    shown = {line["role"]: line for line in centre.do("tuf", "show", "--json").objects}
    new = centre.make_key("root6")
    drafted = Path(
        centre.do(
            "tuf", "draft", "root", tmp_path / "next", "--replace", "root", shown["root"]["keys"][0], new
        ).out.strip()
    )
    centre.sign(drafted, "root1", "root6")
    said = centre.kiosk("central", "tuf", "sign", str(drafted), "--key", str(centre.folder / "trust1.key"), "--yes")
    assert (said.status, "PUB-10" in said.err) == (2, True)


def test_key_of_the_service_is_replaced_and_used_at_once(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    before = {line["role"]: line for line in centre.do("tuf", "show", "--json").objects}["registry"]
    renew = ("--renew-service", "registry", before["keys"][0])
    drafted = Path(centre.do("tuf", "draft", "targets", tmp_path / "next", *renew).out.strip())
    centre.sign(drafted, "targets1", "targets2")
    centre.do("tuf", "publish", tmp_path / "next")
    after = {line["role"]: line for line in centre.do("tuf", "show", "--json").objects}["registry"]
    assert after["keys"] == after["signed_by"] != before["keys"]


def test_key_with_a_passphrase_signs_with_it_alone(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["a long passphrase", "a long passphrase", "another", "a long passphrase"])
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: next(typed))
    sealed, path = tmp_path / "sealed.key", tmp_path / "1.trust.json"
    path.write_bytes((centre.drafts / path.name).read_bytes())
    centre.do("tuf", "key", sealed)
    assert b"ENCRYPTED" in sealed.read_bytes()
    wrong = centre.kiosk("central", "tuf", "sign", str(path), "--key", str(sealed), "--yes")
    assert "SEAL-03" in wrong.err
    said = centre.do("tuf", "sign", path, "--key", sealed, "--yes")
    assert "what names its keys is not in this folder" in said.err
    assert len(json.loads(path.read_bytes())["signatures"]) == 1


def test_release_is_added_and_dropped(centre: Centre, tmp_path: Path) -> None:
    centre.sign_all()
    centre.do("tuf", "publish", centre.drafts)
    (tmp_path / "wheel").write_bytes(b"release")
    for folder, option in (("a", ("--add", "release/1.whl", tmp_path / "wheel")), ("b", ("--drop", "release/1.whl"))):
        drafted = Path(centre.do("tuf", "draft", "release", tmp_path / folder, *option).out.strip())
        centre.sign(drafted, "release1", "release2")
        centre.do("tuf", "publish", tmp_path / folder)
    assert json.loads(drafted.read_bytes())["signed"]["targets"] == {}


@pytest.mark.parametrize("name", ["../../x", "trust/../x", "release//x", "release/..", "x"])
def test_release_has_a_name_of_its_own(centre: Centre, tmp_path: Path, name: str) -> None:
    (tmp_path / "wheel").write_bytes(b"release")
    add = ("--add", name, str(tmp_path / "wheel"))
    said = centre.kiosk("central", "tuf", "draft", "release", str(tmp_path / "next"), *add)
    assert said.status == 2
    assert "PUB-01" in said.err
    assert not (tmp_path / "next").exists()


def test_roles_of_the_commands_are_those_of_the_repository() -> None:
    assert set(PEOPLE) == set(OFFLINE)
    assert set(SERVICE) == set(ONLINE)
