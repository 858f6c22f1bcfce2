"""Part screen: everything that shoppers see, and the verdict behind it. One window, one loop."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

from kiosk.errors import KioskError
from kiosk.messages.local import (
    ANSWER_WITHIN_S,
    NO_GUIDANCE,
    Admission,
    AnnouncementsTold,
    CameraReport,
    CameraState,
    Found,
    Guided,
    JournalConfirmed,
    ListsConfirmed,
    ListsPlaced,
    Lit,
    Maintained,
    Message,
    Near,
    Network,
    NoticesTold,
    PairingOffered,
    Part,
    Pictured,
    Pressed,
    ReportsTaken,
    Scanned,
    SettingsTold,
    SourceEnded,
)
from kiosk.messages.reports import ReportReason
from kiosk.preview import FILE_NAME as PREVIEW_NAME
from kiosk.preview import PreviewReader
from kiosk.processes.link import SOCKET_NAME
from kiosk.processes.notify import Notifier
from kiosk.processes.screen.checking import Checking
from kiosk.processes.screen.comparing import Comparing
from kiosk.processes.screen.compositor import Compositor
from kiosk.processes.screen.fares import FaresTeller
from kiosk.processes.screen.idle import Idle
from kiosk.processes.screen.journal import ScreenJournal
from kiosk.processes.screen.keypad import Typing
from kiosk.processes.screen.orders import ScreenOrders
from kiosk.processes.screen.painted import Painted
from kiosk.processes.screen.practising import Practising
from kiosk.processes.screen.reporting import Reporting
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.processes.screen.shown import Shopfront, Surroundings
from kiosk.processes.screen.standing import NOBODY, standings
from kiosk.processes.screen.taking import TakingAlong
from kiosk.processes.screen.timers import timer
from kiosk.processes.screen.told import told_before
from kiosk.processes.screen.touched import hand_over
from kiosk.processes.screen.warm import warm_up
from kiosk.screen.app import Window, end_loop
from kiosk.screen.button import meant_by_button, meant_by_hold
from kiosk.screen.check import Check
from kiosk.screen.events import (
    Event,
    FoundLate,
    FoundOwn,
    HomeLanguageSet,
    Judged,
    Opened,
    PartBack,
    PartLost,
    Stands,
    StillThere,
    TimePassed,
    Touched,
)
from kiosk.screen.events import Scanned as LabelScanned
from kiosk.screen.server import PartServer
from kiosk.screen.state import OF_A_LABEL, at_start, step
from kiosk.screen.telling import Step
from kiosk.screen.views import Language, Standing, View
from kiosk.trust.lists import Lists
from kiosk.verdicts.verdict import Level
from kiosk.words import LANGUAGES, Words

TICK_MS = 100
PAINT_MS = 500
"""The watchdog is fed by frames: one is painted this often even where nothing changes."""
EXPECTED = (Part.CAMERA, Part.SYNC, Part.PANEL)
SILENT = "CAM-07"
"""The camera process itself is not heard."""

_log = logging.getLogger(__name__)


class ScreenPart:
    """The objects of the process and what each message does."""

    def __init__(self, setup: ScreenSetup, lists: Lists, app: QGuiApplication) -> None:
        """Build everything; nothing is visible before `show`. Raises KioskError."""
        self._setup = setup
        self._app = app
        self._clock = setup.clock
        self._checking = Checking(lists, setup, lambda ask: self._server.send(Part.SYNC, ask))
        self._notifier = Notifier.from_environment()
        self._compositor = Compositor.from_environment(app.platformName())
        self._words = {Language(language): Words(language) for language in LANGUAGES}
        home = Language(setup.language)
        self._state = at_start(home, time.monotonic())
        self._around = Surroundings()
        self._is_ready = False
        self._has_ended = False
        self._preview = PreviewReader(setup.runtime_dir / PREVIEW_NAME)
        self._journal = ScreenJournal(setup.journal_path, setup.stand, setup.clock)
        self._fares = FaresTeller(lambda message: self._server.send(Part.SYNC, message))
        self._window = Window(app, setup.assets, self._words[home], self._on_prepared, self._on_painted)
        self._server = self._listening()
        self._orders = ScreenOrders(self._window, self._server.send)
        self._painted = Painted(self._journal, self._light, self._speak, self._window.save, setup.screenshots)
        can_report = setup.is_demo or setup.place.is_enrolled
        self._practising = Practising(setup.assets)
        self._taking = TakingAlong(self._window.models)
        self._front = Shopfront(
            self._window,
            setup.market,
            setup.position,
            is_demo=setup.is_demo,
            can_report=can_report,
            codes=self._practising.codes,
            source=setup.source,
        )
        self._reporting = Reporting(setup.journal_path.parent, setup.clock, is_sent=not setup.is_demo)
        self._typing = Typing(self._window.models, self._on_scanned, self._step, self._checking.own_host)
        self._comparing = Comparing()
        self._idle = Idle(self._checking.recalled, self._checking.suspended, self._checking.own_host)
        self._deadline = timer(self._judge_now, int(ANSWER_WITHIN_S * 1000), is_single=True)
        self._tick = timer(self._on_tick, TICK_MS)
        self._beat = timer(self._on_beat, PAINT_MS)
        if setup.placed_lists_path is not None and (kept := told_before(setup.journal_path.parent)) is not None:
            self._on_told(kept)
        self._wire()

    def show(self) -> None:
        """Open the window on the waiting screen."""
        self._render()
        self._window.show(QSize(*self._setup.size), is_windowed=self._setup.is_windowed)
        self._tick.start()
        self._beat.start()

    def close(self) -> None:
        """Take everything down in reverse: the window before the models that it reads."""
        self._notifier.stopping()
        for each in (self._beat, self._tick, self._deadline):
            each.stop()
        self._window.close()
        self._compositor.close()
        self._server.close()
        self._journal.close()
        self._checking.close()
        self._preview.close()

    def _listening(self) -> PartServer:
        """Listen, once all is warm: the first label finds a screen that can judge and show it. Raises KioskError."""
        warm_up(self._window, self._checking.bench, self._words[self._state.language], self._clock.now())
        self._checking.warm()
        try:
            return PartServer(self._setup.runtime_dir / SOCKET_NAME, EXPECTED, self._setup.grace_s)
        except KioskError:
            self._window.close()
            raise

    def _wire(self) -> None:
        self._server.received.connect(self._on_message)
        self._server.lost.connect(self._on_lost)
        self._server.back.connect(self._on_back)
        hand_over(self._window.models.touches, self._step, self._report)

    # What comes from the other parts.

    def _on_message(self, part: Part, message: Message) -> None:
        if not self._orders.hear(part, message):
            self._take(part, message)

    def _take(self, part: Part, message: Message) -> None:
        match message:
            case Scanned():
                self._on_scanned(message)
            case Found():
                self._told(self._checking.heard(self._state, message))
            case Pictured():
                self._on_pictured(message)
            case CameraReport():
                self._on_camera(message)
            case Guided() | Network() | Maintained() | PairingOffered():
                self._around = self._around.heard(message, time.monotonic())
                self._render()
            case ListsPlaced() | ListsConfirmed():
                self._checking.take_lists(message)
            case JournalConfirmed() | ReportsTaken():
                self._on_taken(message)
            case SettingsTold() | NoticesTold() | Admission() | AnnouncementsTold():
                self._on_told(message)
            case Pressed() | Near():
                self._on_panel(message)
            case SourceEnded():
                self._has_ended = True
                self._end_if_over()
            case _:
                _log.warning("part %s said %r, which is nothing for the screen", part, message.kind)

    def _on_scanned(self, message: Scanned) -> None:
        if self._taking.is_own_code(self._state, message):
            self._step(StillThere())
            return
        check = self._checking.begun(message)
        if self._state.view is View.PRACTICE and (lesson := self._practising.lesson_of(check)) is not None:
            self._step(Opened(View.PRACTICE, lesson=lesson))
            return
        self._step(LabelScanned(check.check_id, check.label, is_again=message.is_again), check)
        if self._state.check_id != check.check_id:
            return
        self._around = replace(self._around, guided=NO_GUIDANCE)
        self._light(None)
        if not check.must_ask:
            self._step(Judged(check.check_id, check.inspection.verdict.level), check)
            return
        if self._checking.is_asked(check):
            self._deadline.start()
        elif self._server.is_awaited(Part.SYNC):
            self._deadline.start()
            self._told(self._checking.meanwhile(check))
        else:
            self._judge_now()

    def _judge_now(self) -> None:
        """Judge by what there is: nobody answers, or not in time. Where not even sync did, the registry is read."""
        self._told(self._checking.overdue(self._state))

    def _told(self, step: Step | None) -> None:
        if step is not None:
            self._step(*step)

    def _on_pictured(self, message: Pictured) -> None:
        if self._state.view is View.WAITING and (picture := self._preview.read(message.number)) is not None:
            self._window.models.live.show(picture)

    def _on_camera(self, message: CameraReport) -> None:
        if message.state is CameraState.WORKING:
            self._fares.camera_heard()
            self._step(PartBack(Part.CAMERA))
            return
        self._lose_camera(message.state, message.number)

    def _lose_camera(self, state: CameraState, number: str) -> None:
        is_new = Part.CAMERA not in self._state.lost
        since = self._clock.now().at if is_new else self._around.camera_since
        self._around = replace(self._around, camera=state, camera_number=number, camera_since=since, guided=NO_GUIDANCE)
        self._window.models.live.show(None)
        self._step(PartLost(Part.CAMERA))

    def _on_panel(self, message: Pressed | Near) -> None:
        if isinstance(message, Near):
            self._taking.hear(message)
        elif message.is_held:
            for event in meant_by_hold(self._state, self._around.told.languages()):
                self._step(event)
        elif self._state.is_asleep or not self._window.turn_page():
            self._step(meant_by_button(self._state, can_open=bool(self._window.models.result.property("canOpen"))))

    def _on_taken(self, message: JournalConfirmed | ReportsTaken) -> None:
        """Let go of what the centre holds."""
        if isinstance(message, ReportsTaken):
            self._reporting.taken(message)
        elif self._state.view is View.WAITING:
            self._journal.confirmed(message)

    def _on_told(self, message: SettingsTold | NoticesTold | Admission | AnnouncementsTold) -> None:
        """Take over what the board told; it holds until other is told, whatever becomes of sync."""
        self._around = replace(self._around, told=self._around.told.with_message(message, time.monotonic()))
        if isinstance(message, SettingsTold):
            self._checking.stands_in(message.market_id)
            self._journal.stands(message.name, message.market_id)
            self._step(HomeLanguageSet(self._around.told.home_language(Language(self._setup.language))))
        self._render()

    def _on_lost(self, part: Part) -> None:
        if part is Part.CAMERA:
            self._lose_camera(CameraState.LOST, SILENT)
            return
        if part is Part.SYNC:
            self._around = replace(self._around, sync_lost_s=time.monotonic())
        if part is Part.PANEL:
            self._taking.forget()
        if part is Part.TECHNICIAN:
            self._around = replace(self._around, technician=NOBODY)
        self._step(PartLost(part))

    def _on_back(self, part: Part) -> None:
        self._step(PartBack(part))
        if part is Part.PANEL:
            self._light(self._state.level)
        if part is Part.SYNC:
            self._fares.forget()
            if self._state.view is View.ASKING and self._checking.check is not None:
                self._checking.is_asked(self._checking.check)

    # What the screen becomes.

    def _step(self, event: Event, check: Check | None = None) -> None:
        before = self._state
        if isinstance(event, Opened) and event.view is View.PACKS and self._around.former is None:
            return
        self._state = step(before, event, time.monotonic())
        if check is not None and self._state.check_id == check.check_id:
            self._checking.check = check
        self._comparing.follow(before, self._state, event, self._checking.check, time.monotonic())
        if self._state == before and not isinstance(event, FoundOwn):
            return
        if self._state.view is not View.ASKING:
            self._deadline.stop()
        if self._state.view is not View.RESULT or self._state.check_id != before.check_id:
            self._painted.expect(None)
        if isinstance(event, Judged | FoundLate) and self._state.view is View.RESULT:
            self._painted.expect(self._checking.check)
        if self._state.view not in OF_A_LABEL and before.view in OF_A_LABEL:
            self._checking.check = None
            self._light(None)
        if self._state.language is not before.language:
            self._window.speak(self._words[self._state.language])
            self._painted.say_again(is_shown=self._state.view is View.RESULT)
        self._render()

    def _report(self, reason: ReportReason) -> None:
        """Keep a report about the label that is shown: one for each check, however often it is sent."""
        check = self._checking.check
        if self._state.view is View.REPORT and check is not None and self._around.reported.check_id != check.check_id:
            reported = self._reporting.send(check, reason, time.monotonic())
            self._around = replace(self._around, reported=reported)
            self._step(Touched())

    def _render(self) -> None:
        words, now, now_s = self._words[self._state.language], self._clock.now(), time.monotonic()
        check, view = self._checking.check, self._state.view
        former = self._comparing.former(check)
        idle = self._idle.turns(words, now, now_s, has_button=self._setup.has_button) if view is View.WAITING else ()
        self._around = replace(self._around, journal_fault=self._journal.fault, former=former, idle=idle)
        self._typing.show(view, self._around.told, words, now)
        self._front.show(self._state, check, self._around, words, now, now_s)

    def _on_tick(self) -> None:
        if self._state.is_answer_due(time.monotonic()):
            self._judge_now()
        if self._taking.is_likely(self._state):
            self._step(StillThere())
        self._step(TimePassed())
        stand = standings(self._around.technician, self._around.told, self._clock.now(), time.monotonic())
        for standing in Standing:
            self._step(Stands(standing, standing in stand))
        self._render()
        self._fares.tell(self._state, self._around, self._checking.bench.lists.trust.version)
        self._orders.look(self._state.view)

    def _on_prepared(self) -> None:
        self._painted.prepared()

    def _on_painted(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self._notifier.ready()
        if self._state.view is View.WAITING:
            self._painted.waits()
        self._notifier.alive()
        if self._painted.painted(self._state.language):
            self._end_if_over()

    def _light(self, level: Level | None) -> None:
        self._server.send(Part.PANEL, Lit(level=level))

    def _speak(self) -> None:
        spoken = self._window.models.result.spoken
        aloud = self._around.told.aloud(self._state.level, self._state.language, spoken, self._clock.now())
        if aloud is not None:
            self._server.send(Part.PANEL, aloud)

    def _on_beat(self) -> None:
        """Ask for a frame; where the display is off, the loop and the compositor that answers must do."""
        if self._window.is_hidden and self._compositor.answers():
            self._notifier.alive()
        self._window.repaint()

    def _end_if_over(self) -> None:
        """End with a source that is played once, when its last verdict was painted."""
        is_busy = self._state.view is View.ASKING or self._painted.is_due
        if self._setup.ends_with_source and self._has_ended and not is_busy:
            end_loop()
