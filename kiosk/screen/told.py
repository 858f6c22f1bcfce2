"""What the board told this kiosk: languages, name and place, notices, pages for who waits. Values; time is given.

Long texts are cut into pieces that follow each other: nothing that was written stays unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.messages.local import Admission, AnnouncementsTold, NoticesTold, Say, SettingsTold, ToldNotice
from kiosk.messages.signing import SignatureFault
from kiosk.messages.unit_settings import USUAL_VOLUME
from kiosk.moment import HANOI, Moment
from kiosk.screen.views import Language
from kiosk.verdicts.verdict import Level
from kiosk.wording.waiting import TurnView
from kiosk.words import LANGUAGES

PIECE_S = 8.0
"""How long one piece of a notice or a page stands: two lines are read twice in it."""
STRIP_CHARACTERS = 150
"""Of one piece in the strip of a waiting screen: two lines of 20 px."""
BANNER_CHARACTERS = 160
"""Of one piece of an emergency above a waiting screen: two lines of 28 px."""
BAR_CHARACTERS = 70
"""Of one piece beside the state and the language: two lines of 20 px where least room is left."""


GOES_ON = " …"
_ENDS = ((".", "!", "?"), (",", ";", ":"))
"""What ends a sentence, and a clause."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in one place at a time. `place` counts pieces ("1 / 3"); "" where there is only one."""

    title: str = ""
    text: str = ""
    place: str = ""
    sign: str = ""
    """What is drawn beside it; "" for the board's own words."""


NOTHING = Piece()


@dataclass(frozen=True, slots=True)
class _Standing:
    """A notice and the monotonic second from which it stands no more."""

    notice: ToldNotice
    until_s: float


@dataclass(frozen=True, slots=True)
class Told:
    """What was told last, whatever has become of who told it."""

    settings: SettingsTold | None = None
    refusal: SignatureFault | None = None
    broken: str = ""
    """The error number of an identity that cannot be read."""
    standing: tuple[_Standing, ...] = ()
    announced: AnnouncementsTold | None = None
    """What this market's stalls announced, and of which day that is."""

    def with_message(self, message: SettingsTold | NoticesTold | Admission | AnnouncementsTold, now_s: float) -> Told:
        """Return this after `message`, which came at the monotonic second `now_s`: in place of what was told before."""
        match message:
            case SettingsTold():
                return replace(self, settings=message)
            case Admission():
                return replace(self, refusal=message.refusal, broken=message.broken)
            case AnnouncementsTold():
                return replace(self, announced=message)
            case NoticesTold():
                standing = tuple(_Standing(one, now_s + one.remaining_s) for one in message.notices)
                return replace(self, standing=standing)

    def home_language(self, own: Language) -> Language:
        """Return the language that the screen returns to; `own` is the unit's, where nobody chose."""
        return own if self.settings is None or not self.settings.settings.languages else self.languages()[0]

    def languages(self) -> tuple[Language, ...]:
        """Return the languages to choose from, the kiosk's own first; all, where nobody chose one that is here."""
        chosen = (None if self.settings is None else self.settings.settings.languages) or ()
        return tuple(Language(one) for one in chosen if one in LANGUAGES) or tuple(map(Language, LANGUAGES))

    def volume(self, now: Moment) -> int:
        """Return how loud results are read aloud, in percent; 0 is silence. A clock that may be wrong has no hours."""
        if self.settings is None:
            return USUAL_VOLUME
        chosen = self.settings.settings
        time = f"{now.at.astimezone(HANOI):%H:%M}"
        quiet = (hours.volume for hours in chosen.quiet or () if now.is_trusted and hours.holds_at(time))
        usual = USUAL_VOLUME if chosen.volume is None else chosen.volume
        return next(quiet, usual)

    def is_low(self) -> bool:
        """Whether all that is touched stands in the lower half, whoever comes."""
        return self.settings is not None and self.settings.settings.low_reach is True

    def is_still(self) -> bool:
        """Whether nothing on the screen moves."""
        return self.settings is not None and self.settings.settings.less_motion is True

    def aloud(self, level: Level | None, language: Language, lines: tuple[str, ...], now: Moment) -> Say | None:
        """Return what the panel is to say of a result; None for silence."""
        volume = self.volume(now)
        if level is None or not volume or not lines:
            return None
        return Say(level=level, language=language.value, lines=lines, volume=volume)

    def emergency(self, language: Language, now_s: float, characters: int) -> Piece:
        """Return the piece of the emergencies that stands now, of so many characters; NOTHING where there is none."""
        texts = [_in(language, one.notice) for one in self._holding(now_s) if one.notice.is_emergency]
        return _turning([TurnView("", text) for text in texts], characters, now_s)

    def board(self, language: Language, title: str, now_s: float, own: Sequence[TurnView] = ()) -> Piece:
        """Return what a waiting screen tells now: ordinary notices under `title`, the board's pages, then its own."""
        notices = [
            TurnView(title, _in(language, one.notice)) for one in self._holding(now_s) if not one.notice.is_emergency
        ]
        pages = (None if self.settings is None else self.settings.settings.waiting) or ()
        is_english = language.has_english_names
        told = [TurnView(*((one.title_en, one.text_en) if is_english else (one.title, one.text))) for one in pages]
        return _turning([*notices, *told, *own], STRIP_CHARACTERS, now_s)

    def _holding(self, now_s: float) -> Iterator[_Standing]:
        return (one for one in self.standing if now_s < one.until_s)


def _in(language: Language, notice: ToldNotice) -> str:
    return notice.text_en if language.has_english_names else notice.text


def _turning(told: Sequence[TurnView], characters: int, now_s: float) -> Piece:
    """Return the piece whose turn it is."""
    turns = [(one, text) for one in told for text in pieces(one.text, characters)]
    if not turns:
        return NOTHING
    number = int(now_s / PIECE_S) % len(turns)
    one, text = turns[number]
    return Piece(one.title, text, f"{number + 1} / {len(turns)}" if len(turns) > 1 else "", one.sign)


def pieces(text: str, characters: int) -> list[str]:
    """Return `text` in pieces of at most `characters`; one that is empty is one piece.

    Cut where a sentence ends, else a clause, else between words; a piece that is no whole sentence ends in "…",
    so that nobody takes half a warning for all of it.
    """
    left = " ".join(text.split())
    cut = []
    while len(left) > characters:
        at = _end_of_piece(left, characters - len(GOES_ON))
        piece, left = left[:at].rstrip(), left[at:].lstrip()
        cut.append(piece if piece.endswith(_ENDS[0]) else piece + GOES_ON)
    return [*cut, left]


def _end_of_piece(text: str, characters: int) -> int:
    """Return how many characters of `text` the first piece gets: an early end of a sentence is none."""
    for ends in _ENDS:
        for at in range(characters, characters // 3, -1):
            if text[at - 1] in ends and text[at] == " ":
                return at
    space = text.rfind(" ", 0, characters + 1)
    return space if space > 0 else characters
