"""A result in words, as the tests ask for it."""

from __future__ import annotations

from dataclasses import astuple

from kiosk.codes.identity import identify
from kiosk.codes.schemes import Scheme
from kiosk.inspection import Inspection
from kiosk.wording.result import result_view
from kiosk.wording.result_view import CardKind, CardView, ResultView
from kiosk.words import Words
from tests.verdicts.cases import HOST, Case
from tests.wording.spaces import plain

HERE = "Chợ đầu mối Minh Khai"


def shown(case: Case, language: str = "vi", *, is_asking: bool = False, scheme: Scheme | None = None) -> ResultView:
    inspection = Inspection(
        case.code, identify(case.code), case.seal, case.finding, case.verdict(), scheme=scheme, our_host=HOST
    )
    return plain(result_view(inspection, Words(language), case.now, HERE, is_asking=is_asking))


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for part in value for text in texts(part)] if isinstance(value, tuple) else []


def said(view: ResultView) -> str:
    return "\n".join(texts(astuple(view)))


def card(view: ResultView, kind: CardKind) -> CardView:
    return next(card for card in view.cards if card.kind is kind)
