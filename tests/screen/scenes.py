"""Every scene that is walked, and which of them have a committed picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.messages.local import Guided, Hint
from kiosk.processes.check import Checker
from kiosk.screen.app import Models
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Answer, Language, View
from kiosk.wording.practice import LESSONS
from kiosk.wording.reporting import ReportStage
from tests.screen.scene import LABELS, LARGE, TALL, WIDE, Scene, Size
from tests.screen.showing import (
    GUIDED,
    TYPED,
    alarmed,
    blind,
    idle,
    noticed,
    opened,
    packs,
    practised,
    reporting,
    standing,
    story,
    typing,
    waiting,
    where,
)
from tests.screen.unusual import UNUSUAL, unusual

COMPARED = (
    "genuine", "lot_label", "forged", "copied", "recalled", "expired", "not_certified", "unknown", "product_only",
    "look_alike", "not_produce", "other_scheme", "recall_possible", "genuine_place",
)  # fmt: skip
"""Stories that stand among the scenes; the others are laid out alike, and every one is tested for fitting."""
SAMPLE: dict[tuple[Size, Language], frozenset[str]] = {
    (WIDE, Language.VIETNAMESE): frozenset(
        {"genuine", "copied", "not_certified", "product_only", "look_alike", "not_produce", "other_scheme", "recalled"}
        | {"genuine_place", "cannot_confirm", "stale", "offline-recalled", "asking", "genuine-demo", "genuine-second"}
        | {"waiting", "waiting-demo", "waiting-starting", "waiting-trouble", "waiting-notice", "waiting-emergency"}
        | {"guidance", "guidance-farther", "guidance-two_codes", "camera-lost", "genuine-emergency", "where"}
        | {"opened-origin", "opened-certification", "opened-authenticity", "packs-genuine", "packs-forged"}
        | {"report-choosing", "report-kept", "practice-copied", "starting", "closed", "maintenance", "pairing"}
        | {"keypad", "keypad-doubtful", "keypad-place", "keypad-lots", "keypad-emergency"}
    ),
    (WIDE, Language.ENGLISH): frozenset({"genuine", "contradicts", "waiting-recall", "camera-lost", "keypad-plu"}),
    (TALL, Language.VIETNAMESE): frozenset(
        {"genuine", "copied", "not_produce", "asking", "waiting", "waiting-mark", "guidance", "opened-origin"}
        | {"packs-genuine", "keypad-place", "keypad-lots", "report-choosing", "practice-copied", "pairing"}
    ),
    (TALL, Language.ENGLISH): frozenset({"recalled", "waiting-emergency"}),
    (LARGE, Language.VIETNAMESE): frozenset({"genuine", "waiting", "keypad-whole"}),
}
"""Scenes whose pictures are committed, by size and language: each view and each part of it. All are walked."""
STANDING = (View.STARTING, View.CLOSED, View.MAINTENANCE, View.PAIRING)


def scenes(check: Checker) -> Iterator[Scene]:
    """Give every scene that is compared."""
    for language in Language:
        for name in COMPARED:
            yield Scene(name, language, story(check, name, language))
        for name in UNUSUAL:
            yield Scene(name, language, unusual(check, name, language))
        yield Scene("asking", language, story(check, "genuine", language, is_asking=True))
        yield Scene("genuine-demo", language, story(check, "genuine", language, is_demo=True))
        yield Scene("waiting", language, waiting(language))
        yield Scene("waiting-starting", language, waiting(language, is_live=False))
        yield Scene("waiting-demo", language, waiting(language, is_demo=True))
        for hint, guided in GUIDED.items():
            name = "guidance" if hint is Hint.CLOSER else f"guidance-{hint}"
            yield Scene(name, language, waiting(language, guided=guided))
        yield Scene("waiting-read", language, waiting(language, guided=Guided(hint=Hint.NONE, has_counted=True)))
        yield Scene("waiting-gun", language, waiting(language, is_live=False, is_gun=True))
        yield Scene("waiting-trouble", language, waiting(language, trouble="journal"))
        yield Scene("camera-lost", language, blind(language))
        yield Scene("waiting-notice", language, noticed(language))
        for sign in ("recall", "suspension", "mark", "button"):
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
    return scene.name in SAMPLE.get((size, scene.language), frozenset())


def stories(check: Checker, size: Size, language: Language) -> Iterator[Scene]:
    """Give every story that is not compared, and all of them in the demonstration's smaller room."""
    for name in LABELS:
        if name not in COMPARED:
            yield Scene(name, language, story(check, name, language))
        if size in (WIDE, TALL):
            yield Scene(f"{name}-demo", language, story(check, name, language, is_demo=True))


def eased(scene: Scene, ease: Ease) -> Scene:
    """Return the same scene as somebody chose it."""

    def show(models: Models) -> None:
        scene.show(models)
        models.screen.show(replace(models.screen._value, ease=ease))

    name = "-".join([scene.name, *(["large"] if ease.is_large else []), *(["low"] if ease.is_low else [])])
    return Scene(name, scene.language, show)


def framed(scene: Scene) -> Scene:
    """Return the same scene in the ribbon of a demonstration."""

    def show(models: Models) -> None:
        scene.show(models)
        models.screen.show(replace(models.screen._value, is_demo=True))

    return Scene(f"{scene.name}-framed", scene.language, show)
