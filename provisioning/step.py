"""One step of the set-up: what should be so on a unit, and what makes it so where it is not.

Pure. `survey` is the shell script that finds out, `found_in` reads its answer, `due` compares. A step that nothing
is due in does nothing; so a second run changes nothing, and a dry run is the survey alone, on a virgin unit as well.
"""

from __future__ import annotations

import difflib
import shlex
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

PENDING = "/var/lib/kiosk-provisioning"
"""Marks of steps that were begun: what follows from a change is done even where a run broke off behind the change."""
UPLOADED = "/var/cache/kiosk-upload"
"""Root's own folder, where what is uploaded waits for its place."""
SHOWN_BYTES = 16_384
"""A larger file is not shown in differences."""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file that is there with this content, mode and owner."""

    path: str
    content: bytes
    mode: str = "644"
    owner: str = "root:root"
    has_modes: bool = True
    """False on FAT, which shows every file alike (755 on a Raspberry Pi): there the content alone is compared."""


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link, such as a unit that is masked."""

    path: str
    target: str


@dataclass(frozen=True, slots=True)
class Check:
    """A command that succeeds where all is well; `title` says what is so then."""

    title: str
    command: str
    is_settled_later: bool = False
    """It becomes true by time or a new start, and is not read back at once."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A large file that the step's commands need; it is put under its name at `path`."""

    path: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """Files and links are put in place, then `commands` run, each in order, where anything was due."""

    name: str
    files: tuple[WantedFile, ...] = ()
    links: tuple[Link, ...] = ()
    tests: tuple[Check, ...] = ()
    absent: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()
    commands: tuple[str, ...] = ()
    wakes: tuple[str, ...] = ()
    """Later steps that are due because this one was: their marks are set."""

    @property
    def mark(self) -> str:
        """The file that says: begun and not ended."""
        return f"{PENDING}/{self.name}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a unit answered to a survey, in the order of the step."""

    is_pending: bool
    files: tuple[str, ...]
    """`mode owner:group digest`, or "" where there is none."""
    links: tuple[str, ...]
    tests: tuple[bool, ...]
    absent: tuple[bool, ...]
    contents: tuple[bytes, ...] = ()


def survey(step: Step, *, with_contents: bool = False) -> str:
    """Return the script that says what is so on a unit: one line for the mark and for each thing of the step."""
    q = shlex.quote
    lines = [f"[ -e {q(step.mark)} ] && echo yes || echo no"]
    for file in step.files:
        path = q(file.path)
        lines.append(
            f'if [ -f {path} ] && [ ! -L {path} ]; then echo "$(stat -c "%a %U:%G" {path}) '
            f'$(sha256sum < {path} | cut -d" " -f1)"; else echo; fi'
        )
    lines += [f"readlink {q(link.path)} || echo" for link in step.links]
    lines += [
        f"if ( {test.command} ) >/dev/null 2>&1 </dev/null; then echo yes; else echo no; fi" for test in step.tests
    ]
    lines += [f"[ ! -e {q(path)} ] && [ ! -L {q(path)} ] && echo yes || echo no" for path in step.absent]
    if with_contents:
        lines += [f"head -c {SHOWN_BYTES} {q(file.path)} 2>/dev/null | base64 -w0; echo" for file in step.files]
    return "\n".join(lines)


def found_in(step: Step, lines: Iterable[str]) -> Found:
    """Return what the answer to `survey` says. Raises ValueError where lines are missing."""
    left = [line.strip() for line in lines]
    counts = (1, len(step.files), len(step.links), len(step.tests), len(step.absent))
    if len(left) < sum(counts):
        raise ValueError(f"{sum(counts)} lines expected, got {len(left)}")
    parts: list[list[str]] = []
    for count in counts:
        parts.append(left[:count])
        left = left[count:]
    mark, files, links, tests, absent = parts
    contents = tuple(b64decode(line) for line in left[: len(step.files)])
    said_yes = tuple(line == "yes" for line in tests), tuple(line == "yes" for line in absent)
    return Found(mark == ["yes"], tuple(files), tuple(links), *said_yes, contents)


def wanted_as(file: WantedFile) -> str:
    """Return what the survey says of `file` where it is as wanted."""
    return f"{file.mode} {file.owner} {sha256(file.content).hexdigest()}"


def files_due(step: Step, found: Found) -> tuple[WantedFile, ...]:
    """Return the files that are not as wanted."""
    return tuple(file for file, has in zip(step.files, found.files, strict=True) if not _is_as_wanted(file, has))


def _is_as_wanted(file: WantedFile, has: str) -> bool:
    wanted = wanted_as(file)
    return has == wanted if file.has_modes else has.rpartition(" ")[2] == wanted.rpartition(" ")[2]


def links_due(step: Step, found: Found) -> tuple[Link, ...]:
    """Return the links that lead elsewhere or are not there."""
    return tuple(link for link, has in zip(step.links, found.links, strict=True) if has != link.target)


def due(step: Step, found: Found, *, at_once: bool = False) -> tuple[str, ...]:
    """Return what is not as wanted, one line each; nothing where the step has nothing to do.

    `at_once`: only what must be so as soon as the step has run.
    """
    titles = [f"file {file.path}" for file in files_due(step, found)]
    titles += [f"link {link.path}" for link in links_due(step, found)]
    for test, is_so in zip(step.tests, found.tests, strict=True):
        if not is_so and not (at_once and test.is_settled_later):
            titles.append(f"not so: {test.title}")
    titles += [f"to remove: {path}" for path, is_so in zip(step.absent, found.absent, strict=True) if not is_so]
    if found.is_pending and not titles:
        titles.append("begun and not ended")
    return tuple(titles)


def differences(step: Step, found: Found) -> str:
    """Return what a run would change in files, as unified differences. Needs a survey with contents."""
    texts: list[str] = []
    for file, before in zip(step.files, found.contents, strict=True):
        if file not in files_due(step, found) or len(file.content) > SHOWN_BYTES or b"\0" in file.content + before:
            continue
        old, new = (content.decode("utf-8", "replace").splitlines() for content in (before, file.content))
        texts += difflib.unified_diff(old, new, f"unit:{file.path}", f"wanted:{file.path}", n=1, lineterm="")
    return "\n".join(texts)


def put_in_place(file: WantedFile, uploaded: str) -> str:
    """Return the command that makes `uploaded` the file: whole or not at all, also where the power is cut."""
    q = shlex.quote
    folder = file.path.rpartition("/")[0]
    new = f"{file.path}.kiosk-new"
    owner, group = file.owner.split(":")
    return (
        f"mkdir -p {q(folder)} && install -m {file.mode} -o {owner} -g {group} {q(uploaded)} {q(new)} "
        f"&& sync {q(new)} && mv -fT {q(new)} {q(file.path)} && rm -f {q(uploaded)}"
    )


def lead(link: Link) -> str:
    """Return the command that makes a link lead to its target, in one move."""
    q = shlex.quote
    new = f"{link.path}.kiosk-new"
    folder = link.path.rpartition("/")[0]
    return f"mkdir -p {q(folder)} && ln -sfn {q(link.target)} {q(new)} && mv -fT {q(new)} {q(link.path)}"
