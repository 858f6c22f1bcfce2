"""State, check and surroundings → the models that QML shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.camera.naming import SourceKind
from kiosk.messages.local import NO_GUIDANCE, CameraState, Guided, Maintained, Network, PairingOffered, Part
from kiosk.messages.signing import REFUSAL_NUMBERS
from kiosk.moment import HANOI, Moment
from kiosk.processes.screen.standing import NOBODY, Technician, standing_view
from kiosk.screen.app import Window
from kiosk.screen.check import Check
from kiosk.screen.models.board import BoardView
from kiosk.screen.models.countdown import CountdownView
from kiosk.screen.models.ease import Ease
from kiosk.screen.models.guidance import GuidanceView
from kiosk.screen.models.report import ReportOffer
from kiosk.screen.models.screen import ScreenView
from kiosk.screen.models.status import NetworkView, StatusView
from kiosk.screen.models.trouble import TroubleView
from kiosk.screen.state import HOMES, OF_A_LABEL, ScreenState
from kiosk.screen.told import BANNER_CHARACTERS, BAR_CHARACTERS, NOTHING, Told
from kiosk.screen.views import Language, View
from kiosk.wording.names import BETWEEN, brief, shown
from kiosk.wording.opened import opened_view
from kiosk.wording.packs import packs_view
from kiosk.wording.packs_view import NO_PACKS
from kiosk.wording.practice import lesson_view
from kiosk.wording.reporting import NOT_REPORTED, Reported, may_report, report_view
from kiosk.wording.result import result_view
from kiosk.wording.result_view import CardKind, ResultView
from kiosk.wording.waiting import TurnView
from kiosk.words import Words

STAFF_AFTER_S = 15.0
"""A sync that is started anew is back before this: nobody need come for that."""
MARKET_ROOM = 60
"""Characters of the market's name beside state, letters and language."""
SYNC_SILENT = "SCR-07"
"""The error number that staff read out where the look-up part is not heard."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside the label. `journal_fault` is an error number, "" where rows are written.

    `sync_lost_s` is the monotonic second since which sync is not heard.
    """

    network: NetworkView = NetworkView.UNKNOWN
    guided: Guided = NO_GUIDANCE
    camera: CameraState = CameraState.LOST
    camera_number: str = ""
    camera_since: datetime | None = None
    journal_fault: str = ""
    sync_lost_s: float = 0.0
    told: Told = field(default_factory=Told)
    technician: Technician = NOBODY
    reported: Reported = NOT_REPORTED
    former: Check | None = None
    """The pack that the same shopper showed before this one."""
    idle: tuple[TurnView, ...] = ()
    """What a waiting screen tells of its own."""

    def heard(self, message: Guided | Network | Maintained | PairingOffered, now_s: float) -> Surroundings:
        """Return these after `message`, which came at `now_s`."""
        match message:
            case Guided():
                return replace(self, guided=message)
            case Network():
                return replace(self, network=NetworkView.ONLINE if message.is_online else NetworkView.OFFLINE)
            case _:
                return replace(self, technician=self.technician.heard(message, now_s))


class Shopfront:
    """Puts what is so onto the window's models; what did not change is not put again."""

    def __init__(
        self,
        window: Window,
        market: str,
        position: str,
        *,
        is_demo: bool,
        can_report: bool,
        codes: Sequence[str],
        source: SourceKind,
    ) -> None:
        """`can_report`: somebody fetches what is reported; `codes` are those of the samples, in the lessons' order."""
        self._source = source
        self._codes = codes
        self._models = window.models
        self._own = (market, position)
        self._market = market
        self._position = position
        self._is_demo = is_demo
        self._can_report = can_report
        self._worded: tuple[object, ...] = ()
        self._opened: tuple[object, ...] = ()
        self._reported: tuple[object, ...] = ()
        self._compared: tuple[object, ...] = ()

    def show(
        self, state: ScreenState, check: Check | None, around: Surroundings, words: Words, now: Moment, now_s: float
    ) -> None:
        """Show all of it. Values first, then the view that reads them."""
        models = self._models
        self._market, self._position = _stands(around.told, self._own, state.language)
        models.board.show(_board(state, around, words, now_s))
        models.status.show(self._status(state, around, now, now_s))
        models.guidance.show(GuidanceView.of(around.guided, is_gun=self._source is SourceKind.GUN))
        models.trouble.show(_trouble(around, self._source))
        models.standing.show(standing_view(around.technician, around.told, words, now, now_s))
        models.countdown.show(CountdownView.of(state.remaining_s(now_s), state.countdown_s))
        if check is not None and state.view in OF_A_LABEL:
            self._word(state, check, words, now)
        if check is not None and state.view is View.ANSWER:
            self._open(state, check, words, now)
        if check is not None and state.view in OF_A_LABEL:
            self._offer_report(state, check, around.reported, words, now)
            self._compare(state, check, around.former, words, now)
        if state.view is View.PRACTICE:
            models.practice.show(lesson_view(words, state.lesson, self._codes))
        models.screen.show(self._screen(state, around.told))

    def _screen(self, state: ScreenState, told: Told) -> ScreenView:
        return ScreenView(
            state.view,
            state.language,
            self._is_demo,
            told.languages(),
            state.answer,
            state.is_asleep,
            Ease(
                is_large=state.is_large,
                is_low=state.is_low or told.is_low(),
                is_low_for_all=told.is_low(),
                is_still=told.is_still(),
            ),
        )

    def _word(self, state: ScreenState, check: Check, words: Words, now: Moment) -> None:
        """Word the result anew only where label, finding, view or language changed: the rest of it stands."""
        worded = (check.check_id, check.inspection, state.view is View.ASKING, state.language)
        if worded != self._worded:
            self._worded = worded
            self._models.result.show(self._result(state, check, words, now))

    def _open(self, state: ScreenState, check: Check, words: Words, now: Moment) -> None:
        """Word the answer that is open, anew only where label, answer or language changed."""
        opened = (check.check_id, check.inspection, state.answer, state.language)
        if opened != self._opened and state.answer is not None:
            self._opened = opened
            kind = CardKind(state.answer.value)
            self._models.answer.show(opened_view(check.inspection, words, now, self._market, kind))

    def _compare(self, state: ScreenState, check: Check, former: Check | None, words: Words, now: Moment) -> None:
        """Word the two packs anew only where one of them or the language changed."""
        compared = (check.inspection, None if former is None else former.inspection, state.language)
        if compared != self._compared:
            self._compared = compared
            found = NO_PACKS if former is None else packs_view(check.inspection, former.inspection, words, now)
            self._models.packs.show(found)

    def _offer_report(self, state: ScreenState, check: Check, reported: Reported, words: Words, now: Moment) -> None:
        """Say whether this label can be reported; word its report anew where it came further."""
        stands = reported if reported.check_id == check.check_id else NOT_REPORTED
        worded = (check.check_id, stands, state.view is View.REPORT, state.language)
        if worded == self._reported:
            return
        self._reported = worded
        is_offered = self._can_report and may_report(check.inspection)
        shown = report_view(check.inspection, words, now, stands)
        self._models.report.show(ReportOffer(is_offered, shown) if is_offered else ReportOffer())

    def _result(self, state: ScreenState, check: Check, words: Words, now: Moment) -> ResultView:
        return result_view(check.inspection, words, now, self._market, is_asking=state.view is View.ASKING)

    def _status(self, state: ScreenState, around: Surroundings, now: Moment, now_s: float) -> StatusView:
        trouble, number = _staff_trouble(state, around, now_s)
        return StatusView(
            market=self._market,
            position=self._position,
            time=f"{now.at.astimezone(HANOI):%H:%M}",
            network=_network(state, around),
            trouble=trouble,
            number=number,
        )


def _network(state: ScreenState, around: Surroundings) -> NetworkView:
    """Return how the network is: a centre that answers everybody but this unit is out of its reach."""
    is_alone = Part.SYNC in state.lost or around.told.refusal is not None
    return NetworkView.OFFLINE if is_alone else around.network


def _stands(told: Told, own: tuple[str, str], language: Language) -> tuple[str, str]:
    """Return the market's name, in English where it has one and that is read, and the place in it.

    Both are the board's, where it said any.
    """
    if told.settings is None:
        return shown(own[0]), shown(own[1])
    place = BETWEEN.join(one for one in (told.settings.area, told.settings.position) if one)
    english = told.settings.market_name_en if language.has_english_names else ""
    market = english or told.settings.market_name or own[0]
    return brief(shown(market), MARKET_ROOM), brief(shown(place or own[1]), MARKET_ROOM)


def _board(state: ScreenState, around: Surroundings, words: Words, now_s: float) -> BoardView:
    """Return what stands now: an emergency in longer pieces before who waits than beside a result.

    Beside an emergency only what the board says is told.
    """
    told, characters = around.told, BANNER_CHARACTERS if state.view in HOMES else BAR_CHARACTERS
    emergency = told.emergency(state.language, now_s, characters)
    own = around.idle if emergency == NOTHING else ()
    return BoardView(emergency, told.board(state.language, words("screen.notice"), now_s, own))


def _staff_trouble(state: ScreenState, around: Surroundings, now_s: float) -> tuple[str, str]:
    """Return what staff should see to, though scanning works: its name in the words, and its error number."""
    if around.journal_fault:
        return "journal", around.journal_fault
    if Part.SYNC in state.lost and now_s - around.sync_lost_s >= STAFF_AFTER_S:
        return "sync", SYNC_SILENT
    if around.told.refusal is not None:
        return "admission", REFUSAL_NUMBERS.get(around.told.refusal, "")
    if around.told.broken:
        return "admission", around.told.broken
    return "", ""


def _trouble(around: Surroundings, source: SourceKind) -> TroubleView:
    """Return what is said of a source that gives nothing; a gun and a file have no camera's cable to look at."""
    since = around.camera_since
    is_camera = source is SourceKind.CAMERA or around.camera is not CameraState.LOST
    return TroubleView(
        around.camera if is_camera else f"lost_{source}",
        around.camera_number,
        f"{since.astimezone(HANOI):%H:%M}" if since is not None else "",
    )
