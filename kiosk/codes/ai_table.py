"""Every GS1 application identifier: its form, what it needs and excludes, where a link may hold it.

Written from the GS1 General Specifications (release 26) and the Digital Link URI syntax 1.6; a
test compares it row by row with the Syntax Dictionary that GS1 publishes.

A form is a row of parts: N digits, X the 82 characters, Y the 39, Z base64url; `6` a length,
`..20` a longest one, brackets an optional part, and after colons what it must hold.
`n` in a digit's place stands for any digit. `needs` are alternatives; `+` joins what must stand
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.codes.gs1_checks import CSET_39, CSET_82


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a value: its letters, its lengths, and what it must hold."""

    letters: re.Pattern[str]
    kind: str
    shortest: int
    longest: int
    is_optional: bool
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ai:
    """One application identifier.

    `has_known_length`: no separator is needed behind it. `is_attribute`: it may stand in a
    link's query. `qualifiers`: the rows of keys that may follow it in a link's path, in order;
    None where it is no primary key.
    """

    digits: str
    parts: tuple[Part, ...]
    needs: tuple[tuple[str, ...], ...]
    excludes: tuple[str, ...]
    has_known_length: bool
    is_attribute: bool
    qualifiers: tuple[tuple[str, ...], ...] | None

    @property
    def longest(self) -> int:
        """The most characters that a value of it can have."""
        return sum(part.longest for part in self.parts)


_CLASSES = {"N": "0123456789", "X": CSET_82, "Y": CSET_39, "Z": "-0-9A-Za-z_="}
_PART = re.compile(r"(\[?)([NXYZ])(\.\.)?([0-9]+)\]?((?::[a-z0-9]+)*)")


def _part(text: str) -> Part:
    match = _PART.fullmatch(text)
    assert match is not None, text
    optional, kind, is_open, length, checks = match.groups()
    letters = _CLASSES[kind] if kind == "Z" else re.escape(_CLASSES[kind])
    return Part(
        letters=re.compile(f"[{letters}]+"),
        kind=kind,
        shortest=1 if is_open else int(length),
        longest=int(length),
        is_optional=bool(optional),
        checks=tuple(checks.split(":")[1:]),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """Identifiers of one form: "10", or a run "3100-3105"."""

    run: str
    form: str
    needs: str = ""
    excludes: str = ""
    key: str | None = None
    """Qualifier sequences, `|` between them; "" for a primary key without any."""
    is_fixed: bool = False
    is_attribute: bool = True

    def identifiers(self) -> Iterator[Ai]:
        first, _, last = self.run.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield Ai(
                digits=str(number).zfill(len(first)),
                parts=tuple(map(_part, self.form.split())),
                needs=tuple(tuple(together.split("+")) for together in self.needs.split()),
                excludes=tuple(self.excludes.split()),
                has_known_length=self.is_fixed,
                is_attribute=self.is_attribute,
                qualifiers=None if self.key is None else tuple(tuple(row.split()) for row in self.key.split("|")),
            )


_GTIN = "N14:csum:gcppos2"
_GLN = "N13:csum:gcppos1"
_DAY = "N6:yymmdd"
_DAY_OR_MONTH = "N6:yymmd0"
_COUNTRY = "N3:iso3166"
_GOODS = "01 02"
_ITEM = "01 02 03"
_ANY_ITEM = "01 02 03 8006 8026"
_PRICED = "30 31nn 32nn 35nn 36nn"
_PERSON = "8017 8018"
_UNIT_MEASURES = tuple(range(310, 317)) + tuple(range(320, 330)) + (350, 351, 352, 356, 357, 360, 361, 364, 365, 366)
_LOAD_MEASURES = tuple(range(330, 337)) + tuple(range(340, 350)) + (353, 354, 355, 362, 363, 367, 368, 369)


def _measures(stems: tuple[int, ...], needs: str) -> tuple[_Row, ...]:
    """Six digits, the decimal point in the identifier's last digit; one of its kind only."""
    return tuple(_Row(f"{stem}0-{stem}5", "N6", needs, f"{stem}n", is_fixed=True) for stem in stems)


_ROWS = (
    # Loads, products, their lots and serials
    _Row("00", "N18:csum:gcppos2", key="", is_fixed=True),
    _Row("01", _GTIN, excludes="255 37", key="22 10 21|235", is_fixed=True),
    _Row("02", _GTIN, needs="37", excludes="01 03", is_fixed=True),
    _Row("03", _GTIN, excludes="01 02 37 235", is_fixed=True, is_attribute=False),
    _Row("10", "X..20", _ANY_ITEM),
    _Row("11", _DAY_OR_MONTH, _ANY_ITEM, is_fixed=True),
    _Row("12", _DAY_OR_MONTH, "8020", is_fixed=True),
    _Row("13", _DAY_OR_MONTH, _ANY_ITEM, is_fixed=True),
    _Row("15-16", _DAY_OR_MONTH, _ANY_ITEM, is_fixed=True),
    _Row("17", _DAY_OR_MONTH, "01 02 03 255 8006 8026", is_fixed=True),
    _Row("20", "N2", _ANY_ITEM, is_fixed=True),
    _Row("21", "X..20", "01 03 8006", "235", is_attribute=False),
    _Row("22", "X..20", "01", is_attribute=False),
    _Row("235", "X..28", "01", is_attribute=False),
    _Row("240-241", "X..30", _ANY_ITEM),
    _Row("242", "N..6", "01 02 8006 8026"),
    _Row("243", "X..20", "01 03"),
    _Row("250", "X..30", "01+21 03+21 8006+21"),
    _Row("251", "X..30", "01 03 8006"),
    _Row("253", "N13:csum:gcppos1 [X..17]", key=""),
    _Row("254", "X..20", "414", is_attribute=False),
    _Row("255", "N13:csum:gcppos1 [N..12]", excludes="01 02 415 8006 8020 8026", key=""),
    # Counts, weights and measures, prices
    _Row("30", "N..8", _GOODS),
    *_measures(_UNIT_MEASURES, _GOODS),
    *_measures(_LOAD_MEASURES, "00 01"),
    *_measures((337,), "01"),
    _Row("37", "N..8", "00+02 00+8026"),
    _Row("3900-3909", "N..15", "255 8020", "390n 391n 394n 8111"),
    _Row("3910-3919", "N3:iso4217 N..15", "8020", "391n"),
    _Row("3920-3929", "N..15", "01+30 01+31nn 01+32nn 01+35nn 01+36nn", "392n 393n"),
    _Row("3930-3939", "N3:iso4217 N..15", _PRICED, "393n"),
    _Row("3940-3943", "N4", "255", "394n 8111"),
    _Row("3950-3955", "N6", _PRICED, "392n 393n 395n 8005"),
    # Consignments, places and parties
    _Row("400", "X..30"),
    _Row("401", "X..30:gcppos1", key=""),
    _Row("402", "N17:csum:gcppos1", key=""),
    _Row("403", "X..30", "00"),
    _Row("410-413", _GLN, is_fixed=True),
    _Row("414", _GLN, key="254|7040", is_fixed=True),
    _Row("415", _GLN, "8020", key="8020", is_fixed=True),
    _Row("416", _GLN, is_fixed=True),
    _Row("417", _GLN, key="7040", is_fixed=True),
    _Row("420", "X..20", excludes="421"),
    _Row("421", "N3:iso3166 X..9", excludes="4307"),
    # Countries of origin and processing
    _Row("422", _COUNTRY, _ANY_ITEM, "426"),
    _Row("423", f"{_COUNTRY} [N3]:iso3166 [N3]:iso3166 [N3]:iso3166 [N3]:iso3166", _ITEM, "426"),
    _Row("424", _COUNTRY, _ITEM, "426"),
    _Row("425", f"{_COUNTRY} [N3]:iso3166 [N3]:iso3166 [N3]:iso3166 [N3]:iso3166", _ITEM, "426"),
    _Row("426", _COUNTRY, _ITEM),
    _Row("427", "X..3", "01+422 02+422 03+422"),
    # Transport
    _Row("4300-4301", "X..35:pcenc", "00"),
    _Row("4302", "X..70:pcenc", "00"),
    _Row("4303", "X..70:pcenc", "4302"),
    _Row("4304-4306", "X..70:pcenc", "00"),
    _Row("4307", "X2:iso3166alpha2", "00"),
    _Row("4308", "X..30", "00"),
    _Row("4309", "N10:latitude N10:longitude", "00"),
    _Row("4310-4311", "X..35:pcenc", "00"),
    _Row("4312", "X..70:pcenc", "00"),
    _Row("4313", "X..70:pcenc", "4312"),
    _Row("4314-4316", "X..70:pcenc", "00"),
    _Row("4317", "X2:iso3166alpha2", "00"),
    _Row("4318", "X..20", "00"),
    _Row("4319", "X..30", "00"),
    _Row("4320", "X..35:pcenc", "00"),
    _Row("4321-4323", "N1:yesno", "00"),
    _Row("4324-4325", "N6:yymmd0 N4:hhmi", "00"),
    _Row("4326", _DAY, "00"),
    _Row("4330", "N6 [X1]:hyphen", "00", "4331"),
    _Row("4331", "N6 [X1]:hyphen", "00", "4330"),
    _Row("4332", "N6 [X1]:hyphen", "00", "4333"),
    _Row("4333", "N6 [X1]:hyphen", "00", "4332"),
    # What food needs: cuts, times, catch, harvest, processors
    _Row("7001", "N13", "01 02 8006 8026"),
    _Row("7002", "X..30", _GOODS),
    _Row("7003", f"{_DAY} N4:hhmi", _ITEM),
    _Row("7004", "N..4", "01+10 03+10"),
    _Row("7005", "X..12", _GOODS),
    _Row("7006", _DAY, _GOODS),
    _Row("7007", f"{_DAY} [N6]:yymmdd", _GOODS),
    _Row("7008", "X..3", _GOODS),
    _Row("7009", "X..10", _GOODS),
    _Row("7010", "X..2", _ITEM),
    _Row("7011", f"{_DAY} [N4]:hhmi", _ITEM),
    _Row("7020", "X..20", "01+416 03+416 8006+416"),
    _Row("7021", "X..20", "01 03 8006"),
    _Row("7022", "X..20", "01+7021 03+7021 8006+7021"),
    _Row("7023", "X..30:gcppos1"),
    _Row("7030-7039", "N3:iso3166999 X..27", _GOODS),
    _Row("7040", "N1 X1 X1 X1:importeridx", is_attribute=False),
    _Row("7041", "X..4:packagetype", "00", is_attribute=False),
    # Health care, certificates, persons
    _Row("710-717", "X..20", "01"),
    _Row("7230-7239", "X2 X..28", "01 8004"),
    _Row("7240", "X..20", "01 8006", "03"),
    _Row("7241", "N2:mediatype", _PERSON),
    _Row("7242", "X..25", _PERSON),
    _Row("7250", "N8:yyyymmdd", "8018", "7251"),
    _Row("7251", "N8:yyyymmdd N4:hhmi", "8018", "7250"),
    _Row("7252", "N1:iso5218", "8018"),
    _Row("7253-7254", "X..40:pcenc", _PERSON, "7256 7259"),
    _Row("7255", "X..10", _PERSON, "7256 7259"),
    _Row("7256", "X..90:pcenc", _PERSON),
    _Row("7257", "X..70:pcenc", "8018"),
    _Row("7258", "X3:posinseqslash", "8018+7259"),
    _Row("7259", "X..40:pcenc", "8018", "7256"),
    # Assets, parts, documents, services
    _Row("8001", "N4:nonzero N5:nonzero N3:nonzero N1:winding N1", "01"),
    _Row("8002", "X..20"),
    _Row("8003", f"N1:zero {_GLN} [X..16]", key=""),
    _Row("8004", "X..30:gcppos1", key="7040"),
    _Row("8005", "N6", _GOODS),
    _Row("8006", f"{_GTIN} N4:pieceoftotal", excludes="01 03 37", key="22 10 21"),
    _Row("8007", "X..34:iban", "415"),
    _Row("8008", f"{_DAY} N2:hh [N2]:mi [N2]:ss", _ITEM),
    _Row("8009", "X..50", "00 01 03"),
    _Row("8010", "Y..30:gcppos1", key="8011"),
    _Row("8011", "N..12:nozeroprefix", "8010", is_attribute=False),
    _Row("8012", "X..20", "01 03 8006"),
    _Row("8013", "X..25:csumalpha:gcppos1", key=""),
    _Row("8014", "X..25:csumalpha:gcppos1:hasnondigit", "01", is_attribute=False),
    _Row("8017", "N18:csum:gcppos1", excludes="8018", key="8019"),
    _Row("8018", "N18:csum:gcppos1", excludes="8017", key="8019"),
    _Row("8019", "N..10", _PERSON, is_attribute=False),
    _Row("8020", "X..25", "415", is_attribute=False),
    _Row("8026", f"{_GTIN} N4:pieceoftotal", "37", "02 03 8006"),
    _Row("8030", "Z..90", "00 01+21 03+21 253 255 8003 8004 8006+21 8010+8011 8017 8018"),
    _Row("8040", "N15", "01+21", is_attribute=False),
    _Row("8041", "N15", "01+21+8040", is_attribute=False),
    _Row("8042", "N32", "01+21+8040", is_attribute=False),
    _Row("8043", "N18 [N..2]", "01+21+8040", is_attribute=False),
    # Coupons, addresses, companies' own
    _Row("8110", "X..70:couponcode"),
    _Row("8111", "N4", "255"),
    _Row("8112", "X..70:couponposoffer"),
    _Row("8200", "X..70", "01", is_attribute=False),
    _Row("90", "X..30"),
    _Row("91-99", "X..90"),
)

AIS: dict[str, Ai] = {ai.digits: ai for row in _ROWS for ai in row.identifiers()}
"""By its digits; no identifier begins with another."""

PRIMARY_KEYS = tuple(ai.digits for ai in AIS.values() if ai.qualifiers is not None)
"""The keys that may begin a Digital Link."""

MEASURES = ("30", "31nn", "32nn", "35nn", "36nn", "8001")
"""One of them says how much of a product whose GTIN begins with 9 (General Specifications, 4.13)."""
