"""E-mail by SMTP: plain text in the reader's language, to a server that is named in the settings."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from typing import Final

from kiosk.words import Words

PHASE_S: Final = 20.0
WHOLE_S: Final = 60.0
"""However slowly a server answers, a letter holds the next ones up for no longer."""


class Security(StrEnum):
    """How the line to the server is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"
    PLAIN = "plain"
    """For a server on this machine alone."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed in, and as whom. `password` is never shown."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = ""
    context: ssl.SSLContext | None = None
    """None: the certificates that this machine trusts."""

    def __repr__(self) -> str:
        """Return it without its password."""
        return f"MailServer({self.host}:{self.port}, {self.security.value}, {self.sender})"


class PostError(Exception):
    """A letter could not be sent. `is_final`: it never can be."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


def message_of(
    server: MailServer, letter_id: str, address: str, subject: str, text: str, words: Words, now: datetime
) -> EmailMessage:
    """Return a letter. Its Message-ID is the same in each try, so that a box shows it once."""
    message = EmailMessage(policy=SMTP)
    message["From"] = server.sender
    message["To"] = address
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter_id}@{server.sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = words.language
    message.set_content(text)
    return message


def send_mail(server: MailServer, message: EmailMessage) -> None:
    """Hand a letter in. Raises PostError; a refusal for good (5xx of the address or the letter) is final."""
    try:
        with _session(server) as session:
            session.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as fault:
        code, said = _answer_of(fault)
        raise PostError(f"the mail server refused it: {code} {said}", is_final=500 <= code < 600) from fault
    except smtplib.SMTPAuthenticationError as fault:
        raise PostError(f"the mail server refuses user or password: {fault.smtp_code}") from fault
    except ssl.SSLError as fault:
        raise PostError(f"the line to the mail server cannot be kept from others: {fault.reason}") from fault
    except UnicodeError as fault:
        raise PostError("user or password has a letter beyond ASCII, which the mail protocol cannot say") from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise PostError(f"the mail server cannot be reached: {' '.join(str(fault).split())}") from fault


@contextlib.contextmanager
def _session(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = server.context or ssl.create_default_context()
    if server.security is Security.TLS:
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PHASE_S, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=PHASE_S)
    with ended_after(WHOLE_S, session.sock), session:
        if server.security is Security.STARTTLS:
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password)
        yield session


@contextlib.contextmanager
def ended_after(seconds: float, line: socket.socket | None) -> Iterator[None]:
    """Shut `line` down after so many seconds: time-outs of sockets are of each byte, a slow server has many."""

    def end() -> None:
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.name = "post deadline"
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join(1)


def _answer_of(fault: smtplib.SMTPException) -> tuple[int, str]:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(fault.recipients.values()))
        return code, " ".join(said.decode("ascii", "replace").split())[:120]
    if isinstance(fault, smtplib.SMTPResponseException):
        said_text = fault.smtp_error
        text = said_text.decode("ascii", "replace") if isinstance(said_text, bytes) else said_text
        return fault.smtp_code, " ".join(text.split())[:120]
    return 0, ""
