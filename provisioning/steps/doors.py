"""The ways in: USB, network, SSH."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from provisioning.step import Check, Step, WantedFile
from provisioning.subject import Subject, rendered

IPV4 = 4
PING = {4: "icmp", 6: "icmpv6"}
KEYS = "/etc/ssh/kiosk_authorized_keys"


def usb(subject: Subject) -> Step:
    """Return the step after which USB takes hubs and the listed devices alone."""
    allowed = "\n".join(f"allow id {one}" for one in subject.unit.usb)
    rules = rendered("etc/usbguard/rules.conf", allowed=allowed)
    daemon = rendered("etc/usbguard/usbguard-daemon.conf")
    files = (
        WantedFile(rules.path, rules.content, "600"),
        WantedFile(daemon.path, daemon.content, "600"),
        rendered("etc/systemd/system/usbguard.service.d/kiosk.conf"),
    )
    enabled = Check("usbguard is enabled", "systemctl -q is-enabled usbguard.service")
    commands = ("systemctl daemon-reload", "systemctl enable usbguard.service && systemctl restart usbguard.service")
    return Step("usb", files=files, tests=(enabled,), commands=commands)


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
