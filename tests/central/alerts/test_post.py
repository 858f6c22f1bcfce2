"""The ways to tell of alerts as settings describe them: what lacks something is left out, and said."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from kiosk.processes.central.post import post_of
from kiosk.settings import Mail, Webhook

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_nothing_that_is_set_is_no_way(caplog: pytest.LogCaptureFixture) -> None:
    post = post_of(Mail(), Webhook())
    assert (post.mail, post.webhook, post.channels, caplog.text) == (None, None, (), "")


def test_both_are_made_of_settings_and_files(secret: Path) -> None:
    post = post_of(
        Mail(host="mail.city.example", sender="a@city.example", user="u", password_file=secret),
        Webhook(url="https://hook.example/x?y=z", secret_file=secret, private_networks="10.0.0.0/8"),
    )
    assert post.mail is not None
    assert post.webhook is not None
    assert (post.mail.password, post.mail.port, post.mail.security) == (SECRET, 587, "starttls")
    assert (post.webhook.secret, str(post.webhook.allowed[0])) == (SECRET.encode(), "10.0.0.0/8")
    assert len(post.channels) == 2


def test_credential_goes_before_a_file(tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "webhook-secret").write_text("f" * 40, encoding="utf-8")
    (tmp_path / "webhook-secret").chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    post = post_of(Mail(), Webhook(url="https://hook.example/", secret_file=secret))
    assert post.webhook is not None
    assert post.webhook.secret == b"f" * 40


@pytest.mark.parametrize(
    ("mail", "webhook", "number"),
    [
        ({"host": "mail.example", "sender": ""}, {}, "SET-09"),
        ({"host": "mail.example", "security": "plain"}, {}, "SET-08"),
        ({"host": "localhost", "security": "plain", "user": "u"}, {}, "SET-09"),
        ({}, {"url": "https://hook.example/"}, "SET-09"),
        ({}, {"url": "https://hook.example/", "secret_file": "short"}, "SET-09"),
        ({}, {"url": "https://hook.example/", "secret_file": "nowhere"}, "SEAL-31"),
    ],
)
def test_what_lacks_something_is_left_out_and_said(
    mail: Mapping[str, object],
    webhook: Mapping[str, object],
    number: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "short").write_text("short", encoding="utf-8")
    (tmp_path / "short").chmod(0o600)
    if "secret_file" in webhook:
        webhook = {**webhook, "secret_file": tmp_path / str(webhook["secret_file"])}
    with caplog.at_level(logging.ERROR):
        post = post_of(Mail.model_validate({"sender": "a@city.example", **mail}), Webhook.model_validate(dict(webhook)))
    assert (post.mail, post.webhook) == (None, None)
    assert number in caplog.text


@pytest.mark.parametrize(
    "url", ["http://hook.example/", "https://user@hook.example/", "https://hook.example/#x", "ftp://x/"]
)
def test_webhook_is_an_https_address(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        Webhook(url=url)
