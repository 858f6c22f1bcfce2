"""Debian's packages, the users, the release, its settings and its units."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from kiosk.update.layout import COMPLETE, PROGRAM, RELEASES, Layout
from provisioning.inventory import Board
from provisioning.pack import WHEELS
from provisioning.step import UPLOADED, Check, Link, Step, Upload, WantedFile
from provisioning.subject import PROJECT, Subject, rendered

PACKAGES = (
    *("python3", "cage", "xwayland", "seatd", "alsa-utils", "espeak-ng"),
    *("libgl1", "libegl1", "libxkbcommon0", "libfreetype6", "libfontconfig1", "libdbus-1-3", "libglib2.0-0"),
    *("libzbar0", "libwayland-cursor0", "libwayland-egl1", "libgl1-mesa-dri"),
    *("chrony", "nftables", "usbguard", "unattended-upgrades", "plymouth", "plymouth-themes", "tzdata"),
)
PARTS = ("camera", "screen", "sync", "panel")
APT_FOLDER = "/var/cache/kiosk-packages"
APT = (
    "DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confdef "
    "-o Dpkg::Options::=--force-confold -o APT::Install-Recommends=false"
)
OFFLINE = (
    f"-o Dir::Etc::SourceList={APT_FOLDER}/apt/kiosk.list -o Dir::Etc::SourceParts=- "
    f"-o Dir::State::Lists={APT_FOLDER}/lists -o APT::Get::List-Cleanup=0"
)
ROOTS_OWN = "/usr/local/lib/kiosk"
OUTAGE = ("systemd/outage.py", "assets/out-of-order.pgm.gz")
"""What says "out of order": on the root, as the data partition with the releases may be what is broken."""
START = "start"
UP_WITHIN_S = 90


APT_LOCKS = (
    *("/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock"),
    *("/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock"),
)
APT_ENDS_WITHIN_S = 600


def package_names(subject: Subject) -> tuple[str, ...]:
    """Return the Debian packages that a unit needs, as Debian 12 calls them."""
    turned = ("kanshi",) if subject.unit.rotation else ()
    pins = () if subject.unit.board is Board.PC else ("python3-lgpio",)
    pi = ("python3-picamera2",) if subject.setting("camera", "source") == "pi" else ()
    loader = ("grub2-common",) if subject.unit.board is Board.PC and subject.unit.read_only else ()
    overlay = ("initramfs-tools", "e2fsprogs") if subject.unit.read_only else ()
    return (*PACKAGES, *turned, *pins, *pi, *loader, *overlay)


def packages(subject: Subject, *, offline: bool) -> Step:
    """Return the step of Debian's packages, from its mirrors or from the release's folder."""
    names = package_names(subject)
    tests = tuple(
        Check(f"package {name}", f"dpkg-query -W -f='${{db:Status-Status}}\\n' {name} {name}t64 | grep -qx installed")
        for name in names
    )
    options, before, after = "", "", "true"
    uploads: tuple[Upload, ...] = ()
    if offline:
        uploads = (Upload(f"{UPLOADED}/apt.tar", "apt"),)
        options = OFFLINE
        before = (
            f"rm -rf {APT_FOLDER} && mkdir -p {APT_FOLDER}/lists/partial && tar -xf {UPLOADED}/apt.tar -C {APT_FOLDER} "
            f"&& echo 'deb [trusted=yes] file:{APT_FOLDER}/apt ./' > {APT_FOLDER}/apt/kiosk.list && "
        )
        after = f"rm -rf {APT_FOLDER} {UPLOADED}/apt.tar"
    commands = (
        when_free(APT_LOCKS, APT_ENDS_WITHIN_S),
        "dpkg --configure -a",
        f"{before}{APT} {options} update",
        f"{APT} {options} install -y {' '.join(names)}",
        after,
    )
    return Step("packages", tests=tests, uploads=uploads, commands=commands)


def when_free(locks: tuple[str, ...], within_s: int) -> str:
    """Return the command that waits until nobody holds one of apt's `locks`, and fails where somebody does on and on.

    apt works on where the connection of an earlier run broke off, and dpkg does not wait for it. The locks are
    fcntl's, which /proc/locks lists by the number of the file (flock(1) does not see them).
    """
    return (
        f"for second in $(seq {within_s}); do held=; for file in {' '.join(map(shlex.quote, locks))}; do "
        'inode=$(stat -c %i "$file" 2>/dev/null) && grep -q "POSIX .*:$inode " /proc/locks && held=$file; done; '
        '[ -n "$held" ] || exit 0; sleep 1; done; echo "another program holds $held" >&2; exit 1'
    )


def download_script(names: tuple[str, ...], folder: str) -> str:
    """Return the script that, on a bare unit with a network, puts into `folder` what it would install, with an index.

    apt computes it there: what a unit lacks depends on what is on its card.
    """
    quoted = shlex.quote(folder)
    return "\n".join(
        (
            "set -eu",
            f"rm -rf {quoted}; mkdir -p {quoted}/partial; cd {quoted}",
            f"{APT} update >/dev/null",
            f"{APT} install -y --download-only -o Dir::Cache::archives={quoted} -o APT::Sandbox::User=root "
            f"{' '.join(names)} >/dev/null",
            "rm -rf partial lock",
            'for deb in *.deb; do dpkg-deb -f "$deb"; echo "Filename: ./$deb"; echo "Size: $(stat -c %s "$deb")"; '
            'echo "SHA256: $(sha256sum < "$deb" | cut -d\' \' -f1)"; echo; done > Packages',
        )
    )


def users() -> Step:
    """Return the step of users, groups and shared folders: systemd/kiosk.sysusers and kiosk.tmpfiles."""
    files = tuple(
        WantedFile(f"/usr/lib/{kind}.d/kiosk.conf", (PROJECT / f"systemd/kiosk.{kind}").read_bytes())
        for kind in ("sysusers", "tmpfiles")
    )
    rows = files[0].content.decode()
    names = re.findall(r"^u (\S+)", rows, re.MULTILINE)
    groups = re.findall(r"^g (\S+)", rows, re.MULTILINE)
    tests = (
        *(Check(f"user {name}", f"id {name}") for name in names),
        *(Check(f"group {name}", f"getent group {name}") for name in groups),
        Check("folder /var/lib/kiosk", '[ "$(stat -c "%a %U:%G" /var/lib/kiosk)" = "3770 root:kiosk" ]'),
        Check("folder /run/kiosk", '[ "$(stat -c "%a %U:%G" /run/kiosk)" = "1770 root:kiosk" ]'),
    )
    commands = ("systemd-sysusers kiosk.conf", "systemd-tmpfiles --create kiosk.conf")
    return Step("users", files=files, tests=tests, commands=commands)


def release(subject: Subject, *, switch: bool) -> Step:
    """Return the step of the release: unpacked whole in a folder of its own, by its own code, then two links.

    Another release that is whole and in use stays (an update brought it), unless `switch`.
    """
    version, unpacked = subject.release.version, f"{UPLOADED}/release"
    layout = Layout()
    in_use = f"[ -e {layout.current}/{COMPLETE} ] && [ -e {layout.proven}/{COMPLETE} ]"
    in_use += f' && [ "$(readlink {layout.current})" = {RELEASES}/{version} ]' if switch else ""
    commands = (
        f"rm -rf {unpacked} && mkdir -p {unpacked} && tar -xf {UPLOADED}/release.tar -C {unpacked}",
        f"cd {unpacked}/{WHEELS} && umask 022 && PYTHONPATH=$(echo kiosk-{version}-*.whl) "
        f"python3 -B -m kiosk.update.first . {version}",
        f"rm -rf {UPLOADED}",
    )
    tests = (
        Check("a whole release is in use", in_use),
        Check("its program starts", f"{layout.current}/{PROGRAM} --help"),
    )
    uploads = (Upload(f"{UPLOADED}/release.tar", "release"),)
    return Step("release", tests=tests, uploads=uploads, commands=commands, wakes=(START,))


def settings(subject: Subject) -> Step:
    """Return the step of kiosk.toml and the units, with the addresses that sync may reach."""
    text = (
        f"# From the inventory, by provisioning: changes here are lost.\n{subject.inventory.settings_of(subject.name)}"
    )
    market = subject.market
    allowed = "\n".join(f"IPAddressAllow={one}" for one in (*market.name_servers, *market.sync_addresses))
    files = (
        WantedFile("/etc/kiosk/kiosk.toml", text.encode()),
        *(
            WantedFile(f"/etc/systemd/system/{unit.name}", unit.read_bytes())
            for unit in unit_files(PROJECT / "systemd")
        ),
        *(WantedFile(f"{ROOTS_OWN}/{file}", (PROJECT / file).read_bytes()) for file in OUTAGE),
        WantedFile("/etc/systemd/system.conf.d/kiosk-watchdog.conf", (PROJECT / "systemd/watchdog.conf").read_bytes()),
        rendered("etc/systemd/system/kiosk-sync.service.d/addresses.conf", allowed=allowed),
    )
    return Step("settings", files=files, commands=("systemctl daemon-reload",), wakes=(START,))


def command() -> Step:
    """Return the step after which `kiosk` is found in a session, and by sudo."""
    return Step("command", links=(Link("/usr/local/bin/kiosk", f"{Layout().current}/{PROGRAM}"),))


def unit_files(folder: Path) -> tuple[Path, ...]:
    """Return the systemd units that belong on a unit: all but the centre's."""
    kinds = (".service", ".timer", ".target", ".path", ".socket")
    found = sorted(file for file in folder.iterdir() if file.suffix in kinds)
    return tuple(file for file in found if file.name != "kiosk-central.service")


def start() -> Step:
    """Return the step that starts all parts and waits for them."""
    services = " ".join(f"kiosk-{part}.service" for part in PARTS)
    tests = (
        Check("kiosk.target is enabled", "systemctl -q is-enabled kiosk.target"),
        *(Check(f"part {part} runs", f"systemctl -q is-active kiosk-{part}.service") for part in PARTS),
    )
    commands = (
        "systemctl enable kiosk.target",
        "systemctl reset-failed 'kiosk-*' || true; systemctl restart kiosk.target",
        f"for second in $(seq {UP_WITHIN_S}); do systemctl -q is-active {services} >/dev/null && "
        f'[ "$(systemctl is-active {services} | sort -u)" = active ] && exit 0; sleep 1; done; '
        f"systemctl is-active {services} >&2; exit 1",
    )
    return Step(START, tests=tests, commands=commands)
