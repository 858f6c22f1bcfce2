"""Every screen that is compared with a committed picture: its name, and how to bring it up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from kiosk.codes.payload import Payload
from kiosk.codes.typed import TypedKind, TypedNumber
from kiosk.lookup.recalled import Recalled
from kiosk.messages.announcements import AnnouncedLot
from kiosk.messages.local import NO_GUIDANCE, Framed, Guided, Hint
from kiosk.preview import HEIGHT, WIDTH, Picture
from kiosk.processes.check import Checker, sample_checker
from kiosk.records.registry import Product, Recall
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
from kiosk.screen.views import Answer, Language, View
from kiosk.wording.keypad import keypad_view
from kiosk.wording.opened import opened_view
from kiosk.wording.packs import packs_view
from kiosk.wording.packs_view import NO_PACKS
from kiosk.wording.practice import LESSONS, lesson_view
from kiosk.wording.reporting import Reported, ReportStage, may_report, report_view
from kiosk.wording.result import result_view
from kiosk.wording.result_view import CardKind, FactView
from kiosk.wording.waiting import mark_turn, recall_turn
from kiosk.words import Words

ASSETS = Path(__file__).parents[2] / "assets"
REFERENCE = Path(__file__).parent / "reference"
AT = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
MARKET = "Chợ đầu mối Minh Khai"
STATUS = StatusView(MARKET, "Cổng A", "09:00", network=NetworkView.ONLINE)
LABELS = {row["story"]: row for row in json.loads((ASSETS / "sample/labels.json").read_text("utf-8"))}
COMPARED = (
    "genuine", "lot_label", "forged", "copied", "recalled", "expired", "not_certified", "unknown", "product_only",
    "look_alike", "not_produce", "other_scheme", "recall_possible", "genuine_place",
)  # fmt: skip
"""Stories whose screens are compared; the others are laid out alike, and every one is tested for fitting."""
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
Size = tuple[int, int]
WIDE, LARGE, TALL = (1280, 800), (1920, 1080), (800, 1280)
SIZES: tuple[Size, ...] = (WIDE, LARGE, TALL)
SAMPLE: dict[tuple[Size, Language], frozenset[str] | None] = {
    (WIDE, Language.VIETNAMESE): None,
    (WIDE, Language.ENGLISH): frozenset(
        {"genuine", "copied", "not_certified", "not_produce", "waiting", "camera-lost", "closed", "waiting-emergency"}
        | {"keypad-plu", "keypad-lots", "waiting-recall", "waiting-mark"}
    ),
    (TALL, Language.VIETNAMESE): frozenset(
        {"genuine", "genuine-demo", "asking", "forged", "copied", "not_certified", "product_only", "other_scheme"}
        | {"not_produce", "waiting", "waiting-notice", "camera-lost", "closed", "pairing", "guidance", "recalled"}
        | {"opened-origin", "opened-certification", "opened-authenticity", "report-choosing", "report-kept"}
        | {"keypad", "keypad-doubtful", "keypad-place", "keypad-lots", "waiting-recall", "waiting-mark"}
        | {"practice-copied", "where"}
        | {"packs-genuine", "packs-forged", "genuine-second"}
    ),
    (TALL, Language.ENGLISH): frozenset({"genuine", "recalled", "waiting-emergency", "keypad-place"}),
    (LARGE, Language.VIETNAMESE): frozenset({"genuine", "waiting", "recalled", "keypad-whole"}),
}
"""Scenes whose pictures are committed, by size and language; None: all. The others are painted by `make screens`."""
MOTE = 24
SHARE = 0.002


@dataclass(frozen=True, slots=True)
class Scene:
    """One screen in one language. `show` puts it onto the models."""

    name: str
    language: Language
    show: Callable[[Models], None]

    def file_name(self, size: Size) -> str:
        """Return the name of its picture in `size`."""
        return f"{self.name}-{size[0]}x{size[1]}-{self.language}.png"


@contextmanager
def checker(*, is_offline: bool = False) -> Iterator[Checker]:
    with sample_checker(ASSETS / "sample", AT, is_offline=is_offline) as found:
        yield found


def story(
    check: Checker, name: str, language: Language, *, is_demo: bool = False, is_asking: bool = False
) -> Callable[[Models], None]:
    """Return how to show the label of a story, as it is asked for or as it is judged."""
    row = LABELS[name]
    inspection = check.inspect(Payload(row["payload"].encode(), row["symbology"]))
    view = result_view(inspection, Words(language.value), check.now, check.place_name, is_asking=is_asking)

    def show(models: Models) -> None:
        models.board.show(BoardView())
        models.status.show(STATUS)
        models.packs.show(NO_PACKS)
        models.result.show(view)
        models.report.show(ReportOffer(is_offered=may_report(inspection)))
        models.countdown.show(CountdownView.of(18, view.countdown_s))
        models.screen.show(ScreenView(View.ASKING if is_asking else View.RESULT, language, is_demo))

    return show


def opened(check: Checker, name: str, language: Language, answer: Answer) -> Callable[[Models], None]:
    """Return how to show one answer of a story's label in full."""
    row = LABELS[name]
    inspection = check.inspect(Payload(row["payload"].encode(), row["symbology"]))
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
    row = LABELS[name]
    inspection = check.inspect(Payload(row["payload"].encode(), row["symbology"]))
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
) -> Callable[[Models], None]:
    """Return how to show the waiting screen."""

    def show(models: Models) -> None:
        number = {"": "", "admission": "NET-21"}.get(trouble, "JRN-01")
        network = NetworkView.OFFLINE if trouble else NetworkView.ONLINE
        models.board.show(BoardView())
        models.status.show(StatusView(MARKET, "Cổng A", "09:00", network, trouble, number))
        models.guidance.show(GuidanceView.of(guided))
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


def idle(language: Language, sign: str) -> Callable[[Models], None]:
    """Return how to show the waiting screen with a recall, or the mark to look for."""
    words, show = Words(language.value), waiting(language)
    turn = recall_turn(RECALLED, words) if sign == "recall" else mark_turn("trace.example", words)

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
    rows = (LABELS[this], LABELS[former])
    mine, other = (check.inspect(Payload(row["payload"].encode(), row["symbology"])) for row in rows)
    value = packs_view(mine, other, Words(language.value), check.now)
    show_result = story(check, this, language)

    def show(models: Models) -> None:
        show_result(models)
        models.packs.show(value)
        models.countdown.show(CountdownView.of(34, 40))
        models.screen.show(ScreenView(view, language))

    return show


STANDING = (View.STARTING, View.CLOSED, View.MAINTENANCE, View.PAIRING)


def scenes(check: Checker) -> Iterator[Scene]:
    """Give every scene that is compared."""
    for language in Language:
        for name in COMPARED:
            yield Scene(name, language, story(check, name, language))
        yield Scene("asking", language, story(check, "genuine", language, is_asking=True))
        yield Scene("genuine-demo", language, story(check, "genuine", language, is_demo=True))
        yield Scene("waiting", language, waiting(language))
        yield Scene("waiting-starting", language, waiting(language, is_live=False))
        yield Scene("waiting-demo", language, waiting(language, is_demo=True))
        for hint, guided in GUIDED.items():
            name = "guidance" if hint is Hint.CLOSER else f"guidance-{hint}"
            yield Scene(name, language, waiting(language, guided=guided))
        yield Scene("waiting-trouble", language, waiting(language, trouble="journal"))
        yield Scene("camera-lost", language, blind(language))
        yield Scene("waiting-notice", language, noticed(language))
        for sign in ("recall", "mark"):
            yield Scene(f"waiting-{sign}", language, idle(language, sign))
        yield Scene("waiting-emergency", language, alarmed(waiting(language), language))
        yield Scene("genuine-emergency", language, alarmed(story(check, "genuine", language), language))
        yield Scene("camera-lost-emergency", language, alarmed(blind(language), language))
        for answer in Answer:
            yield Scene(f"opened-{answer}", language, opened(check, "genuine", language, answer))
        for lesson, (name, _, _) in enumerate(LESSONS):
            yield Scene(f"practice-{name}", language, practised(language, lesson))
        yield Scene("practice-demo", language, practised(language, 1, is_demo=True))
        yield Scene("where", language, where(language))
        yield Scene("where-demo", language, where(language, is_demo=True))
        yield Scene("where-emergency", language, alarmed(where(language), language))
        for stage in (ReportStage.CHOOSING, ReportStage.KEPT, ReportStage.NOT_TAKEN):
            yield Scene(f"report-{stage}", language, reporting(check, "copied", language, stage))
        shown_only = reporting(check, "copied", language, ReportStage.SHOWN_ONLY, is_demo=True)
        yield Scene("report-demo", language, shown_only)
        yield Scene("opened-reused", language, opened(check, "reused", language, Answer.AUTHENTICITY))
        yield Scene("opened-not_certified", language, opened(check, "not_certified", language, Answer.CERTIFICATION))
        for view in STANDING:
            yield Scene(view.value, language, standing(view, language))
        for this, former in (("genuine", "not_certified"), ("forged", "genuine"), ("recalled", "product_only")):
            yield Scene(f"packs-{this}", language, packs(check, this, former, language, View.PACKS))
        yield Scene("genuine-second", language, packs(check, "genuine", "recalled", language, View.RESULT))
        for name in TYPED:
            yield Scene(name, language, typing(name, language))
        yield Scene("keypad-lots", language, typing("keypad-plu", language, is_choosing=True))
        yield Scene("keypad-place-demo", language, typing("keypad-place", language, is_demo=True))
        yield Scene("keypad-emergency", language, alarmed(typing("keypad-whole", language), language))
        yield Scene("waiting-not-admitted", language, waiting(language, trouble="admission"))


def is_sample(scene: Scene, size: Size) -> bool:
    """Whether the picture of `scene` in `size` is committed."""
    names = SAMPLE.get((size, scene.language), frozenset())
    return names is None or scene.name in names


def _pixels() -> bytes:
    """Return a preview picture: grey from left to right."""
    row = b"".join(bytes((40 + x // 8,) * 3 + (255,)) for x in range(WIDTH))
    return row * HEIGHT


def difference(one: QImage, other: QImage) -> float:
    """Return the share of bytes that differ by more than MOTE; 1 for pictures of different size."""
    if one.size() != other.size():
        return 1.0
    left, right = (np.frombuffer(image.constBits(), np.uint8).astype(np.int16) for image in (one, other))
    return float(np.mean(np.abs(left - right) > MOTE))


def with_palette(image: QImage) -> QImage:
    """Return `image` in its 256 most frequent colours: a third of the bytes, and no difference that is counted."""
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-counts, kind="stable")[:256]]
    nearest = np.abs(_channels(colours)[:, None] - _channels(kept)[None]).sum(axis=2).argmin(axis=1)
    indices = np.ascontiguousarray(nearest[places].reshape(pixels.shape).astype(np.uint8))
    small = QImage(indices.tobytes(), image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8)
    small.setColorTable([int(colour) | 0xFF000000 for colour in kept])
    return small.copy()


def _channels(
    colours: np.ndarray[tuple[int, ...], np.dtype[np.uint32]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)
