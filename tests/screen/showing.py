"""How each screen is brought up: functions that put it onto the models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from kiosk.codes.payload import Payload
from kiosk.codes.typed import TypedKind, TypedNumber
from kiosk.lookup.published import Recalled, Suspended
from kiosk.messages.announcements import AnnouncedLot
from kiosk.messages.local import NO_GUIDANCE, Framed, Guided, Hint
from kiosk.preview import HEIGHT, WIDTH, Picture
from kiosk.processes.check import Checker
from kiosk.records.registry import Establishment, Product, Recall, Violation
from kiosk.screen.app import Models
from kiosk.screen.models.board import BoardView
from kiosk.screen.models.countdown import CountdownView
from kiosk.screen.models.guidance import GuidanceView
from kiosk.screen.models.report import ReportOffer
from kiosk.screen.models.screen import ScreenView
from kiosk.screen.models.standing import StandingView
from kiosk.screen.models.status import NetworkView, StatusView
from kiosk.screen.models.trouble import TroubleView
from kiosk.screen.told import BANNER_CHARACTERS, BAR_CHARACTERS, STRIP_CHARACTERS, Piece, pieces
from kiosk.screen.transitions import COUNTDOWN_S, COUNTDOWN_STOP_S
from kiosk.screen.views import Answer, Language, View
from kiosk.verdicts.verdict import Level
from kiosk.wording.keypad import keypad_view
from kiosk.wording.opened import opened_view
from kiosk.wording.packs import packs_view
from kiosk.wording.packs_view import NO_PACKS
from kiosk.wording.practice import LESSONS, lesson_view
from kiosk.wording.reporting import Reported, ReportStage, may_report, report_view
from kiosk.wording.result import result_view
from kiosk.wording.result_view import CardKind, FactView
from kiosk.wording.waiting import button_turn, mark_turn, recall_turn, suspension_turn
from kiosk.words import Words
from tests.screen.scene import AT, LABELS, MARKET, STATUS

EMERGENCY = {
    Language.VIETNAMESE: "Có cháy ở nhà B. Mời bà con rời chợ ngay theo cổng A và cổng C, không quay lại lấy hàng,"
    " không dùng thang máy; nghe theo nhân viên mặc áo vàng ở các lối ra.",
    Language.ENGLISH: "Fire in hall B. Please leave the market now by gates A and C, do not go back for goods, do not"
    " use the lifts; follow the staff in yellow at the exits.",
}
NOTICE = {
    Language.VIETNAMESE: "Chợ nghỉ bán từ 29 Tết đến hết mùng 3; cổng C đóng sớm từ 16 giờ các ngày 27 và 28."
    " Xe tải vào chợ theo cổng A; bãi gửi xe máy chuyển sang phía bờ sông.",
    Language.ENGLISH: "The market is closed for Tết from the 29th to the 3rd; gate C closes at 16:00 on the 27th and"
    " 28th. Lorries come in by gate A; motorbikes are parked by the river.",
}


def story(
    check: Checker, name: str, language: Language, *, is_demo: bool = False, is_asking: bool = False
) -> Callable[[Models], None]:
    """Return how to show the label of a story, as it is asked for or as it is judged."""
    return judged(check, labelled(name), language, is_demo=is_demo, is_asking=is_asking)


def labelled(name: str) -> Payload:
    """Return what the label of a story contains."""
    row = LABELS[name]
    return Payload(row["payload"].encode(), row["symbology"])


def judged(
    check: Checker, payload: Payload, language: Language, *, is_demo: bool = False, is_asking: bool = False
) -> Callable[[Models], None]:
    """Return how to show what `check` says of a label, as it is asked for or as it is judged."""
    inspection = check.inspect(payload)
    view = result_view(inspection, Words(language.value), check.now, check.place_name, is_asking=is_asking)
    countdown_s = COUNTDOWN_STOP_S if inspection.verdict.level is Level.STOP and not is_asking else COUNTDOWN_S

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.packs.show(NO_PACKS)
        models.result.show(view)
        models.report.show(ReportOffer(is_offered=may_report(inspection)))
        models.countdown.show(CountdownView.of(18, countdown_s))
        models.screen.show(ScreenView(View.ASKING if is_asking else View.RESULT, language, is_demo))

    return show


def opened(check: Checker, name: str, language: Language, answer: Answer) -> Callable[[Models], None]:
    """Return how to show one answer of a story's label in full."""
    inspection = check.inspect(labelled(name))
    words, kind = Words(language.value), CardKind(answer.value)
    view = opened_view(inspection, words, check.now, check.place_name, kind)

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.result.show(result_view(inspection, words, check.now, check.place_name))
        models.countdown.show(CountdownView.of(34, 40))
        models.answer.show(view)
        models.screen.show(ScreenView(View.ANSWER, language, answer=answer))

    return show


def reporting(
    check: Checker, name: str, language: Language, stage: ReportStage, *, is_demo: bool = False
) -> Callable[[Models], None]:
    """Return how to show the report about a story's label, as far as it has come."""
    inspection = check.inspect(labelled(name))
    reported = Reported("", stage, "BL-2611-7KQ4M3XT" if stage is ReportStage.KEPT else "")
    view = report_view(inspection, Words(language.value), check.now, reported)

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.report.show(ReportOffer(is_offered=True, view=view))
        models.countdown.show(CountdownView.of(34, 45))
        models.screen.show(ScreenView(View.REPORT, language, is_demo))

    return show


def practised(language: Language, lesson: int, *, is_demo: bool = False) -> Callable[[Models], None]:
    """Return how to show a lesson."""
    view = lesson_view(Words(language.value), lesson, [LABELS[name]["payload"] for name, _, _ in LESSONS])

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.practice.show(view)
        models.countdown.show(CountdownView.of(34, 45))
        models.screen.show(ScreenView(View.PRACTICE, language, is_demo))

    return show


def where(language: Language, *, is_demo: bool = False) -> Callable[[Models], None]:
    """Return how to show where codes stand."""

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.countdown.show(CountdownView.of(34, 40))
        models.screen.show(ScreenView(View.WHERE, language, is_demo))

    return show


def waiting(
    language: Language,
    *,
    is_demo: bool = False,
    guided: Guided = NO_GUIDANCE,
    trouble: str = "",
    is_live: bool = True,
    is_gun: bool = False,
) -> Callable[[Models], None]:
    """Return how to show the waiting screen."""

    def show(models: Models) -> None:
        number = {"": "", "admission": "NET-21"}.get(trouble, "JRN-01")
        network = NetworkView.OFFLINE if trouble else NetworkView.ONLINE
        models.board.show(BoardView())
        models.status.show(StatusView(MARKET, "Cổng A", "09:00", network, trouble, number))
        models.guidance.show(GuidanceView.of(guided, is_gun=is_gun))
        models.live.show(Picture(_pixels(), 1, 0) if is_live else None)
        models.screen.show(ScreenView(View.WAITING, language, is_demo))

    return show


def alarmed(show: Callable[[Models], None], language: Language) -> Callable[[Models], None]:
    """Return how to show the same while an emergency is told, of as many characters as one piece may have."""
    text = EMERGENCY[language]

    def with_emergency(models: Models) -> None:
        show(models)
        is_calm = models.screen.property("view") in (View.WAITING.value, View.TROUBLE.value)
        characters = BANNER_CHARACTERS if is_calm else BAR_CHARACTERS
        models.board.show(BoardView(emergency=Piece(text=pieces(text, characters)[0], place="1 / 2")))

    return with_emergency


def noticed(language: Language) -> Callable[[Models], None]:
    """Return how to show the waiting screen with a notice, of as many characters as one piece may have."""
    show = waiting(language)

    def with_notice(models: Models) -> None:
        show(models)
        title = Words(language.value)("screen.notice")
        models.board.show(BoardView(told=Piece(title, pieces(NOTICE[language], STRIP_CHARACTERS)[0], "1 / 3")))

    return with_notice


RECALLED = Recalled(
    Recall(
        id="R1",
        reason="",
        authority="Sở Nông nghiệp và Môi trường Hà Nội",
        authority_en="Hanoi Department of Agriculture and Environment",
        document="",
        effective_at=AT - timedelta(hours=19),
        scope="Lô G1120, làm từ 18 đến 20/11/2026",
        scope_en="Lot G1120, made from 18 to 20/11/2026",
    ),
    (Product("09521234540007", "Giò lụa, 500 g", "E1", "", name_en="Pork roll, 500 g"),),
    (),
    AT - timedelta(hours=2),
)

SUSPENDED = Suspended(
    Violation(
        id="V1",
        establishment_id="E2",
        summary="Chế biến trong khu không đủ điều kiện vệ sinh; đình chỉ 3 tháng",
        summary_en="Processing in rooms below hygiene requirements; suspended for 3 months",
        authority="Sở Nông nghiệp và Môi trường Hà Nội",
        authority_en="Hanoi Department of Agriculture and Environment",
        document="",
        published_on=AT.date() - timedelta(days=5),
        in_force_until=AT.date() + timedelta(days=86),
        suspends_groups=("fish",),
    ),
    Establishment("E2", "Công ty mẫu B", "", name_en="Sample Company B"),
    AT - timedelta(hours=2),
)


def idle(language: Language, sign: str) -> Callable[[Models], None]:
    """Return how to show the waiting screen with a recall, a suspension, the mark to look for, or the button."""
    words, show = Words(language.value), waiting(language)
    turns = {
        "recall": recall_turn(RECALLED, words),
        "suspension": suspension_turn(SUSPENDED, words),
        "mark": mark_turn("trace.example", words),
        "button": button_turn(words),
    }
    turn = turns[sign]

    def with_turn(models: Models) -> None:
        show(models)
        models.board.show(BoardView(told=Piece(turn.title, pieces(turn.text, STRIP_CHARACTERS)[0], "2 / 3", sign)))

    return with_turn


def blind(language: Language, *, is_demo: bool = False) -> Callable[[Models], None]:
    """Return how to show that the camera is lost."""

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.trouble.show(TroubleView(number="CAM-02", since="09:04"))
        models.screen.show(ScreenView(View.TROUBLE, language, is_demo))

    return show


AT_MIDDLE = Framed(left=0.42, top=0.37, right=0.54, bottom=0.58)
LOW = Framed(left=0.45, top=0.6, right=0.57, bottom=0.82)
GUIDED = {
    Hint.CLOSER: Guided(hint=Hint.CLOSER, frames=(AT_MIDDLE,), module_px=2.0),
    Hint.FARTHER: Guided(hint=Hint.FARTHER, frames=(Framed(left=0.3, top=0.04, right=0.7, bottom=0.76),)),
    Hint.HOLD_STILL: Guided(hint=Hint.HOLD_STILL, frames=(LOW,), module_px=4.0),
    Hint.TOO_DARK: Guided(hint=Hint.TOO_DARK, frames=(AT_MIDDLE,)),
    Hint.GLARE: Guided(hint=Hint.GLARE, frames=(AT_MIDDLE,), module_px=4.0),
    Hint.FLATTEN: Guided(hint=Hint.FLATTEN, frames=(LOW,), module_px=4.0),
    Hint.TWO_CODES: Guided(
        hint=Hint.TWO_CODES, frames=(AT_MIDDLE, Framed(left=0.58, top=0.4, right=0.68, bottom=0.58))
    ),
}
"""What the camera says for each hint. A label that fills the picture leaves no room for an arrow."""
FACTS = (("screen.pairing.machine", "Raspberry Pi 5 Model B Rev 1.0"), ("screen.pairing.serial", "10000000a1b2c3d4"),
         ("screen.pairing.release", "1.0.0"), ("screen.pairing.centre", "https://trace.example"))  # fmt: skip


def standing(view: View, language: Language, *, is_demo: bool = False) -> Callable[[Models], None]:
    """Return how to show what stands instead of waiting."""
    words = Words(language.value)
    value = StandingView(
        opens=words("screen.closed.opens_on", time="03:00", weekday=words("weekday.3"), day="25/11/2026"),
        letters="KHTM–RVWX",
        left=words("screen.pairing.left", minutes=9, seconds=20),
        fingerprint=("3F9A  C214  77BE  05D8", "E16B  9A40  2CF7  D853"),
        facts=tuple(FactView(words(key), text) for key, text in FACTS),
    )

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.standing.show(value)
        models.screen.show(ScreenView(view, language, is_demo, is_asleep=view is View.CLOSED))

    return show


TYPED = {
    "keypad": TypedNumber(),
    "keypad-whole": TypedNumber(text="9521234543213"),
    "keypad-doubtful": TypedNumber(text="9521234543214"),
    "keypad-plu": TypedNumber(text="4065"),
    "keypad-place": TypedNumber(TypedKind.PLACE, "P0041"),
    "keypad-place-wrong": TypedNumber(TypedKind.PLACE, "P004179"),
}
ANNOUNCED = tuple(
    AnnouncedLot(
        stall=f"Quầy A{number:02d} · Nguyễn Thị Hồng Ngọc",
        plu="4065",
        gtin="09521234543213",
        lot=f"L26112{number}",
        product="Ớt chuông xanh Đà Lạt, loại một",
        product_en="Green bell pepper from Đà Lạt, class one",
        producer="HTX Dịch vụ nông nghiệp tổng hợp Văn Đức",
        announced_at=AT,
        arrived_at=AT - timedelta(hours=number) if number % 2 else None,
    )
    for number in range(1, 8)
)


def typing(
    name: str, language: Language, *, is_choosing: bool = False, is_demo: bool = False
) -> Callable[[Models], None]:
    """Return how to show the keypad with what was typed, or the lots that it leads to."""
    value = keypad_view(TYPED[name], ANNOUNCED, Words(language.value), is_choosing=is_choosing)

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.countdown.show(CountdownView.of(38, 45))
        models.keypad.show(value)
        models.screen.show(ScreenView(View.KEYPAD, language, is_demo))

    return show


def packs(check: Checker, this: str, former: str, language: Language, view: View) -> Callable[[Models], None]:
    """Return how to show two packs side by side, or the result of the second one with the way there."""
    mine, other = (check.inspect(labelled(name)) for name in (this, former))
    value = packs_view(mine, other, Words(language.value), check.now)
    show_result = story(check, this, language)

    def show(models: Models) -> None:
        show_result(models)
        models.packs.show(value)
        models.countdown.show(CountdownView.of(34, 40))
        models.screen.show(ScreenView(view, language))

    return show


def _pixels() -> bytes:
    """Return a preview picture: grey from left to right."""
    row = b"".join(bytes((40 + x // 8,) * 3 + (255,)) for x in range(WIDTH))
    return row * HEIGHT


def told() -> Iterator[str]:
    """Give every name and sentence that scenes tell besides the sample's records."""
    yield from (MARKET, STATUS.position, *EMERGENCY.values(), *NOTICE.values(), *(text for _, text in FACTS))
    for lot in ANNOUNCED:
        yield from (lot.stall, lot.product, lot.product_en, lot.producer)
    yield from (
        RECALLED.recall.authority,
        RECALLED.recall.authority_en,
        RECALLED.recall.scope,
        RECALLED.recall.scope_en,
    )
    violation, place = SUSPENDED.violation, SUSPENDED.establishment
    yield from (violation.authority, violation.authority_en, violation.summary, violation.summary_en)
    yield from (place.name, place.name_en)
    yield from (name for product in RECALLED.products for name in (product.name, product.name_en))
