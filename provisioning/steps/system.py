"""Debian as an appliance: time, screen, logs, consoles, swap, updates, boot."""

from __future__ import annotations

import shlex
from dataclasses import replace

from kiosk.clock import BUILT_AT
from provisioning.inventory import Board
from provisioning.step import Check, Link, Step, WantedFile
from provisioning.steps.storage import BOOT
from provisioning.subject import FILES, Subject, rendered

ZONE = "Asia/Ho_Chi_Minh"
MASKED = (
    *("getty@tty1.service", "getty@.service", "autovt@.service", "console-getty.service", "serial-getty@.service"),
    *("ctrl-alt-del.target", "debug-shell.service"),
)
NO_SWAP = ("swap.target", "dphys-swapfile.service", "rpi-zram-writer.service", "systemd-zram-setup@.service")
QUIET = (
    "quiet splash plymouth.ignore-serial-consoles loglevel=3 systemd.show_status=false vt.global_cursor_default=0 "
    "logo.nologo consoleblank=0"
)
"""With a serial console, as Raspberry Pi OS has one, plymouth would show words and no picture."""
MEMORY = "cgroup_enable=memory"
"""A Raspberry Pi's device tree says cgroup_disable=memory: without this word behind it no MemoryMax= holds."""
HOTPLUG = {"HDMI-A-1": 1, "HDMI-A-2": 2}
"""A bit a socket: a display there that sleeps or is off at the start of a Raspberry Pi counts as plugged in."""
CLOCKS = {Board.PI4: "dtparam=i2c_arm=on\ndtoverlay=i2c-rtc,ds3231", Board.PI5: "dtparam=rtc_bbat_vchg=3000000"}
"""The battery clock: a DS3231 on the Pi 4's pins, the Pi 5's own with a cell that is charged."""
MAKER = '\n    "origin=Raspberry Pi Foundation,codename=${distro_codename},label=Raspberry Pi Foundation";'
"""Kernel, firmware and camera libraries of a Raspberry Pi; its archive has no part for security alone."""
FIRMWARE = "/boot/firmware"
UNITS = "/etc/systemd/system"


def time(subject: Subject) -> Step:
    """Return the step of zone, time servers and the clock's floor."""
    servers = "\n".join(f"server {one} iburst" for one in subject.market.time_servers)
    epoch = int(BUILT_AT.timestamp())
    files = (
        rendered("etc/chrony/chrony.conf", servers=servers),
        rendered("etc/default/chrony"),
        WantedFile("/etc/timezone", f"{ZONE}\n".encode()),
        WantedFile("/usr/lib/clock-epoch", b"systemd begins at this file's time, where the clock says less.\n"),
    )
    tests = (
        Check("chrony is enabled", "systemctl -q is-enabled chrony.service"),
        Check("chrony runs", "systemctl -q is-active chrony.service || systemd-detect-virt -cq"),
        Check("the clock's floor", f'[ "$(stat -c %Y /usr/lib/clock-epoch)" = {epoch} ]'),
    )
    commands = (
        f"touch -d @{epoch} /usr/lib/clock-epoch",
        "chronyd -p -f /etc/chrony/chrony.conf >/dev/null",
        "systemctl enable chrony.service && systemctl restart chrony.service",
    )
    links = (Link("/etc/localtime", f"/usr/share/zoneinfo/{ZONE}"),)
    return Step("time", files=files, links=links, tests=tests, commands=commands)


def screen(subject: Subject) -> Step:
    """Return the step of fonts, rotation and touch."""
    unit = subject.unit
    files, absent = [], []
    rotation = ("etc/systemd/system/kiosk-screen.service.d/rotation.conf", "etc/kiosk/kanshi")
    if unit.rotation:
        files += [rendered(path, output=unit.output, rotation=unit.rotation) for path in rotation]
    else:
        absent += [f"/{path}" for path in rotation]
    touch = "etc/udev/rules.d/99-kiosk-touch.rules"
    if unit.touch is not None:
        files.append(rendered(touch, matrix=" ".join(f"{value:g}" for value in unit.touch)))
    else:
        absent.append(f"/{touch}")
    return Step(
        "screen",
        files=tuple(files),
        absent=tuple(absent),
        links=(Link("/usr/local/share/fonts/kiosk", "/opt/kiosk/current/assets/fonts"),),
        tests=(Check("seatd is enabled", "systemctl -q is-enabled seatd.service"),),
        commands=(
            "systemctl daemon-reload",
            "systemctl enable --now seatd.service",
            "udevadm control --reload && udevadm trigger --subsystem-match=input && udevadm settle --timeout=20 "
            "|| systemd-detect-virt -cq",
        ),
        wakes=("start",),
    )


def journal() -> Step:
    """Return the step of logs in memory, with a cap.

    What a bare Debian wrote to its disk goes: nothing would ever rotate it, and on an overlay its rights, set anew at
    each start, would bring it into memory.
    """
    files = (rendered("etc/systemd/journald.conf.d/kiosk.conf"),)
    tests = (Check("no log lies on the disk", '[ -z "$(find /var/log/journal -type f 2>/dev/null)" ]'),)
    commands = ("systemctl restart systemd-journald.service", "rm -rf /var/log/journal")
    return Step("journal", files=files, tests=tests, commands=commands)


def consoles() -> Step:
    """Return the step after which no terminal, no magic key and no shortcut is left."""
    files = (rendered("etc/systemd/logind.conf.d/kiosk.conf"), rendered("etc/sysctl.d/60-kiosk.conf"))
    tests = (Check("SysRq is off", '[ "$(cat /proc/sys/kernel/sysrq)" = 0 ] || systemd-detect-virt -cq'),)
    running = "getty@tty1.service console-getty.service 'serial-getty@*' debug-shell.service"
    commands = (
        "systemctl daemon-reload",
        f"systemctl stop {running}",
        "sysctl -q -e -p /etc/sysctl.d/60-kiosk.conf || systemd-detect-virt -cq",
        "systemctl try-restart systemd-logind.service",
    )
    return Step("consoles", files=files, links=_masks(MASKED), tests=tests, commands=commands)


def swap() -> Step:
    """Return the step after which nothing is swapped to the card."""
    tests = (Check("no swap is in use", '[ "$(wc -l < /proc/swaps)" -le 1 ] || systemd-detect-virt -cq'),)
    commands = (
        "systemctl daemon-reload",
        "swapoff -a || systemd-detect-virt -cq",
        "sed -i.kiosk-new -E 's/^([^#].*[[:space:]]swap[[:space:]])/# \\1/' /etc/fstab && rm -f /etc/fstab.kiosk-new",
    )
    listed = Check("no swap in fstab", "! grep -Eq '^[^#].*[[:space:]]swap[[:space:]]' /etc/fstab")
    return Step("swap", links=_masks(NO_SWAP), tests=(*tests, listed), commands=commands)


def updates(subject: Subject) -> Step:
    """Return the step of updates in the market's window: Debian's for security, the board maker's where it says so."""
    window = subject.market.window
    values = {
        "days": "" if window.days == "*" else window.days,
        "begins": f"{window.begins}:00",
        "third": str(window.minutes // 3),
        "limit": str(window.minutes),
        "maker": MAKER if window.maker and subject.unit.board is not Board.PC else "",
    }
    paths = (
        "etc/apt/apt.conf.d/52kiosk",
        "etc/systemd/system/apt-daily-upgrade.timer.d/kiosk.conf",
        "etc/systemd/system/apt-daily-upgrade.service.d/kiosk.conf",
    )
    timer = "apt-daily-upgrade.timer"
    return Step(
        "updates",
        files=tuple(rendered(path, **values) for path in paths),
        links=_masks(("apt-daily.timer",)),
        tests=(Check(f"{timer} is enabled", f"systemctl -q is-enabled {timer}"),),
        commands=(
            "systemctl daemon-reload",
            "systemctl stop apt-daily.timer; systemctl reset-failed apt-daily.timer || true",
            f"systemctl enable {timer} && systemctl restart {timer}",
        ),
    )


def boot(subject: Subject) -> Step:
    """Return the step of a quiet start with a picture, a battery clock, and the kernel's command line."""
    theme = "usr/share/plymouth/themes/kiosk"
    picture = rendered_bytes(f"{theme}/splash.png")
    files = [
        rendered(f"{theme}/kiosk.plymouth"),
        rendered(f"{theme}/kiosk.script"),
        rendered("etc/plymouth/plymouthd.conf"),
        WantedFile(f"/{theme}/splash.png", picture),
    ]
    words = command_line(subject)
    flash = "if ls /boot/initrd.img-* >/dev/null 2>&1; then update-initramfs -u -k all; fi"
    if subject.unit.board is Board.PC:
        files.append(rendered("etc/default/grub.d/kiosk.cfg", words=words))
        grub = "if [ -d /boot/grub ]; then update-grub; fi"
        return Step(BOOT, files=tuple(files), commands=(flash, grub))
    files.append(replace(rendered("boot/firmware/kiosk.txt", clock=CLOCKS[subject.unit.board]), has_modes=False))
    included = Check("config.txt includes kiosk.txt", f"grep -qx 'include kiosk.txt' {FIRMWARE}/config.txt")
    said = Check("the kernel's command line", has_words(words, f"{FIRMWARE}/cmdline.txt"))
    commands = (flash, include("kiosk.txt", f"{FIRMWARE}/config.txt"), add_words(words, f"{FIRMWARE}/cmdline.txt"))
    return Step(BOOT, files=tuple(files), tests=(included, said), commands=commands)


def command_line(subject: Subject) -> str:
    """Return the words that the kernel's command line of this unit has besides its own."""
    words = [QUIET, f"kiosk.ro={int(subject.unit.read_only)}"]
    if subject.unit.board is not Board.PC:
        words += [MEMORY, f"vc4.force_hotplug={HOTPLUG.get(subject.unit.output, 0)}"]
    return " ".join(words)


def has_words(words: str, file: str) -> str:
    """Return the shell test that each of `words` stands in the one line of `file`."""
    each = " ".join(map(shlex.quote, words.split()))
    return f'line=" $(cat {file}) "; for word in {each}; do case "$line" in *" $word "*) ;; *) exit 1 ;; esac; done'


def add_words(words: str, file: str) -> str:
    """Return the command that puts `words` into the one line of `file`, instead of other values of their names."""
    each = " ".join(map(shlex.quote, words.split()))
    names = " ".join(sorted({f"{word.partition('=')[0]}=" for word in words.split() if "=" in word}))
    return (
        f'kept=""; for old in $(cat {file}); do case " {names} {words} " in *" ${{old%%=*}}= "*|*" $old "*) ;; '
        f'*) kept="$kept $old" ;; esac; done; new="${{kept# }}"; for word in {each}; do new="$new $word"; done; '
        f'echo "$new" > {file}.kiosk-new && sync {file}.kiosk-new && mv -f {file}.kiosk-new {file}'
    )


def include(name: str, file: str) -> str:
    """Return the command that makes the Raspberry Pi's config.txt include another file, for all boards."""
    line = f"include {name}"
    return (
        f"grep -qx '{line}' {file} || {{ {{ cat {file}; printf '\\n[all]\\n{line}\\n'; }} > {file}.kiosk-new "
        f"&& sync {file}.kiosk-new && mv -f {file}.kiosk-new {file}; }}"
    )


def rendered_bytes(path: str) -> bytes:
    """Return a file under provisioning/files that is no text."""
    return (FILES / path).read_bytes()


def _masks(units: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(Link(f"{UNITS}/{unit}", "/dev/null") for unit in units)
