"""What is due is sent: each letter put into words when it goes, so that it says what is true then."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Connection

from kiosk.central.alerts.post.letters import (
    Channel,
    Letter,
    Outcome,
    alerts_in,
    end_letter,
    put_back,
    take_letter,
    write_calls,
    write_letters,
)
from kiosk.central.alerts.post.mail import MailServer, PostError, message_of, send_mail
from kiosk.central.alerts.post.webhook import Webhook, call
from kiosk.central.alerts.reading import AlertView
from kiosk.central.alerts.tables import alert_wishes
from kiosk.central.alerts.wording import Names, names_for, said_of, title_of
from kiosk.central.service import Service
from kiosk.moment import HANOI
from kiosk.words import Words

AT_ONCE: Final = 50
"""Letters of one look: the next goes on."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Post:
    """The ways by which this centre tells people and programs; None for one that it does not have."""

    mail: MailServer | None = None
    webhook: Webhook | None = None

    @property
    def channels(self) -> tuple[Channel, ...]:
        """What can be sent."""
        ways = ((Channel.MAIL, self.mail), (Channel.CALL, self.webhook))
        return tuple(channel for channel, way in ways if way is not None)


NO_POST: Final = Post()
"""Nobody is told: alerts stand in the console and the API alone."""


def write_due(connection: Connection, post: Post, now: datetime) -> None:
    """Put into the outbox what is to be told. In the caller's transaction."""
    write_calls(connection, now, is_wanted=post.webhook is not None)
    if post.mail is not None:
        write_letters(connection, now)


def send_due(service: Service, post: Post) -> int:
    """Send what is due, `AT_ONCE` letters at most; return how many were tried."""
    tried = 0
    while post.channels and tried < AT_ONCE:
        letter = take_letter(service.primary, post.channels, service.now())
        if letter is None:
            break
        tried += 1
        _send(service, post, letter)
    return tried


def _send(service: Service, post: Post, letter: Letter) -> None:
    try:
        is_sent = (
            _mailed(service, post.mail, letter) if letter.channel is Channel.MAIL else _called(service, post, letter)
        )
    except PostError as fault:
        again = put_back(service.primary, letter, str(fault), service.now(), is_final=fault.is_final)
        how = "is tried again" if again else "is given up"
        _log.warning("a letter about alerts (%s, try %d) %s: %s", letter.channel.value, letter.tries, how, fault)
        return
    end_letter(service.primary, letter, Outcome.SENT if is_sent else Outcome.VOID, service.now())


def _called(service: Service, post: Post, letter: Letter) -> bool:
    if post.webhook is None:
        return False
    body = json.dumps({"id": letter.id, **letter.document}, ensure_ascii=False, sort_keys=True).encode()
    call(post.webhook, letter.id, body, service.now())
    return True


def _mailed(service: Service, server: MailServer | None, letter: Letter) -> bool:
    if server is None:
        return False
    now = service.now()
    if "code" in letter.document:
        words = words_in(str(letter.document.get("language", "vi")))
        subject, text = (
            words("alerts.mail.code.subject"),
            words("alerts.mail.code", code=letter.document["code"]) + "\n",
        )
        send_mail(server, message_of(server, letter.id, letter.address, subject, text, words, now))
        return True
    with service.primary.connect() as connection:
        found = alerts_in(connection, letter)
        wish = connection.execute(alert_wishes.select().where(alert_wishes.c.user_id == letter.user_id)).first()
        if not found or wish is None or wish.address != letter.address:
            return False
        words = words_in(wish.language)
        names = names_for(connection, found, words)
    subject = subject_of(words, found, names)
    text = text_of(words, found, names, service.public_url)
    send_mail(server, message_of(server, letter.id, letter.address, subject, text, words, now))
    return True


def subject_of(words: Words, found: Sequence[AlertView], names: Names) -> str:
    """Return the subject: the alert itself, or how many there are."""
    if len(found) == 1:
        return words("alerts.mail.subject.one", what=title_of(found[0], names, words))
    return words("alerts.mail.subject.many", number=len(found))


def text_of(words: Words, found: Sequence[AlertView], names: Names, public_url: str) -> str:
    """Return the letter: each alert with what is said of it, by when to look after it, and where."""
    parts = [words("alerts.mail.begin")]
    for one in found:
        lines = [title_of(one, names, words), said_of(one, names, words)]
        lines.append(words("alerts.mail.deadline", at=f"{one.deadline.astimezone(HANOI):%d/%m/%Y %H:%M}"))
        if public_url:
            lines.append(f"{public_url}/console/alerts/{one.id}")
        parts.append("\n".join(lines))
    parts.append(words("alerts.mail.end"))
    return "\n\n".join(parts) + "\n"


@cache
def words_in(language: str) -> Words:
    """Return the catalogue in `language`, read once."""
    return Words(language)
