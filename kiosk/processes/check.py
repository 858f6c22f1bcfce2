"""`kiosk check`: the verdict on what a code contains, without a camera or a screen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import assert_never

from pydantic import BaseModel, ConfigDict

from kiosk.codes.code import (
    CityCode,
    Code,
    ElementString,
    ForeignLink,
    Identity,
    Link,
    NoProduceCode,
    OtherScheme,
    PriceLookUp,
    Refused,
    ShopNumber,
    TradeItemNumber,
)
from kiosk.codes.escape import escaped
from kiosk.codes.payload import Payload
from kiosk.errors import ListError
from kiosk.inspection import Inspection, Records, inspect
from kiosk.journal.event import family_of
from kiosk.moment import Moment
from kiosk.processes.demo import SAMPLE_MARKET, SAMPLE_MARKET_ID
from kiosk.records.finding import NOTHING_FOUND, Finding, Source
from kiosk.trust.lists import Lists, TrustList
from kiosk.trust.read import lists_from_json, trust_list_from_json
from kiosk.verdicts.gather import Place
from kiosk.wording.result import result_view
from kiosk.wording.result_view import ResultView
from kiosk.words import Words

MAX_LINE_BYTES = 1_000_000
ECHOED_CHARACTERS = 2000


class CheckedVerdict(BaseModel):
    """Level, headline and reasons."""

    model_config = ConfigDict(frozen=True)

    level: str
    headline: str
    reasons: tuple[str, ...]


class CheckedAnswer(BaseModel):
    """The state of one of the three answers."""

    model_config = ConfigDict(frozen=True)

    state: str


class Checked(BaseModel):
    """One result of `kiosk check --json`; field names are those of the interface.

    `payload` is escaped where it was refused. `fault` says what is wrong with a line of input
    that is neither a JSON string nor an object with a payload. `shown` is all that the screen
    would show, by language.
    """

    model_config = ConfigDict(frozen=True)

    payload: str
    family: str
    refused: str | None
    code: dict[str, str]
    seal: str
    verdict: CheckedVerdict
    origin: CheckedAnswer
    certification: CheckedAnswer
    authenticity: CheckedAnswer
    source: str
    as_of: datetime | None
    shown: dict[str, ResultView]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to check. `fault`: the line of input was wrong, and `payload` is empty."""

    payload: Payload
    echo: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks payloads with what is known at one moment."""

    records: Records
    lists: Lists
    place: Place
    place_name: str
    now: Moment

    def inspect(self, payload: Payload) -> Inspection:
        """Return all that is known about `payload`. Never raises for anything that a stranger can print."""
        return inspect(payload, self.records, self.lists, self.place, self.now)

    def view(self, inspection: Inspection, words: Words) -> ResultView:
        """Return what the screen would show of `inspection` in the language of `words`."""
        return result_view(inspection, words, self.now, self.place_name)


class NoRecords:
    """Knows nothing: --offline on a machine that has no data of its own."""

    def find(self, identity: Identity) -> Finding:  # noqa: ARG002 - it knows nothing of anything
        """Return that nothing was found, and nobody asked."""
        return NOTHING_FOUND


@contextmanager
def sample_checker(folder: Path, at: datetime, *, is_offline: bool) -> Iterator[Checker]:
    """Give a checker with the sample registry of `folder` at `at`. Raises ListError."""
    lists = sample_lists(folder)
    now = Moment(at, is_trusted=True, floor=at)
    place = Place(SAMPLE_MARKET_ID)
    if is_offline:
        confirmed = replace(lists, confirmed_at=lists.trust.issued)
        yield Checker(NoRecords(), confirmed, place, SAMPLE_MARKET, now)
        return
    from kiosk.central.lookups.records import CentralRecords, sample_database

    engine = sample_database(folder)
    try:
        with engine.connect() as connection:
            records = CentralRecords(connection, lambda: at, SAMPLE_MARKET_ID)
            yield Checker(records, replace(lists, confirmed_at=at), place, SAMPLE_MARKET, now)
    finally:
        engine.dispose()


def sample_lists(folder: Path) -> Lists:
    """Return the sample's trust list and label schemes; nobody has confirmed them. Raises ListError."""
    return lists_of(folder / "lists.json")


def lists_of(path: Path) -> Lists:
    """Return the lists in the file at `path`; nobody has confirmed them. Raises ListError."""
    return lists_from_json(_text_of(path), str(path))


def with_trust(lists: Lists, path: Path) -> Lists:
    """Return `lists` with the trust list in the file at `path`, confirmed when it was issued. Raises ListError."""
    trust = trust_list_of(path)
    return replace(lists, trust=trust, confirmed_at=trust.issued)


def trust_list_of(path: Path) -> TrustList:
    """Return the trust list in the file at `path`. Raises ListError."""
    return trust_list_from_json(_text_of(path), str(path))


def read_line(line: bytes) -> Asked:
    """Return what a line of standard input asks: a JSON string, or {"payload", "symbology"}."""
    if len(line) > MAX_LINE_BYTES:
        return _not_asked(line, f"the line is longer than {MAX_LINE_BYTES} bytes")
    if not line.strip():
        return _not_asked(b"", "the line is empty")
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return _not_asked(line, "the line is no JSON")
    match value:
        case str():
            return Asked(Payload(_bytes_of(value)))
        case {"payload": str() as text, "symbology": (str() | None) as symbology, **rest} if not rest:
            return Asked(Payload(_bytes_of(text), symbology))
        case {"payload": str() as text, **rest} if not rest:
            return Asked(Payload(_bytes_of(text)))
        case _:
            return _not_asked(line, 'the line is neither a JSON string nor {"payload": …, "symbology": …}')


def _not_asked(line: bytes, fault: str) -> Asked:
    return Asked(Payload(b""), escaped(line.rstrip(b"\r\n"))[:ECHOED_CHARACTERS], fault)


def as_checked(asked: Asked, checker: Checker, languages: Sequence[Words]) -> Checked:
    """Return the result of `asked` as it is printed with --json."""
    inspection = checker.inspect(asked.payload)
    code, verdict, finding = inspection.code, inspection.verdict, inspection.finding
    refused = code.refusal if isinstance(code, Refused | NoProduceCode) else None
    return Checked(
        payload=asked.echo if asked.fault else echo_of(asked.payload, code),
        family=family_of(code),
        refused=refused,
        code=elements_of(code),
        seal=inspection.seal.state,
        verdict=CheckedVerdict(level=verdict.level, headline=verdict.headline, reasons=verdict.reasons),
        origin=CheckedAnswer(state=verdict.origin),
        certification=CheckedAnswer(state=verdict.certification),
        authenticity=CheckedAnswer(state=verdict.authenticity),
        source=finding.source,
        as_of=None if finding.source is Source.NONE else finding.as_of,
        shown={words.language: checker.view(inspection, words) for words in languages},
        fault=asked.fault,
    )


def echo_of(payload: Payload, code: Code) -> str:
    """Return the payload as text; escaped where the code was refused."""
    if isinstance(code, Refused | NoProduceCode):
        return escaped(payload.content)
    return payload.content.decode("utf-8", "backslashreplace")


def elements_of(code: Code) -> dict[str, str]:
    """Return what the code says, by AI; by the name of its family where that has no AIs."""
    match code:
        case Link() | ForeignLink() | ElementString():
            return dict(code.elements)
        case TradeItemNumber():
            return {"01": code.gtin}
        case ShopNumber():
            return {"shop_number": code.digits}
        case CityCode():
            return {"city_code": code.text}
        case PriceLookUp():
            return {"plu": code.digits}
        case OtherScheme():
            return {"scheme": code.scheme}
        case Refused() | NoProduceCode():
            return {}
        case _:
            assert_never(code)


def _bytes_of(text: str) -> bytes:
    """Return the bytes of a JSON string; half of a surrogate pair is no text, and is refused as such later."""
    return text.encode("utf-8", "surrogatepass")


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "it is no UTF-8 text"
        raise ListError(
            "LIST-02",
            f"the list {str(path)!r} cannot be read: {reason}.",
            "Name a trust list in JSON; docs/specs/seal.md describes it.",
        ) from fault
