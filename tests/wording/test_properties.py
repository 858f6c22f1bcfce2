"""Whatever was scanned and found, there are words for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.identity import identify
from kiosk.inspection import Inspection
from kiosk.wording.result import result_view
from kiosk.wording.result_view import CardKind, Mark
from kiosk.words import LANGUAGES, Words
from tests.verdicts.cases import HOST, Case
from tests.verdicts.test_properties import cases

WORDS = [Words(language) for language in LANGUAGES]


@given(cases, st.sampled_from(WORDS), st.booleans())
def test_every_inspection_has_words(case: Case, words: Words, is_asking: bool) -> None:
    inspection = Inspection(case.code, identify(case.code), case.seal, case.finding, case.verdict(), our_host=HOST)
    view = result_view(inspection, words, case.now, "Chợ đầu mối Minh Khai", is_asking=is_asking)
    assert view.headline
    assert view.underline
    assert view.mark is (Mark.ASKING if is_asking else Mark(inspection.verdict.level))
    answers = [card for card in view.cards if card.kind is not CardKind.ADVICE]
    assert len(answers) in {1, 3}
    assert len(answers) == len({card.kind for card in answers})
