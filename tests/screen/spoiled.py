"""What a registry may hold at its worst: every name as long as it may be, things missing, far too many of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import TypeVar

from kiosk.codes.code import Identity
from kiosk.inspection import Records
from kiosk.processes.check import Checker
from kiosk.records.finding import Finding
from kiosk.records.registry import Certificate, Establishment, Lot, Movement, Product, Recall
from kiosk.screen.views import Answer, Language, View
from kiosk.wording.reporting import ReportStage
from tests.screen.scene import AT, Scene
from tests.screen.showing import opened, packs, reporting, story

LONGEST = 200
"""Characters of a name, as the registry takes them."""
NAMES = frozenset({"name", "name_en", "place", "place_en", "issuer", "issuer_en", "stated_by", "stated_by_en"}
                  | {"authority", "authority_en", "return_to", "return_to_en"})  # fmt: skip
Record = TypeVar("Record", Product, Establishment, Certificate, Movement, Recall)
Spoil = Callable[[Finding], Finding]
CERTIFICATES, MOVEMENTS = 40, 60


def long(text: str) -> str:
    """Return `text` again and again, as long as a name may be."""
    return f"{text} " * (LONGEST // (len(text) + 1)) + text[: LONGEST % (len(text) + 1)]


def unbroken(text: str) -> str:
    """Return a name of the same length without a place to break it."""
    return (text.replace(" ", "") * LONGEST)[:LONGEST]


def backwards(text: str) -> str:
    """Return `text` between signs that turn the direction of writing, and never turn it back."""
    return f"\u202e{text}\u2067 \u0627\u0644\u062e\u0636\u0627\u0631 \u200f{text[::-1]}"


def named(record: Record, name: Callable[[str], str]) -> Record:
    """Return `record` with every name of it as `name` makes it."""
    names = {field.name: getattr(record, field.name) for field in fields(record) if field.name in NAMES}
    return replace(record, **{key: name(text) for key, text in names.items() if text})  # type: ignore[arg-type]  # texts


def with_names(name: Callable[[str], str]) -> Spoil:
    """Return how to give every name of a finding another form."""

    def spoil(finding: Finding) -> Finding:
        return replace(
            finding,
            product=named(finding.product, name) if finding.product else None,
            establishment=named(finding.establishment, name) if finding.establishment else None,
            certificates=tuple(named(one, name) for one in finding.certificates),
            movements=tuple(named(one, name) for one in finding.movements),
            recalls=tuple(named(one, name) for one in finding.recalls),
        )

    return spoil


def in_full(finding: Finding) -> Finding:
    """Return `finding` with 40 certificates and 60 movements, all of them of its own goods."""
    certificates, movements = finding.certificates, finding.movements
    return replace(
        finding,
        certificates=tuple(
            replace(certificates[n % len(certificates)], id=f"C{n}", number=f"{1000 + n}/2026/SNN-ATTP")
            for n in range(CERTIFICATES)
        ),
        movements=tuple(
            replace(movements[n % len(movements)], event_id=f"M{n}", at=AT - timedelta(minutes=17 * (MOVEMENTS - n)))
            for n in range(MOVEMENTS)
        ),
    )


def in_pieces(finding: Finding) -> Finding:
    """Return `finding` with nothing but what a registry must have: no second language, no place, no date, no number."""
    establishment, lot, product = finding.establishment, finding.lot, finding.product
    return replace(
        finding,
        product=product and Product(product.gtin, product.name, product.group, product.establishment_id),
        establishment=establishment and Establishment(establishment.id, establishment.name, ""),
        lot=lot and Lot(lot.gtin, lot.lot, lot.registered_at),
        certificates=tuple(replace(one, issuer="", issuer_en="", last_day=None) for one in finding.certificates),
        movements=tuple(
            replace(one, place="", place_en="", stated_by="", stated_by_en="", market_id="")
            for one in finding.movements
        ),
        recalls=tuple(
            replace(
                one, authority="", authority_en="", document="", scope="", scope_en="", return_to="", return_to_en=""
            )
            for one in finding.recalls
        ),
        markets=(),
    )


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Records that know what `records` know, spoiled."""

    records: Records
    spoil: Spoil

    def find(self, identity: Identity) -> Finding:
        """Return the spoiled finding."""
        return self.spoil(self.records.find(identity))


SPOILS: dict[str, Spoil] = {
    "long": with_names(long),
    "unbroken": with_names(unbroken),
    "backwards": with_names(backwards),
    "pieces": in_pieces,
    "many": in_full,
}
TOLD = ("genuine", "lot_label", "recalled", "recall_possible", "copied", "expired", "not_certified", "product_only",
        "genuine_place", "reused")  # fmt: skip
"""Stories whose screens name what the registry holds."""


def spoiled_scenes(check: Checker, name: str, language: Language) -> Iterator[Scene]:
    """Give every view of a label with its records spoiled as SPOILS says under `name`."""
    spoilt = replace(check, records=Spoiled(check.records, SPOILS[name]))
    stories = ("genuine",) if name == "many" else TOLD
    for each in stories:
        yield Scene(f"{each}-{name}", language, story(spoilt, each, language))
    yield Scene(f"asking-{name}", language, story(spoilt, "genuine", language, is_asking=True))
    for answer in Answer:
        yield Scene(f"opened-{answer}-{name}", language, opened(spoilt, "genuine", language, answer))
    yield Scene(f"packs-{name}", language, packs(spoilt, "genuine", "recalled", language, View.PACKS))
    yield Scene(f"second-{name}", language, packs(spoilt, "genuine", "recalled", language, View.RESULT))
    yield Scene(f"report-{name}", language, reporting(spoilt, "copied", language, ReportStage.CHOOSING))
