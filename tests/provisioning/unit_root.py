"""A unit whose root is an overlay above a read-only one, in mounts of its own, with this machine's programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

FSTAB = """
# / was on /dev/sda2
# /boot was on /dev/sda1
proc            /proc           proc    defaults          0       0
PARTUUID=1a-01  /boot/firmware  vfat    defaults          0       2
PARTUUID=1a-02  /               ext4    defaults,noatime  0       1
/dev/sda5       none            swap    sw                0       0
UUID=4f         /bootleg        ext4    defaults          0       2
"""
MADE = """
set -eu
mount --make-rprivate /
mount -t tmpfs tmpfs {folder}
mkdir {folder}/real {folder}/fat {folder}/memory {folder}/root
mount -t tmpfs -o size=64m real {folder}/real
mount -t tmpfs -o size=1m fat {folder}/fat
mount -t tmpfs -o size=8m memory {folder}/memory
cd {folder}/real
mkdir -p usr etc/alternatives var/lib/dpkg var/cache boot/firmware dev proc sys run opt tmp mnt usr/local
for link in bin sbin lib lib64; do ln -s usr/$link $link; done
cat > etc/fstab <<'END'
{fstab}
END
touch var/lib/dpkg/status
echo ID=debian > etc/os-release
mount -o remount,ro {folder}/real
mkdir {folder}/memory/up {folder}/memory/work
layers=lowerdir={folder}/real,upperdir={folder}/memory/up,workdir={folder}/memory/work
mount -t overlay -o $layers overlay {folder}/root
mkdir {folder}/root/.ro
mount --move {folder}/real {folder}/root/.ro
cd {folder}/root
mount -o remount,ro {folder}/fat
mount --bind {folder}/fat boot/firmware
for from in usr etc/alternatives; do for to in "" .ro/; do mount --bind /$from $to$from; done; done
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs dev dev
mkdir dev/pts
mount -t tmpfs pts dev/pts
touch dev/null
mount --bind /dev/null dev/null
mount -t tmpfs run run
printf '#!/bin/sh\\necho "$*" >> /run/asked\\n' > run/systemctl
chmod +x run/systemctl
cp {script} run/kiosk-writable
chmod +x run/kiosk-writable
{spoil}
mount --make-rshared .
PATH=/run:/usr/sbin:/usr/bin:/sbin:/bin
exec chroot . sh -c '{command}'
"""


def in_unit(tmp_path: Path, command: str, spoil: str = "", script: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run `command` in such a unit; `script` is its /run/kiosk-writable. In it are no single quotes."""
    folder = tmp_path / "unit"
    folder.mkdir()
    written = tmp_path / "kiosk-writable"
    written.write_bytes(script)
    text = MADE.format(folder=folder, script=written, command=command, spoil=spoil, fstab=FSTAB)
    asked = ["unshare", "--mount", "sh", "-c", text]
    return subprocess.run(asked, check=False, capture_output=True, text=True, timeout=30)
