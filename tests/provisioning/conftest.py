"""One unit of the example inventory, with a release that is only described."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from provisioning.inventory import Inventory, load_inventory
from provisioning.pack import Release, Target
from provisioning.subject import PROJECT, Subject

EXAMPLE = PROJECT / "provisioning/inventory/example.toml"


@pytest.fixture
def inventory() -> Inventory:
    return load_inventory(EXAMPLE)


@pytest.fixture
def subject(inventory: Inventory) -> Subject:
    """A Raspberry Pi 5 with a read-only root and a display on its side."""
    release = Release(Path("/nowhere"), "0.1.0", Target("3.13", "aarch64"), 200 * 1024**2, True)
    return Subject("mk-01", inventory, release)


def with_unit(subject: Subject, **changed: object) -> Subject:
    """Return the subject with its unit changed in the inventory."""
    unit = subject.unit.model_copy(update=changed)
    return replace(subject, inventory=subject.inventory.model_copy(update={"units": {subject.name: unit}}))


@pytest.fixture
def may_mount() -> None:
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0:
        pytest.skip("it needs root, and mounts of its own")
