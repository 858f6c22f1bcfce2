"""The ways by which this centre tells of alerts, made of its settings and of systemd's credentials."""

from __future__ import annotations

import logging
import os
from ipaddress import ip_address, ip_network
from pathlib import Path

from kiosk.central.alerts.post.delivery import Post
from kiosk.central.alerts.post.mail import MailServer, Security
from kiosk.central.alerts.post.webhook import Webhook
from kiosk.central.seals.key_files import read_pin
from kiosk.errors import KioskError, SettingsError
from kiosk.messages.alerts import SHORTEST_SECRET
from kiosk.settings import Mail
from kiosk.settings import Webhook as WebhookSettings

MAIL_CREDENTIAL = "mail-password"
WEBHOOK_CREDENTIAL = "webhook-secret"

_log = logging.getLogger(__name__)


def post_of(mail: Mail, webhook: WebhookSettings) -> Post:
    """Return the ways that are set. One whose secret cannot be read is left out, and said: all else is served."""
    return Post(_mail_server(mail) if mail.host else None, _webhook(webhook) if webhook.url else None)


def _mail_server(mail: Mail) -> MailServer | None:
    security = Security(mail.security)
    try:
        if security is Security.PLAIN and not _is_this_machine(mail.host):
            raise SettingsError(
                "SET-08",
                f"mail.security is plain, and {mail.host!r} is another machine: letters and passwords could be read.",
                "Set mail.security to starttls or tls.",
            )
        if not mail.sender:
            raise SettingsError("SET-09", "mail.sender is not set.", "Name the address that letters come from.")
        password = _secret(MAIL_CREDENTIAL, mail.password_file) if mail.user else ""
    except KioskError as fault:
        _log.error("no e-mail about alerts is sent: %s", fault)
        return None
    return MailServer(mail.host, mail.port, security, mail.sender, mail.user, password)


def _webhook(webhook: WebhookSettings) -> Webhook | None:
    try:
        secret = _secret(WEBHOOK_CREDENTIAL, webhook.secret_file)
        if len(secret) < SHORTEST_SECRET:
            raise SettingsError(
                "SET-09",
                f"the webhook's secret has {len(secret)} characters: it could be guessed.",
                f"Put {SHORTEST_SECRET} random ones or more into its file: openssl rand -hex 32.",
            )
    except KioskError as fault:
        _log.error("the webhook is not called: %s", fault)
        return None
    parts = filter(None, (part.strip() for part in webhook.private_networks.split(",")))
    return Webhook(webhook.url, secret.encode(), tuple(ip_network(part) for part in parts))


def _secret(credential: str, file: Path | None) -> str:
    """Return the first line of the credential, else of the file. Raises KioskError SEAL-31, SET-09."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / credential).exists():
        return read_pin(Path(folder) / credential, is_credential=True)
    if file is None:
        raise SettingsError(
            "SET-09", f"its secret {credential} was not given.", f"Give the credential {credential}, or name its file."
        )
    return read_pin(file)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
