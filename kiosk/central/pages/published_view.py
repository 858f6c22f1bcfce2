"""Recalls and violations in words: what the pages /recalls and /violations show, in one language. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.central.pages.published import Named, Part, PublishedRecall, PublishedViolation
from kiosk.moment import HANOI
from kiosk.wording.result_view import FactView, Mark
from kiosk.words import Words


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One published recall or violation. `anchor` is its id, to be linked to."""

    anchor: str
    heading: str
    goods: str
    badge: str
    badge_mark: Mark
    facts: tuple[FactView, ...]
    reply: str
    stated_by: str


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a list. `next` is the id behind which it goes on, "" at the end."""

    title: str
    notices: tuple[NoticeView, ...]
    part: Part
    next: str


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A page of what was published. `address` is its own path; `is_whole` is false on a following page."""

    title: str
    text: str
    address: str
    parts: tuple[PartView, ...]
    is_whole: bool


def recall_notice(recall: PublishedRecall, part: Part, words: Words) -> NoticeView:
    """Return a recall in words."""
    say = _Saying(words)
    treatment = words(f"published.treatment.{recall.treatment}") if recall.treatment else ""
    pairs = (
        ("published.establishment", say.names(recall.establishments or recall.makers)),
        ("published.scope", say.name(recall.scope, recall.scope_en)),
        (
            "published.lot" if len(recall.lots) == 1 else "published.lots",
            "" if recall.scope else ", ".join(recall.lots),
        ),
        ("published.made", "" if recall.scope else say.period(recall.made_from, recall.made_to)),
        ("published.document", recall.document),
        ("published.basis", say.name(recall.legal_basis, recall.legal_basis_en)),
        ("published.effective", say.when(recall.effective_at)),
        ("published.ended_at", say.when(recall.ends_at) if recall.ends_at else ""),
        ("published.ended_reason", say.name(recall.ended_reason, recall.ended_reason_en)),
        ("published.treatment", treatment),
        ("published.return_to", say.name(recall.return_to, recall.return_to_en) if part is Part.IN_FORCE else ""),
    )
    is_ended = part is Part.ENDED
    return NoticeView(
        anchor=recall.id,
        heading=say.name(recall.reason, recall.reason_en),
        goods=say.names(recall.products),
        badge=words("published.ended_badge" if is_ended else f"published.kind.{recall.kind}"),
        badge_mark=Mark.UNKNOWN if is_ended else Mark.STOP,
        facts=say.facts(pairs),
        reply=say.name(recall.reply, recall.reply_en),
        stated_by=words("stated.by", who=say.name(recall.authority, recall.authority_en)),
    )


def violation_notice(violation: PublishedViolation, part: Part, words: Words) -> NoticeView:
    """Return a violation in words."""
    say = _Saying(words)
    until = violation.in_force_until
    pairs = (
        ("published.document", violation.document),
        ("published.basis", say.name(violation.legal_basis, violation.legal_basis_en)),
        ("published.published_on", say.day(violation.published_on)),
        ("published.until", say.day(until) if until else ""),
        ("published.ended_at", say.day(violation.ended_on) if violation.ended_on else ""),
        ("published.ended_reason", say.name(violation.ended_reason, violation.ended_reason_en)),
    )
    is_ended, is_suspension = part is Part.ENDED, bool(violation.suspends_groups)
    badge = "published.ended_badge" if is_ended else "published.suspended" if is_suspension else ""
    return NoticeView(
        anchor=violation.id,
        heading=say.name(violation.establishment.name, violation.establishment.name_en),
        goods=say.name(violation.summary, violation.summary_en),
        badge=words(badge) if badge else "",
        badge_mark=Mark.UNKNOWN if is_ended else Mark.STOP,
        facts=say.facts(pairs),
        reply=say.name(violation.reply, violation.reply_en),
        stated_by=words("stated.by", who=say.name(violation.authority, violation.authority_en)),
    )


@dataclass(frozen=True, slots=True)
class _Saying:
    """Names, days and instants as people here write them, in one language."""

    words: Words

    def name(self, vietnamese: str, english: str) -> str:
        return english if self.words.language == "en" and english else vietnamese

    def names(self, named: Iterable[Named]) -> str:
        return ", ".join(self.name(each.name, each.name_en) for each in named)

    def day(self, day: date) -> str:
        return f"{day:%d/%m/%Y}"

    def when(self, at: datetime) -> str:
        return f"{at.astimezone(HANOI):%d/%m/%Y, %H:%M}"

    def period(self, first: date | None, last: date | None) -> str:
        if first and last:
            return self.words("published.between", first=self.day(first), last=self.day(last))
        day = first or last
        return self.day(day) if day else ""

    def facts(self, pairs: Iterable[tuple[str, str]]) -> tuple[FactView, ...]:
        return tuple(FactView(self.words(key), value) for key, value in pairs if value)
