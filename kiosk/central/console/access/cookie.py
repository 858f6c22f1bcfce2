"""The cookie that holds a session's token, and nothing else does."""

from __future__ import annotations

from fastapi import Request, Response

from kiosk.central.console.page import cookie_name, is_under_tls


def give_session(answer: Response, request: Request, token: str) -> None:
    """Let `answer` set the cookie: for no script, no other site's forms, and until the browser is closed."""
    answer.set_cookie(
        cookie_name(request), token, path="/", secure=is_under_tls(request), httponly=True, samesite="lax"
    )


def take_session(answer: Response, request: Request) -> None:
    """Let `answer` drop the cookie."""
    answer.delete_cookie(cookie_name(request), path="/", secure=is_under_tls(request), httponly=True, samesite="lax")
