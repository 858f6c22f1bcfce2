"""A release in a folder: all that a unit installs, with the hash of each piece, so that it needs no network.

`release.toml`, `requirements.lock` (for one Python and one processor, each line with its hash), `wheels/` with the
kiosk's own, which holds units and assets too, and where a unit gave them `apt/`, Debian's packages.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kiosk.durable import write_whole
from kiosk.update.first import SUMS
from kiosk.update.layout import VERSION
from provisioning.faults import ProvisioningError
from provisioning.toml import as_toml

EXTRAS = ("kiosk",)
"""A Raspberry Pi's pins are reached by its system's python3-lgpio: there is no wheel of it for Python 3.13."""
WHEELS = "wheels"
APT = "apt"
LOCK = "requirements.lock"
OWN = (LOCK, WHEELS)
DESCRIPTION = "release.toml"
GLIBC = {"3.11": 36, "3.13": 41}
"""The C library of Debian 12 and 13, by their Python: wheels for later ones do not load there."""
DOWNLOAD_S = 900
STAYS = "A release that was there stays."


@dataclass(frozen=True, slots=True)
class Target:
    """What a release is for."""

    python: str
    machine: str

    def markers(self) -> dict[str, str]:
        """Return the values of environment markers there."""
        named = {"python_version": self.python, "python_full_version": f"{self.python}.0", "os_name": "posix"}
        machine = {"platform_machine": self.machine, "sys_platform": "linux", "platform_system": "Linux"}
        return named | machine | {"implementation_name": "cpython", "platform_python_implementation": "CPython"}


@dataclass(frozen=True, slots=True)
class Release:
    """A packed release, as it lies in its folder."""

    folder: Path
    version: str
    target: Target
    size_bytes: int
    has_packages: bool


def load_release(folder: Path) -> Release:
    """Return the release in `folder`. Raises ProvisioningError PRV-03 where it is none, or not whole."""
    try:
        said = _described(folder)
        version, target = said["version"], Target(said["python"], said["machine"])
    except (OSError, ValueError, KeyError) as fault:
        raise ProvisioningError("PRV-03", f"{folder} holds no release: {fault}.", "Make one: make pack.") from fault
    if VERSION.fullmatch(version) is None:  # it goes into the commands of root
        raise ProvisioningError("PRV-03", f"the release in {folder} is of version {version!r}.", "Pack it again.")
    if said.get("digest") != _digest(folder, OWN):
        raise ProvisioningError("PRV-03", f"the release in {folder} is not as it was packed.", "Pack it again.")
    if (folder / APT).exists():
        _refuse_other_packages(folder, said)
    return Release(folder, version, target, _size(folder), (folder / APT / "Packages").is_file())


def pack(project: Path, folder: Path, target: Target, wheels: Path | None = None) -> Release:
    """Make a release of `project` in `folder`; one that is there stays until the new one is whole, and gives way then.

    Debian's packages beside it are kept. `wheels`: take them from there, no network. Raises ProvisioningError PRV-03
    where `folder` holds something else, PRV-04 where a wheel cannot be had, or this machine's disk takes no more.
    """
    folder = folder.resolve()
    apt = folder / APT if _has_packages(folder) else None
    with _written(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _beside(folder) as beside:
            release = _built(project, beside / "fresh", target, wheels, apt)
            _swap(folder, beside / "fresh", beside / "former")
    return replace(release, folder=folder)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Give a folder on the disk of `folder` that is gone afterwards."""
    with TemporaryDirectory(prefix=f"{folder.name}.new.", dir=folder.parent) as beside:
        yield Path(beside)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Tell a disk that takes no more in a technician's words. Raises ProvisioningError PRV-04."""
    try:
        yield
    except OSError as fault:
        what = f"the release cannot be written to {folder}: {fault.strerror or fault}."
        raise ProvisioningError("PRV-04", what, f"Has this machine's disk room for it? {STAYS}") from fault


def _swap(path: Path, fresh: Path, former: Path, then: Callable[[], None] = lambda: None) -> None:
    """Put the folder `fresh` in the place of `path`, and do `then`; where either fails, all is as before."""
    if path.exists():
        path.rename(former)
    try:
        fresh.rename(path)
        then()
    except BaseException:
        if path.exists():
            path.rename(fresh)
        if former.exists():
            former.rename(path)
        raise


def _refuse_other_packages(folder: Path, said: Mapping[str, str]) -> None:
    """Raise ProvisioningError PRV-03 where Debian's packages are not as the release says."""
    if said.get("packages") != _digest(folder, (APT,)):
        what = f"Debian's packages in {folder / APT} are not as they were taken."
        raise ProvisioningError("PRV-03", what, "Take them again: make pack-packages.")


def _has_packages(folder: Path) -> bool:
    """Return whether Debian's packages lie there, whole. Raises ProvisioningError PRV-03 where it is no release."""
    if not folder.exists() or not any(folder.iterdir()):
        return False
    try:
        said = _described(folder)
        Target(said["python"], said["machine"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        what = f"{folder} is there and is no release; nothing was changed."
        raise ProvisioningError("PRV-03", what, "Name another: make pack RELEASE=…") from fault
    if not (folder / APT).is_dir():
        return False
    _refuse_other_packages(folder, said)
    return True


def _built(project: Path, folder: Path, target: Target, wheels: Path | None, apt: Path | None) -> Release:
    """Make the release in `folder`, which is not there yet, with the packages in `apt`. Raises as `pack`."""
    (folder / WHEELS).mkdir(parents=True)
    lock = lock_for(target, (project / LOCK).read_text("utf-8"), requires)
    (folder / LOCK).write_text(lock, "utf-8")
    download(folder, target, wheels)
    own = _own_wheel(project, folder / WHEELS)
    sums = "".join(f"{_sha256(wheel)}  {wheel.name}\n" for wheel in sorted((folder / WHEELS).glob("*.whl")))
    (folder / WHEELS / SUMS).write_text(sums, "utf-8")
    version = own.name.split("-")[1]
    with (folder / LOCK).open("a", encoding="utf-8") as file:
        file.write(f"kiosk=={version} --hash=sha256:{_sha256(own)}\n")
    if apt is not None:
        shutil.copytree(apt, folder / APT)
    said = {"version": version, "python": target.python, "machine": target.machine}
    packages = _digest(folder, (APT,)) if apt is not None else ""
    _describe(folder, {**said, "digest": _digest(folder, OWN), "packages": packages})
    return load_release(folder)


def lock_for(
    target: Target, lock: str, needs: Callable[[str], Iterable[str] | None], extras: tuple[str, ...] = EXTRAS
) -> str:
    """Return the lines of `lock` that a unit of this kind installs, without markers, each with its hashes.

    `needs` gives the requirements of a distribution, as `importlib.metadata.requires` does; pip itself cannot do
    this: it judges markers by the Python that it runs in.
    """
    wanted = _closure(needs, extras)
    kept = []
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        requirement = Requirement(entry.partition("\\")[0].strip())
        is_for_it = requirement.marker is None or requirement.marker.evaluate(target.markers())
        if canonicalize_name(requirement.name) in wanted and is_for_it:
            hashes = " ".join(re.findall(r"--hash=sha256:[0-9a-f]{64}", entry))
            kept.append(f"{requirement.name}{requirement.specifier} {hashes}\n")
    return "".join(kept)


def archive(release: Release, file: Path) -> Path:
    """Write the release without Debian's packages as one tar file, the same bytes each time, and return it."""
    return _tar(release.folder, OWN, file)


def archive_packages(release: Release, file: Path) -> Path:
    """Write Debian's packages as one tar file, and return it."""
    return _tar(release.folder, (APT,), file)


def take_packages(folder: Path, told: bytes) -> None:
    """Put Debian's packages, as a tar file of a unit, beside the release in `folder`, and note what they are.

    Those that were there stay until the new ones are whole. Raises ProvisioningError PRV-03 where `told` is not whole,
    PRV-04 where this machine's disk takes no more.
    """
    with _written(folder), _beside(folder) as beside:
        fresh, former = beside / APT, beside / "former"
        try:
            with tarfile.open(fileobj=io.BytesIO(told)) as tar:
                tar.extractall(fresh, filter="data")
            is_whole = _has_all_it_names(fresh)
        except tarfile.TarError:
            is_whole = False
        if not is_whole:
            what = "the packages that the unit told are not whole. Those that were there stay."
            raise ProvisioningError("PRV-03", what, "Take them again: make pack-packages.")
        noted = {**_described(folder), "packages": _digest(beside, (APT,))}
        _swap(folder / APT, fresh, former, lambda: _describe(folder, noted))


def _has_all_it_names(apt: Path) -> bool:
    """Return whether `Packages` is there, and each file that it names, as it says: a tar that was cut says nothing."""
    try:
        index = (apt / "Packages").read_text("utf-8")
        named = re.findall(r"^Filename: \./([^/\s]+)\n(?:.+\n)*?SHA256: ([0-9a-f]{64})$", index, re.MULTILINE)
        return bool(named) and all(_sha256(apt / name) == digest for name, digest in named)
    except FileNotFoundError:
        return False


def note_packages(folder: Path) -> None:
    """Write down what the Debian packages beside the release are: apt on a unit takes the folder as it is."""
    _describe(folder, {**_described(folder), "packages": _digest(folder, (APT,))})


def _described(folder: Path) -> dict[str, str]:
    """Return what the folder says of itself. Raises OSError, ValueError, KeyError."""
    said = tomllib.loads((folder / DESCRIPTION).read_text("utf-8"))["release"]
    return {name: str(value) for name, value in said.items()}


def _describe(folder: Path, said: Mapping[str, str]) -> None:
    write_whole(folder / DESCRIPTION, as_toml({"release": said}).encode())


def _tar(folder: Path, parts: Iterable[str], file: Path) -> Path:
    with tarfile.open(file, "w") as tar:
        for part in parts:
            tar.add(folder / part, part, filter=_as_root)
    return file


def _as_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = "root"
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def _closure(needs: Callable[[str], Iterable[str] | None], extras: tuple[str, ...]) -> set[str]:
    """Return the names of all that the kiosk with `extras` needs on any platform: the lock's markers decide that."""
    wanted: set[str] = set()
    waiting: list[tuple[str, frozenset[str]]] = [("kiosk", frozenset(extras))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, chosen = this = waiting.pop()
        if this in seen:
            continue
        seen.add(this)
        wanted.add(name)
        try:
            lines = needs(name) or ()
        except PackageNotFoundError:  # for another platform than this one
            continue
        asked = (one for one in map(Requirement, lines) if _is_asked_for(one.marker, chosen))
        waiting += ((canonicalize_name(one.name), frozenset(one.extras)) for one in asked)
    return wanted - {"kiosk"}


def _is_asked_for(marker: Marker | None, extras: frozenset[str]) -> bool:
    if marker is None or "extra" not in str(marker):
        return True
    return any(f'extra == "{extra}"' in str(marker) for extra in extras)


def download(folder: Path, target: Target, wheels: Path | None = None) -> None:
    """Put the wheels of the folder's lock into it, each with its hash verified. Raises ProvisioningError PRV-04."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps"]
    command += ["--only-binary=:all:", "--implementation=cp", f"--python-version={target.python}"]
    for minor in range(GLIBC[target.python], 16, -1):
        command += ["--platform", f"manylinux_2_{minor}_{target.machine}"]
    command += ["--platform", f"manylinux2014_{target.machine}", "--platform", f"linux_{target.machine}"]
    command += ["--no-index", f"--find-links={wheels}"] if wheels is not None else []
    command += ["-r", str(folder / LOCK), "-d", str(folder / WHEELS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=DOWNLOAD_S)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise ProvisioningError(
            "PRV-04", f"the wheels cannot be had: {said}.", f"Is the package index reachable? {STAYS}"
        )


def _own_wheel(project: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--quiet"]
    command += ["--python", sys.executable, "-o", str(folder), str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=DOWNLOAD_S)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise ProvisioningError("PRV-04", f"the kiosk itself cannot be packed: {said}.", f"Run make first. {STAYS}")
    (folder / ".gitignore").unlink(missing_ok=True)
    return next(folder.glob("kiosk-*.whl"))


def _digest(folder: Path, parts: Iterable[str]) -> str:
    """Return what stands for all that `parts` of a release hold."""
    total = sha256()
    for part in parts:
        path = folder / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                total.update(f"{file.relative_to(folder)} {_sha256(file)}\n".encode())
    return total.hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
