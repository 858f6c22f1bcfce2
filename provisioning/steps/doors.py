"""The ways in: USB, network, SSH."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from provisioning.step import Check, Link, Step, WantedFile
from provisioning.subject import Subject, rendered

TYPED = "03:00:01 03:01:01 08:*:*"
"""Interfaces of keyboards and of sticks: no listed device has one, so who bears its numbers and has one is another."""
IPV4 = 4
PING = {4: "icmp", 6: "icmpv6"}
KEYS = "/etc/ssh/kiosk_authorized_keys"


def usb_rules(subject: Subject) -> Step:
    """Return the step of what USB takes: hubs and the listed devices alone. It comes before the package starts it."""
    allowed = "\n".join(f"allow id {one} with-interface none-of {{ {TYPED} }}" for one in subject.unit.usb)
    closed = (
        rendered("etc/usbguard/rules.conf", mode="600", allowed=allowed),
        rendered("etc/usbguard/usbguard-daemon.conf", mode="600"),
    )
    container = rendered("etc/systemd/system/usbguard.service.d/kiosk.conf")
    bus = Link("/etc/systemd/system/usbguard-dbus.service", "/dev/null")
    commands = ("systemctl daemon-reload",)
    return Step("usb rules", files=(*closed, container), links=(bus,), commands=commands, wakes=("usb",))


def usb() -> Step:
    """Return the step after which the rules hold, from the start of the unit on."""
    tests = (
        Check("usbguard is enabled", "systemctl -q is-enabled usbguard.service"),
        Check("usbguard runs", "systemctl -q is-active usbguard.service || systemd-detect-virt -cq"),
    )
    commands = (
        "usbguard-rule-parser -f /etc/usbguard/rules.conf >/dev/null",
        "systemctl enable usbguard.service && systemctl restart usbguard.service",
    )
    return Step("usb", tests=tests, commands=commands)


def firewall(subject: Subject) -> Step:
    """Return the step after which nothing comes in but SSH from the management network."""
    port = subject.unit.port
    rows = [_row(network, f"tcp dport {port}") for network in subject.market.management]
    rows += [_row(network, f"{PING[network.version]} type echo-request") for network in subject.market.management]
    if cache := subject.setting("offline", "cache_listen").rpartition(":")[2]:  # it serves others what it verified
        rows += [_row(network, f"tcp dport {cache}") for network in subject.market.sync_addresses]
    rules = rendered("etc/nftables.conf", accepted="\n".join(rows))
    tests = (
        Check("nftables is enabled", "systemctl -q is-enabled nftables.service"),
        Check("what is not asked for is dropped", "nft list chain inet kiosk input | grep -q 'policy drop'"),
    )
    commands = (
        "nft -c -f /etc/nftables.conf",
        "systemctl enable nftables.service && systemctl restart nftables.service",
    )
    return Step("firewall", files=(rules,), tests=tests, commands=commands)


def ssh(subject: Subject) -> Step:
    """Return the step after which SSH takes the technicians' keys for one login, and nothing else."""
    market = subject.market
    root_login = "prohibit-password" if market.login == "root" else "no"
    keys = "".join(f"{key}\n" for key in market.technicians)
    files = (
        WantedFile(KEYS, keys.encode()),
        rendered("etc/ssh/sshd_config.d/00-kiosk.conf", login=market.login, root_login=root_login),
    )
    passwords = Check("passwords are refused", "sshd -T | grep -qx 'passwordauthentication no'")
    return Step("ssh", files=files, tests=(passwords,), commands=("sshd -t", "systemctl reload ssh.service"))


def _row(network: IPv4Network | IPv6Network, what: str) -> str:
    kind = "ip" if network.version == IPV4 else "ip6"
    return f"        {kind} saddr {network} {what} accept"
