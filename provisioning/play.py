"""The steps as pyinfra operations: a fact that surveys, an operation that does what is due."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator, Mapping
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from pyinfra import host
from pyinfra.api import FactBase, FileUploadCommand, StringCommand, operation
from typing_extensions import override

from provisioning.step import (
    PENDING,
    UPLOADED,
    Found,
    Step,
    Upload,
    due,
    files_due,
    found_in,
    lead,
    links_due,
    put_in_place,
    survey,
)

TEMPORARY = f"/var/tmp/kiosk-{uuid4()}"  # noqa: S108 - nobody can know it
"""Where a login that is not root puts a file, before sudo takes it on: on the disk, /tmp is memory."""

Fetch = Callable[[Upload], Path]
"""Gives the local file for an upload, made when it is needed."""


class Surveyed(FactBase[list[str]]):
    """The lines that a unit answers to the survey of a step."""

    @override
    def command(self, script: str) -> str:
        """Return the script as one command."""
        return f"sh -c {shlex.quote(script)}"

    @staticmethod
    @override
    def default() -> list[str]:
        """Return no lines: the unit did not answer."""
        return []

    @override
    def process(self, output: list[str]) -> list[str]:
        """Return the lines as they came."""
        return list(output)


def look(step: Step, *, with_contents: bool = False) -> Found:
    """Return how the current host fares in `step`. Raises ValueError where it does not answer."""
    lines: list[str] = host.get_fact(Surveyed, script=survey(step, with_contents=with_contents))
    return found_in(step, lines)


@operation()
def carried_out(step: Step, fetch: Fetch) -> Generator[FileUploadCommand | StringCommand]:
    """Do what is due in `step` on the current host; nothing where nothing is."""
    found = look(step)
    if not due(step, found):
        return
    yield StringCommand(f"mkdir -p {PENDING} && touch {shlex.quote(step.mark)}")
    yield StringCommand(f"install -d -m 700 {UPLOADED}")
    for upload in step.uploads:
        yield FileUploadCommand(str(fetch(upload)), upload.path, remote_temp_filename=TEMPORARY)
    for number, file in enumerate(files_due(step, found)):
        uploaded = f"{UPLOADED}/file-{number}"
        yield FileUploadCommand(BytesIO(file.content), uploaded, remote_temp_filename=TEMPORARY)
        yield StringCommand(put_in_place(file, uploaded))
    for link in links_due(step, found):
        yield StringCommand(lead(link))
    for path in step.absent:
        yield StringCommand(f"rm -f {shlex.quote(path)}")
    for command in step.commands:
        yield StringCommand(f"sh -c {shlex.quote(command)}")
    for name in step.wakes:
        yield StringCommand(f"touch {PENDING}/{name}")
    yield StringCommand(f"rm -f {shlex.quote(step.mark)}")


def ssh_data(values: Mapping[str, object], key: str | None, pinned: Path) -> dict[str, object]:
    """Return what pyinfra's connector is told: pinned host keys alone, one key or the agent's."""
    return {
        "ssh_hostname": values["address"],
        "ssh_port": values["port"],
        "ssh_user": values["login"],
        "ssh_known_hosts_file": str(pinned),
        "ssh_strict_host_key_checking": "yes",
        "ssh_config_file": "/nonexistent",
    } | ({"ssh_key": key, "ssh_allow_agent": False, "ssh_look_for_keys": False} if key else {})
