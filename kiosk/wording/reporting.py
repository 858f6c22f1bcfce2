"""The words of a shopper's report: reasons to choose from, then thanks with a number. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from kiosk.inspection import Inspection
from kiosk.messages.reports import PAGE_PATH, ReportReason, page_of
from kiosk.moment import Moment
from kiosk.verdicts.gather import item_of
from kiosk.verdicts.verdict import Headline
from kiosk.wording.names import brief
from kiosk.wording.telling import Telling
from kiosk.words import Words

REASON_ICONS: Mapping[ReportReason, str] = {
    ReportReason.LABEL_TAMPERED: "label-torn",
    ReportReason.GOODS_DIFFER: "package-x",
    ReportReason.DATE_CHANGED: "calendar-x",
    ReportReason.SAME_CODE: "copy",
    ReportReason.SPOILED: "droplets",
    ReportReason.SHORT_WEIGHT: "scale",
    ReportReason.UNREADABLE: "circle-question-mark",
    ReportReason.NO_SCANNING: "store",
    ReportReason.OTHER: "ellipsis",
}
GOODS_ROOM = 56
"""Characters of what a report is about, above its reasons."""


class ReportStage(StrEnum):
    """How far a report has come on the screen."""

    CHOOSING = "choosing"
    KEPT = "kept"
    """It is kept on this unit, and goes when there is a network."""
    NOT_TAKEN = "not_taken"
    SHOWN_ONLY = "shown_only"
    """A demonstration sends nothing."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of the report about the check `check_id`; its number, "" where it has none."""

    check_id: str = ""
    stage: ReportStage = ReportStage.CHOOSING
    number: str = ""


NOT_REPORTED = Reported()


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason to choose: its value, its words, the name of its icon."""

    reason: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that a report shows. `goods` and `label` name what it is about, "" where that is not known.

    `url` is what a phone opens: the page of this number, or the form where nothing was taken; "" where there is none.
    """

    stage: ReportStage
    heading: str
    text: str
    goods: str = ""
    label: str = ""
    reasons: tuple[ReasonView, ...] = ()
    number: str = ""
    url: str = ""
    url_text: str = ""


NO_REPORT = ReportView(ReportStage.CHOOSING, "", "")


def may_report(inspection: Inspection) -> bool:
    """Return whether a label like this is reported: not one for practice, which is on no goods."""
    return inspection.verdict.headline is not Headline.PRACTICE


def report_view(inspection: Inspection, words: Words, now: Moment, reported: Reported) -> ReportView:
    """Return what is shown of the report about a label, as far as it has come."""
    host = inspection.our_host
    match reported.stage:
        case ReportStage.CHOOSING:
            return _choosing(inspection, words, now)
        case ReportStage.KEPT:
            url = f"https://{host}{page_of(reported.number)}" if host else ""
            texts = words("report.thanks"), words("report.thanks.text")
            return ReportView(reported.stage, *texts, number=reported.number, url=url, url_text=words("report.follow"))
        case ReportStage.SHOWN_ONLY:
            return ReportView(reported.stage, words("report.thanks"), words("report.shown_only"))
        case ReportStage.NOT_TAKEN:
            url = f"https://{host}{PAGE_PATH}?{_query(inspection)}" if host else ""
            texts = words("report.not_taken"), words("report.not_taken.text")
            return ReportView(reported.stage, *texts, url=url, url_text=words("report.by_phone"))


def _choosing(inspection: Inspection, words: Words, now: Moment) -> ReportView:
    telling = Telling(inspection, item_of(inspection.code, inspection.finding, now), words, now, place_name="")
    gtin, lot = inspection.identity.gtin, telling.item.lot
    number = words("report.about", number=gtin) if gtin else ""
    return ReportView(
        ReportStage.CHOOSING,
        words("report.title"),
        words("report.how"),
        goods=brief(telling.goods, GOODS_ROOM) or number,
        label=words("report.lot", lot=lot.lot) if lot else "",
        reasons=tuple(
            ReasonView(reason.value, words(f"report.reason.{reason}"), REASON_ICONS[reason]) for reason in ReportReason
        ),
    )


def _query(inspection: Inspection) -> str:
    """Return the query of the form that names the label: by numbers alone, of what a stranger printed no text."""
    identity = inspection.identity
    pairs = (("gtin", identity.gtin), ("gln", identity.gln), ("headline", inspection.verdict.headline.value))
    return urlencode({name: value for name, value in pairs if value})
