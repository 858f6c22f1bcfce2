"""Letters about alerts by a real SMTP server: to whom, in which words, once, grouped, and again where it failed."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import Engine, func, select, update

from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.post import letters as outbox
from kiosk.central.alerts.post.delivery import Post, send_due, write_due
from kiosk.central.alerts.post.letters import DELAYS, LEASE, PAUSE, Channel, take_letter
from kiosk.central.alerts.post.mail import MailServer, Security
from kiosk.central.alerts.post.wishes import CODE_LASTS, CODE_LETTERS, Wish, confirm_wish, drop_wish, put_wish
from kiosk.central.alerts.tables import alert_wishes, alerts, letters
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.people.tables import changes, users
from kiosk.central.service import Service, Trusted
from tests.central.alerts.certificate import certificate
from tests.central.alerts.standing import opened
from tests.central.conftest import NOW
from tests.central.console.browsing import add_person

USER, PASSWORD = "centre", "rau-muong-xao-toi"
ADDRESS = "lan@cho.example"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Box:
    """What a mail server was handed, and how it answers."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    is_encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name there
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.is_encrypted.append(session.ssl is not None)
        return self.answer

    @property
    def texts(self) -> list[str]:
        """The letters' words."""
        return [str(mail.get_content()) for mail in self.mails]


def is_let_in(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: object) -> AuthResult:
    assert isinstance(who, LoginPassword)
    return AuthResult(success=(who.login, who.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class OnFreePort(Controller):
    """A controller that asks its server which port it got."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # it has no types


@contextmanager
def post_office(folder: Path, **changed: object) -> Iterator[tuple[Box, MailServer]]:
    """Give a mail server that demands STARTTLS and a password, and how it is reached."""
    box = Box()
    paths, trust = certificate(folder, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paths)
    controller = OnFreePort(
        box,
        hostname="127.0.0.1",
        port=0,
        ready_timeout=60,
        tls_context=context,
        require_starttls=True,
        authenticator=is_let_in,
        auth_required=True,
    )
    controller.start()
    try:
        server = MailServer(
            "localhost",
            controller.port,
            Security.STARTTLS,
            "trace@city.example",
            USER,
            PASSWORD,
            ssl.create_default_context(cafile=trust),
        )
        yield box, replace(server, **changed)  # type: ignore[arg-type]  # fields of it
    finally:
        controller.stop()


@dataclass
class Desk:
    """A service at a time that moves, and its post."""

    service: Service
    engine: Engine
    box: Box
    post: Post
    at: datetime = NOW

    def deed(self, user_id: str) -> Deed:
        return Deed(Caller(user_id, "chị Lan", ()), Right.SEE_ALERTS, self.at)

    def run(self, after: timedelta = timedelta()) -> None:
        """Write what is to be told, and send what is due, after a while."""
        self.at += after
        with self.engine.begin() as connection:
            write_due(connection, self.post, self.at)
        send_due(replace(self.service, moment=Trusted(lambda: self.at), public_url="https://trace.example"), self.post)

    def subscribe(self, role: Role = Role.BOARD, *, wish: Wish | None = None, **limits: str) -> str:
        """Let somebody new want alerts, and confirm the address by the code that came; return the user's id."""
        user_id = add_person(self.engine, f"{role.value} {len(self.box.mails)}", Grant(role, **limits))
        with self.engine.begin() as connection:
            assert put_wish(connection, self.deed(user_id), wish or Wish(address=ADDRESS))
        self.run()
        code = code_in(self.box.texts[-1])
        with self.engine.begin() as connection:
            assert confirm_wish(connection, self.deed(user_id), code.lower())
        self.box.mails.clear()
        self.at += MINUTE
        return user_id

    def state(self) -> list[tuple[str, int]]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(letters).order_by(letters.c.created_at)).all()
        return [(row.outcome, row.tries) for row in rows if "alerts" in row.document]


def code_in(text: str) -> str:
    found = re.search(rf"\b[{CODE_LETTERS}]{{10}}\b", text)
    assert found is not None
    return found[0]


@pytest.fixture
def desk(service: Service, engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    with post_office(tmp_path) as (box, server):
        yield Desk(service, engine, box, Post(mail=server))


def test_board_is_written_to_about_its_market_by_an_encrypted_line(desk: Desk) -> None:
    desk.subscribe(market_id="M1")
    alert_id = opened(desk.engine, gtin="09521234543213", at=desk.at)
    opened(desk.engine, subject="other", markets=("M2",), at=desk.at)
    desk.run()
    (mail,) = desk.box.mails
    assert (mail["To"], mail["From"]) == (ADDRESS, "trace@city.example")
    assert mail["Subject"] == "Cảnh báo: Tem bị sao chép: Rau muống · Chợ Long Biên"
    assert f"https://trace.example/console/alerts/{alert_id}" in desk.box.texts[0]
    assert "Cần xử lý trước 24/11/2026 09:0" in desk.box.texts[0]
    assert (mail["Auto-Submitted"], desk.box.is_encrypted[-1]) == ("auto-generated", True)


@pytest.mark.one_database
def test_letter_is_in_the_readers_language(desk: Desk) -> None:
    desk.subscribe(Role.SUPERVISOR, wish=Wish(address=ADDRESS, language="en"))
    opened(desk.engine, Kind.KIOSK_DOWN, "k1", at=desk.at, details={"since": NOW.isoformat()})
    desk.run()
    assert "Nothing was heard since 23/11/2026 09:00" in desk.box.texts[0]


def test_many_alerts_stand_in_one_letter_and_none_is_told_twice(desk: Desk) -> None:
    desk.subscribe(market_id="M1")
    for number in range(7):
        opened(desk.engine, subject=f"s{number}", at=desk.at)
    desk.run()
    opened(desk.engine, subject="later", at=desk.at)
    desk.run(MINUTE)
    assert [mail["Subject"] for mail in desk.box.mails] == ["7 cảnh báo mới"]
    desk.run(PAUSE)
    desk.run(PAUSE)
    assert len(desk.box.mails) == 2
    assert desk.box.mails[1]["Subject"].startswith("Cảnh báo: Tem bị sao chép")


@pytest.mark.one_database
def test_only_what_was_wished_for_and_may_be_seen_is_told(desk: Desk) -> None:
    desk.subscribe(Role.SUPERVISOR, wish=Wish(address=ADDRESS, kinds=[Kind.KIOSK_DOWN], market_id="M2"))
    desk.subscribe(Role.TECHNICIAN, wish=Wish(address="tech@city.example"))
    opened(desk.engine, Kind.KIOSK_DOWN, "k1", markets=("M1",), at=desk.at)
    opened(desk.engine, Kind.KIOSK_DOWN, "k2", markets=("M2",), at=desk.at)
    opened(desk.engine, Kind.COPIED, markets=("M2",), at=desk.at)
    desk.run()
    told = {mail["To"]: mail["Subject"] for mail in desk.box.mails}
    assert told[ADDRESS].startswith("Cảnh báo: Trạm mất liên lạc")
    assert told["tech@city.example"] == "2 cảnh báo mới"


@pytest.mark.one_database
def test_nothing_but_a_code_goes_to_an_address_that_was_not_confirmed(desk: Desk) -> None:
    user_id = add_person(desk.engine, "board", Grant(Role.BOARD, market_id="M1"))
    with desk.engine.begin() as connection:
        put_wish(connection, desk.deed(user_id), Wish(address="stranger@example.com"))
    opened(desk.engine, at=desk.at)
    desk.run()
    desk.run(PAUSE)
    assert [mail["Subject"] for mail in desk.box.mails] == ["Mã để nhận cảnh báo qua thư điện tử"]
    code = code_in(desk.box.texts[0])
    with desk.engine.connect() as connection:
        assert code not in str(connection.execute(select(letters.c.document)).scalars().all())
    desk.at += CODE_LASTS
    with desk.engine.begin() as connection:
        assert not confirm_wish(connection, desk.deed(user_id), code)
        assert not confirm_wish(connection, desk.deed(user_id), "")


@pytest.mark.one_database
def test_address_is_in_no_audit_and_gone_when_its_owner_wants_no_more(desk: Desk) -> None:
    user_id = desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    with desk.engine.begin() as connection:
        write_due(connection, desk.post, desk.at)
        drop_wish(connection, desk.deed(user_id))
    desk.run()
    assert desk.box.mails == []
    with desk.engine.connect() as connection:
        assert connection.execute(select(alert_wishes)).first() is None
        assert set(connection.execute(select(letters.c.address)).scalars()) == {""}
        assert ADDRESS not in str(connection.execute(select(changes.c.before, changes.c.after)).all())


@pytest.mark.one_database
def test_address_that_was_exchanged_is_forgotten_and_written_to_no_more(desk: Desk) -> None:
    user_id = desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    desk.at += PAUSE
    with desk.engine.begin() as connection:
        write_due(connection, desk.post, desk.at)
        connection.execute(update(letters).values(created_at=NOW - HOUR))
        assert put_wish(connection, desk.deed(user_id), Wish(address="new@cho.example"))
    desk.run()
    assert [mail["To"] for mail in desk.box.mails] == ["new@cho.example"]
    with desk.engine.connect() as connection:
        assert set(connection.execute(select(letters.c.address)).scalars()) == {"", "new@cho.example"}


@pytest.mark.one_database
def test_who_is_let_in_no_more_is_written_to_no_more(desk: Desk) -> None:
    user_id = desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    with desk.engine.begin() as connection:
        write_due(connection, desk.post, desk.at)
        connection.execute(update(users).where(users.c.id == user_id).values(is_active=False))
    desk.run()
    assert (desk.box.mails, desk.state()) == ([], [("void", 1)])


@pytest.mark.one_database
def test_what_was_closed_before_its_letter_went_is_not_told(desk: Desk) -> None:
    desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    with desk.engine.begin() as connection:
        write_due(connection, desk.post, desk.at)
        connection.execute(update(alerts).values(state="closed"))
    desk.run()
    assert desk.box.mails == []


@pytest.mark.one_database
def test_server_that_is_busy_is_asked_again_ever_later_and_given_up(desk: Desk) -> None:
    desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    desk.box.answer = "451 come again"
    desk.run()
    assert desk.state() == [("", 1)]
    for number, delay in enumerate(DELAYS, 2):
        desk.run(delay - timedelta(seconds=1))
        assert desk.state() == [("", number - 1)]
        desk.run(timedelta(seconds=1))
        assert desk.state()[0][1] == number
    assert desk.state() == [("given_up", len(DELAYS) + 1)]


@pytest.mark.one_database
def test_server_that_is_back_gets_the_letter_once(desk: Desk) -> None:
    desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    desk.box.answer = "451 come again"
    desk.run()
    opened(desk.engine, subject="meanwhile", at=desk.at)
    desk.run(MINUTE / 2)
    desk.box.answer = "250 OK"
    desk.run(MINUTE)
    assert len(desk.box.mails) == 1
    desk.run(PAUSE)
    assert len(desk.box.mails) == 2


@pytest.mark.one_database
def test_letter_that_is_refused_for_good_is_not_tried_again(desk: Desk) -> None:
    desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    desk.box.answer = "550 no such box"
    desk.run()
    assert desk.state() == [("given_up", 1)]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "spoilt",
    [
        {"password": "wrong"},
        {"password": "mật khẩu"},
        {"context": None},
        {"port": 1},
        {"host": "no.such.host.invalid"},
    ],
)
def test_server_that_cannot_be_trusted_or_reached_gets_no_letter(desk: Desk, spoilt: dict[str, object]) -> None:
    desk.subscribe(market_id="M1")
    assert desk.post.mail is not None
    desk.post = Post(mail=replace(desk.post.mail, **spoilt))  # type: ignore[arg-type]  # fields of it
    opened(desk.engine, at=desk.at)
    desk.run()
    assert (desk.box.mails, desk.state()) == ([], [("", 1)])


def test_letter_is_given_to_one_process_at_a_time(desk: Desk) -> None:
    desk.subscribe(market_id="M1")
    opened(desk.engine, at=desk.at)
    with desk.engine.begin() as connection:
        write_due(connection, desk.post, desk.at)
    taken = [take_letter(desk.engine, [Channel.MAIL], at) for at in (desk.at, desk.at + MINUTE, desk.at + LEASE)]
    assert [one is not None for one in taken] == [True, False, True]
    assert [one.tries for one in taken if one] == [1, 2]


@pytest.mark.one_database
def test_old_alerts_are_no_news_to_who_has_just_subscribed(desk: Desk) -> None:
    opened(desk.engine, at=NOW - HOUR)
    desk.subscribe(market_id="M1")
    desk.run()
    with desk.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(letters)).scalar_one() == 1  # the code
    assert outbox.MOST_IN_LETTER >= 50


def test_password_is_never_shown() -> None:
    server = MailServer("h", 25, Security.TLS, "a@b.example", USER, PASSWORD)
    assert PASSWORD not in repr(server)


@pytest.mark.parametrize(
    "address", ["a", "a@b", "a b@c.vn", "a@b.vn\nBcc: x@y.vn", "a@b.vn,c@d.vn", "<a@b.vn>", "a@-b.vn", ".a@b.vn"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Wish(address=address)
