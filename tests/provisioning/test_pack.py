"""A release holds what its kind of unit installs, each piece by its hash, and is refused when it is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from provisioning.faults import ProvisioningError
from provisioning.pack import LOCK, WHEELS, Target, load_release, lock_for, pack
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


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release of a project without a lock, so that no wheel but its own is in it."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("kiosk", "assets", "systemd", "pyproject.toml", "README.md"):
        (project / name).symlink_to(PROJECT / name)
    (project / LOCK).write_text(LOCKED.replace("qt", "nothing").replace("below", "less"), "utf-8")
    pack(project, tmp_path / "release", PC, tmp_path)
    return tmp_path / "release"


def test_release_is_refused_when_a_wheel_was_changed(packed: Path) -> None:
    assert load_release(packed).target == PC
    [wheel] = (packed / WHEELS).glob("kiosk-*.whl")
    assert "kiosk==0.1.0 --hash=sha256:" in (packed / LOCK).read_text("utf-8")
    wheel.write_bytes(wheel.read_bytes() + b"x")
    with pytest.raises(ProvisioningError, match="PRV-03"):
        load_release(packed)


def test_folder_that_holds_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProvisioningError, match="PRV-03"):
        load_release(tmp_path)
