"""The words of practice: three verdicts, what each means, and what to do. Pure.

Its verdicts are said in the words of real ones; all around them says that they are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.verdicts.verdict import Headline
from kiosk.wording.result_view import Mark
from kiosk.words import Words

LESSONS = (
    ("genuine", Headline.GENUINE, Mark.GOOD),
    ("copied", Headline.COPIED, Mark.STOP),
    ("unknown", Headline.UNKNOWN_ITEM, Mark.UNKNOWN),
)
"""Sample, headline and look of each lesson, in order."""


@dataclass(frozen=True, slots=True)
class LessonView:
    """One lesson. `code` is what its sample code says, "" where the samples are not there; `place` is "1 / 3"."""

    mark: Mark = Mark.NONE
    headline: str = ""
    look: str = ""
    meaning: str = ""
    advice: str = ""
    code: str = ""
    place: str = ""
    lesson: int = 0
    is_last: bool = False


NO_LESSON = LessonView()


def lesson_view(words: Words, lesson: int, codes: Sequence[str]) -> LessonView:
    """Return what lesson `lesson` shows, from 0 on; `codes` are those of the samples, in the lessons' order."""
    name, headline, mark = LESSONS[lesson]
    return LessonView(
        mark=mark,
        headline=words(f"headline.{headline}"),
        look=words(f"practice.{name}.look"),
        meaning=words(f"practice.{name}.meaning"),
        advice=words(f"practice.{name}.advice"),
        code=codes[lesson] if lesson < len(codes) else "",
        place=f"{lesson + 1} / {len(LESSONS)}",
        lesson=lesson,
        is_last=lesson == len(LESSONS) - 1,
    )
