"""Lines of links, as `kiosk central seal lot` prints them → labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.central.seals.sheets.label import LabelText, label_text, sealed_elements
from kiosk.central.seals.sheets.limits import demand_count
from kiosk.central.seals.sheets.names import NamesOf
from kiosk.errors import KioskError
from kiosk.words import Words

MAX_LINE = 4096


class LabelLine(BaseModel):
    """One line of JSON. What it says besides is not used: the link says it."""

    model_config = ConfigDict(frozen=True)

    link: str
    product: str = ""
    producer: str = ""


def read_labels(lines: Iterable[str], names_of: NamesOf, words: Words, year: int) -> tuple[LabelText, ...]:
    """Return one label for each line: a JSON object with `link`, or the bare link. Empty lines are left out.

    `names_of` gives the names that a line does not. Raises KioskError with the line's number: SEAL-21
    for what is no sealed link, SEAL-22 for a name that is too long, SEAL-23 for no lines or too many.
    """
    labels: list[LabelText] = []
    for number, line in _filled(lines):
        demand_count(len(labels) + 1)
        try:
            said = _line(line)
            names = names_of(sealed_elements(said.link))
            name, producer = said.product or names.product, said.producer or names.producer
            labels.append(label_text(said.link, name, producer, words, year))
        except KioskError as fault:
            raise KioskError(fault.number, f"Line {number}: {fault.what}", fault.remedy) from fault
    demand_count(len(labels))
    return tuple(labels)


def _filled(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, line.strip()


def _line(line: str) -> LabelLine:
    if not line.startswith("{"):
        return LabelLine(link=line)
    try:
        if len(line) <= MAX_LINE:
            return LabelLine.model_validate_json(line)
        reason = f"longer than {MAX_LINE} characters"
    except ValidationError as fault:
        reason = fault.errors()[0]["msg"]
    raise KioskError(
        "SEAL-21",
        f"{line[:60]!r} is no line of links: {reason}.",
        "Give the lines that kiosk central seal lot --json has printed, unchanged.",
    )
