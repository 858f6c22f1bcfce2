"""`python -m tests.conformance.make`: write docs/vectors/ from the tables beside this file.

It assembles and seals. What each vector must give stands in the tables, by hand.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from kiosk.codes.schemes import Scheme
from kiosk.records.finding import Finding
from kiosk.trust.lists import Key
from tests.conformance import table_codes, table_links, table_seals, table_verdicts, world
from tests.conformance.row import Row, pairs

FOLDER = Path(__file__).parents[2] / "docs" / "vectors"
ABOUT = {
    "codes": (table_codes.ROWS, "payload to family, refusal and code"),
    "links": (table_links.ROWS, "the canonical form of a link, sealed and unsealed, and the hosts that imitate ours"),
    "seals": (table_seals.ROWS, "the bytes of a seal, keys, scope and the signer's dates"),
    "verdicts": (table_verdicts.ROWS, "code, seal, record, history and time to headline, level and three answers"),
}
_FINDING = TypeAdapter(Finding)
_SCHEME = TypeAdapter(Scheme)


def documents() -> dict[str, str]:
    """Return the text of every file, by its name."""
    made = {f"{name}.json": _text({"about": about, "vectors": list(map(_vector, rows))})
            for name, (rows, about) in ABOUT.items()}  # fmt: skip
    return made | {"lists.json": _text(_lists()), "given.json": _text(_given())}


def _vector(row: Row) -> dict[str, object]:
    level, headline, origin, certification, authenticity = row.says.split()
    content = row.printed()
    try:
        payload = {"payload": content.decode("utf-8")}
    except UnicodeDecodeError:
        payload = {"payload_hex": content.hex()}
    return {
        "name": row.name,
        "why": row.why,
        **payload,
        "symbology": row.symbology,
        "given": {"clock": row.clock, "unit": row.unit, "lists_confirmed": row.confirmed, "finding": row.finding},
        "expect": {
            "family": row.family,
            "refused": row.refused,
            "code": pairs(row.code),
            "seal": row.seal,
            "level": level,
            "headline": headline,
            "origin": origin,
            "certification": certification,
            "authenticity": authenticity,
        },
    }


def _lists() -> dict[str, object]:
    trust = world.TRUST
    return {
        "trust": {
            "version": trust.version,
            "issued": _time(trust.issued),
            "hosts": list(trust.hosts),
            "keys": list(map(_key, trust.keys)),
        },
        "schemes": [_SCHEME.dump_python(scheme, mode="json") for scheme in world.SCHEMES],
    }


def _key(key: Key) -> dict[str, object]:
    return {
        "kid": key.kid,
        "alg": "Ed25519",
        "public": b64encode(key.public).decode(),
        "issuer": key.issuer,
        "gln": key.gln,
        "gtins": sorted(key.gtins),
        "gtin_prefixes": list(key.gtin_prefixes),
        "glns": sorted(key.glns),
        "not_before": str(key.not_before),
        "not_after": str(key.not_after),
        "status": key.status,
        "status_since": _time(key.status_since),
    }


def _given() -> dict[str, object]:
    return {
        "clocks": {
            name: {"at": _time(moment.at), "is_trusted": moment.is_trusted, "floor": _time(moment.floor)}
            for name, moment in world.CLOCKS.items()
        },
        "units": {
            name: {"market_id": place.market_id, "is_enrolled": place.is_enrolled}
            for name, place in world.UNITS.items()
        },
        "lists_confirmed": {name: _time(at) for name, at in world.CONFIRMED.items()},
        "findings": {
            name: _FINDING.dump_python(finding, mode="json", exclude_defaults=True)
            for name, finding in table_verdicts.FINDINGS.items()
        },
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _text(document: object) -> str:
    """Return JSON: each value of the second level, or each vector, on a line of its own."""
    assert isinstance(document, dict)
    parts = (f"{_line(name)}: {_block(value)}" for name, value in document.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _block(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_line, value)) + "\n]"
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{_line(name)}: {_line(inner)}" for name, inner in value.items()) + "\n}"
    return _line(value)


def _line(value: object) -> str:
    """Return JSON of one line, where what does not print is escaped: direction marks too."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def all_rows() -> Iterable[Row]:
    """Return every row of every table."""
    return (row for rows, _ in ABOUT.values() for row in rows)


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
