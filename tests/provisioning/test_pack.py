"""A release holds what its kind of unit installs, each piece by its hash, and is refused when it is touched."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Callable
from errno import ENOSPC
from hashlib import sha256
from pathlib import Path

import pytest

from provisioning.faults import ProvisioningError
from provisioning.pack import (
    APT,
    DESCRIPTION,
    LOCK,
    WHEELS,
    Target,
    archive,
    load_release,
    lock_for,
    pack,
    take_packages,
)
from provisioning.subject import PROJECT

HASH = f"--hash=sha256:{'a' * 64}"
LOCKED = f"""qt==6.11 ; python_version < '3.12' \\
    {HASH}
qt==6.12 ; python_version >= '3.12' \\
    {HASH} \\
    --hash=sha256:{"b" * 64}
arm==1 ; platform_machine == 'aarch64' \\
    {HASH}
web==3 \\
    {HASH}
below==4 \\
    {HASH}
"""
NEEDS = {
    "kiosk": ['qt>=6; extra == "kiosk"', 'arm; extra == "kiosk"', 'web; extra == "central"'],
    "qt": ['below; python_version >= "3"', 'web; extra == "web"'],
}
PI, PC = Target("3.13", "aarch64"), Target("3.11", "x86_64")


def named(lock: str) -> list[str]:
    return [line.partition(" ")[0] for line in lock.splitlines()]


def test_lock_of_a_unit_holds_what_it_needs_for_its_python_and_processor() -> None:
    assert named(lock_for(PI, LOCKED, NEEDS.get)) == ["qt==6.12", "arm==1", "below==4"]
    assert named(lock_for(PC, LOCKED, NEEDS.get)) == ["qt==6.11", "below==4"]


def test_every_line_of_it_has_its_hashes_and_no_marker() -> None:
    for line in lock_for(PI, LOCKED, NEEDS.get).splitlines():
        assert HASH in line
        assert ";" not in line


def packed_in(folder: Path, put: Callable[[Path, Path], object]) -> Path:
    """Return a release of a part of the project, without its lock: one wheel. `put` brings the parts."""
    project = folder / "project"
    for name in ("kiosk/update", "assets/icons", "systemd", "pyproject.toml", "README.md"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        put(PROJECT / name, project / name)
    (project / LOCK).write_text(LOCKED.replace("qt", "nothing").replace("below", "less"), "utf-8")
    return again(folder / "release")


def again(release: Path) -> Path:
    pack(release.parent / "project", release, PC, release.parent)
    return release


def linked(source: Path, target: Path) -> None:
    target.symlink_to(source)


def copied(source: Path, target: Path) -> None:
    """As another checkout has it: made now, by somebody whose files nobody else reads."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_copied_file, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        _copied_file(str(source), str(target))


def _copied_file(source: str, target: str) -> None:
    shutil.copyfile(source, target)
    Path(target).chmod(0o600)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that no test changes."""
    return packed_in(tmp_path_factory.mktemp("packed"), linked)


def test_release_is_refused_when_a_wheel_was_changed(packed: Path, tmp_path: Path) -> None:
    assert load_release(packed).target == PC
    changed = shutil.copytree(packed, tmp_path / "changed")
    [wheel] = (changed / WHEELS).glob("kiosk-*.whl")
    assert "kiosk==0.1.0 --hash=sha256:" in (changed / LOCK).read_text("utf-8")
    wheel.write_bytes(wheel.read_bytes() + b"x")
    with pytest.raises(ProvisioningError, match="PRV-03"):
        load_release(changed)


def test_two_packs_of_one_state_are_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    again = packed_in(tmp_path / "elsewhere", copied)
    assert (again / DESCRIPTION).read_bytes() == (packed / DESCRIPTION).read_bytes()
    files = [archive(load_release(one), tmp_path / f"{number}.tar") for number, one in enumerate((packed, again))]
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.fixture
def spoilt(packed: Path, tmp_path: Path) -> Path:
    """The release and its project, to be spoilt; with one package of Debian, as a unit tells it."""
    release = shutil.copytree(packed.parent, tmp_path / "spoilt", symlinks=True) / "release"
    take_packages(release, told_of("cage.deb"))
    assert load_release(release).has_packages
    return release


def told_of(*names: str, index: str | None = None) -> bytes:
    """Return packages as a unit tells them: each with its hash in the index, which comes first."""
    named = "".join(
        f"Package: x\nFilename: ./{name}\nSize: 2\nSHA256: {sha256(b'ab').hexdigest()}\n\n" for name in names
    )
    told = io.BytesIO()
    with tarfile.open(fileobj=told, mode="w") as tar:
        for name, content in (
            ("Packages", (named if index is None else index).encode()),
            *((one, b"ab") for one in names),
        ):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return told.getvalue()


def test_other_packages_take_the_place_of_those_that_were_there(spoilt: Path) -> None:
    take_packages(spoilt, told_of("chrony.deb"))
    assert load_release(spoilt).has_packages
    assert sorted(path.name for path in (spoilt / APT).iterdir()) == ["Packages", "chrony.deb"]


@pytest.mark.parametrize(
    ("told", "number"),
    [
        (told_of("chrony.deb", "cage.deb")[:2048], "PRV-03.*not whole"),  # a tar that ends behind a file looks sound
        (b"sudo: a password is required", "PRV-03.*not whole"),
        (told_of("chrony.deb", index=""), "PRV-03.*not whole"),
        (told_of("chrony.deb").replace(b"ab\0", b"ba\0"), "PRV-03.*not whole"),
        (told_of("chrony.deb"), "PRV-04.*No space left on device"),
    ],
)
def test_packages_stay_where_others_cannot_be_taken(
    spoilt: Path, monkeypatch: pytest.MonkeyPatch, told: bytes, number: str
) -> None:
    monkeypatch.setattr("provisioning.pack.write_whole", lambda *_: _torn(OSError(ENOSPC, os.strerror(ENOSPC))))
    there = sorted(spoilt.parent.iterdir())
    with pytest.raises(ProvisioningError, match=number):
        take_packages(spoilt, told)
    assert load_release(spoilt).has_packages
    assert sorted(path.name for path in (spoilt / APT).iterdir()) == ["Packages", "cage.deb"]
    assert sorted(spoilt.parent.iterdir()) == there, "nothing is left behind"


@pytest.mark.parametrize("name", ["cage.deb", "Packages", "another.deb"])
def test_debians_packages_are_refused_when_they_were_changed(spoilt: Path, name: str) -> None:
    with (spoilt / APT / name).open("a") as file:
        file.write("x")
    with pytest.raises(ProvisioningError, match=r"PRV-03.*make pack-packages"):
        load_release(spoilt)


def test_packages_outlast_another_packing_with_what_was_noted_of_them(spoilt: Path) -> None:
    assert load_release(again(spoilt)).has_packages
    (spoilt / APT / "cage.deb").write_text("x")
    with pytest.raises(ProvisioningError, match="PRV-03"):
        again(spoilt)


@pytest.mark.parametrize("version", ["0.1.0; reboot", "$(reboot)", "../0.1.0", ""])
def test_version_that_is_none_never_reaches_a_shell(spoilt: Path, version: str) -> None:
    described = (spoilt / DESCRIPTION).read_text("utf-8")
    (spoilt / DESCRIPTION).write_text(described.replace('"0.1.0"', f'"{version}"'), "utf-8")
    with pytest.raises(ProvisioningError, match="PRV-03"):
        load_release(spoilt)


def test_folder_that_holds_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProvisioningError, match="PRV-03"):
        load_release(tmp_path)


@pytest.mark.parametrize("name", ["guide.md", "wheels/kiosk.whl", "release.toml"])
def test_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    theirs = tmp_path / "docs" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs", "utf-8")
    with pytest.raises(ProvisioningError, match=r"PRV-03: .*docs is there and is no release; nothing was changed"):
        pack(PROJECT, tmp_path / "docs", PC)
    assert theirs.read_text("utf-8") == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


@pytest.mark.parametrize("fails_at", ["wheels", "own wheel", "full disk", "last rename"])
def test_release_stays_where_the_next_cannot_be_packed(
    spoilt: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    project = spoilt.parent / "project"
    if fails_at == "wheels":
        with (project / LOCK).open("a", encoding="utf-8") as lock:
            lock.write(f"apsw==9999 \\\n    {HASH}\n")
    elif fails_at == "own wheel":
        (project / "pyproject.toml").unlink()
    elif fails_at == "full disk":
        full = OSError(ENOSPC, os.strerror(ENOSPC))
        monkeypatch.setattr("provisioning.pack.shutil.copytree", lambda *_: _torn(full))
    else:
        rename = Path.rename
        monkeypatch.setattr(Path, "rename", lambda path, to: _torn() if path.name == "fresh" else rename(path, to))
    there = sorted(spoilt.parent.iterdir())
    with pytest.raises(ProvisioningError, match=r"PRV-04.*stays") as told:
        again(spoilt)
    assert ("No space left on device" in str(told.value)) is (fails_at == "full disk")
    assert load_release(spoilt).has_packages
    assert sorted(spoilt.parent.iterdir()) == there, "nothing is left behind"


def _torn(fault: OSError | None = None) -> Path:
    raise fault or OSError("torn")
