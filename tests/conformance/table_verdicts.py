"""Code, seal, record, history, time → verdict: a label that is in order, with one thing spoiled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from kiosk.records.finding import Finding, Issue, Source
from kiosk.records.history import Check, Flag, FlagKind, History
from kiosk.records.registry import CertificateStatus, NeededKinds, Step
from tests.conformance import world as w
from tests.conformance.row import SEAL, Row, Signer
from tests.conformance.table_links import LOT_CODE, LOT_PATH, PATH, UNIT
from tests.conformance.world import AT, DAY, FOUND, GLN, HOST, SAMPLE_G, SSCC, G, certified, flagged, lot, own, seen

GOOD = "good genuine traced in_force genuine_seal"
OFFLINE = "good genuine traced in_force unchecked"
STALE = "caution stale traced in_force unchecked"
ASKED_NOTHING = Finding(Source.CENTRAL, AT, history=w.ASKED)


@dataclass(frozen=True, slots=True)
class Story:
    """A label in the shopper's hand, and what is known of it."""

    name: str
    says: str
    finding: Finding
    why: str
    label: Row
    unit: str = "market"
    clock: str = "now"
    confirmed: str = "today"


def _row(payload: str, family: str, code: str, seal: str = "absent", by: Signer | None = None,
         symbology: str | None = "]Q1") -> Row:  # fmt: skip
    return Row("", payload, family, "", "", code=code, seal=seal, by=by, symbology=symbology)


def _unit(query: str = "17=261130", by: Signer = w.FARM_KEY, seal: str = "valid", **more: Any) -> Row:
    code = " ".join(["01=" + G, "10=L2611A", "21=7K2M9Q4T", query.replace("&", " ")]).strip()
    printed = f"https://{HOST}{PATH}?{query}&s={SEAL}".replace("?&", "?")
    return replace(_row(printed, "digital_link", code, seal, by), **more)


UNIT_LABEL = _unit()
LOT_LABEL = _row(f"https://{HOST}{LOT_PATH}?s={SEAL}", "digital_link", LOT_CODE, "valid", w.FARM_KEY)
SIGN = _row(f"https://{HOST}/414/{GLN}?s={SEAL}", "digital_link", f"414={GLN}", "valid", w.FARM_KEY)
BARE = _row(f"https://{HOST}{PATH}?17=261130", "digital_link", UNIT)
BARE_SIGN = _row(f"https://{HOST}/414/{GLN}", "digital_link", f"414={GLN}")
TAKE_ALONG = _row(f"https://{HOST}{PATH}?17=261130&from=kiosk", "digital_link", UNIT)
BAR_CODE = _row(f"01{G}10L2611A\x1d17261130", "element_string", f"{LOT_CODE} 17=261130", symbology="]C1")
BRAND = _row(f"https://id.brand.test{LOT_PATH}", "foreign_link", LOT_CODE)
EAN = _row("8930000000019", "gtin", f"01={G}", symbology="]E0")
LOAD = _row(f"https://{HOST}/00/{SSCC}", "digital_link", f"00={SSCC}")
CITY = _row("HNP00417S", "city_code", "city_code=HNP00417S", symbology=None)
PLU = _row("4065", "plu", "plu=4065", symbology=None)
FORGED = _unit(by=w.IMPOSTOR, seal="invalid")
TORN = _unit(seal="malformed", spoil_text=lambda text: text[:-1])
NEWER = _unit(seal="newer_version", version=2)
UNKNOWN_KEY = _unit(by=w.NOBODY, seal="unknown_key")
OUT_OF_SCOPE = _unit(by=w.NEIGHBOUR, seal="out_of_scope")
STOLEN = _unit(by=w.STOLEN, seal="revoked_key")
SHORT = _unit(by=w.SHORT)
ELSEWHERE = replace(
    UNIT_LABEL, payload=f"https://id.brand.test{PATH}?17=261130&s={SEAL}", family="foreign_link", seal="foreign_host"
)
IMITATION = replace(
    BARE, payload=f"https://{HOST}.evil.test{PATH}?17=261130", family="foreign_link"
)  # fmt: skip
SAMPLE = _row(f"https://{HOST}/01/{SAMPLE_G}/10/L2611A/21/7K2M9Q4T?s={SEAL}", "digital_link",
              f"01={SAMPLE_G} 10=L2611A 21=7K2M9Q4T", "valid", w.TEST)  # fmt: skip
NEW_LOT = lot(registered_at=w.THEFT + timedelta(hours=1))
OLD_PLACE, NO_PLACE = w.SIGN, replace(w.SIGN, establishment=replace(w.FARM, registered_at=AT))
STOLEN_SIGN = replace(SIGN, by=w.STOLEN, seal="revoked_key")
RECALLED = w.recalled()
LOST = "stop recalled traced in_force genuine_seal"
SIX = tuple((hours, "minh-khai") for hours in (50.0, 40.0, 30.0, 20.0, 10.0))
THREE = ((100.0, "long-bien"), (60.0, "ha-dong"), (20.0, "den-lu"))
SOLD = w.moved(Step.SALE, 24.1, "minh-khai", ("7K2M9Q4T",))

GENUINE = (
    Story("all in order", GOOD, FOUND, "everything is positive and fresh", UNIT_LABEL),
    Story("own data of 24 h", OFFLINE, own(FOUND, hours=24), "history not asked", UNIT_LABEL),
    Story("own data of 72 h", OFFLINE, own(FOUND, hours=72), "still good, with its date", UNIT_LABEL),
    Story("own data of 72 h and a second", STALE, own(FOUND, hours=72, seconds=1), "at most stale", UNIT_LABEL),
    Story("own data of 30 days", STALE, own(FOUND, days=30), "at most stale", UNIT_LABEL),
    Story("own data of more than 30 days", "unknown cannot_confirm traced in_force unchecked",
          own(FOUND, days=30, seconds=1), "too old", UNIT_LABEL),
    Story("lot label", "good genuine_lot traced in_force genuine_lot_label", FOUND, "one for the lot", LOT_LABEL),
    Story("sign", "good genuine_place registered in_force genuine_seal", w.SIGN, "says nothing of goods", SIGN),
    Story("sign, own data of 9 days", "caution stale registered in_force genuine_seal", own(w.SIGN, days=9),
          "at most stale", SIGN),
    Story("demonstration of a sample", GOOD, w.OF_OTHER, "test keys verify on a unit that is not enrolled", SAMPLE,
          "demonstration"),
    Story("practice with a sample", "unknown practice unknown unknown unknown", w.OF_OTHER,
          "never genuine on an enrolled unit", SAMPLE),
    Story("practice with a test key", "unknown practice unknown unknown unknown", FOUND, "0xFF000 and more",
          _unit(by=w.TEST)),
    Story("forged test seal on an enrolled unit", "unknown practice unknown unknown unknown", FOUND,
          "practice comes before forged",
          _unit(by=w.TEST, seal="invalid", spoil_bytes=lambda seal: seal[:3] + bytes(64))),
    Story("way without this market", "good genuine partly_traced in_force genuine_seal",
          replace(FOUND, movements=w.FROM_FARM), "a gap is shown", UNIT_LABEL),
    Story("no movements", "good genuine registered in_force genuine_seal", replace(FOUND, movements=()),
          "they come late", UNIT_LABEL),
    Story("way to another market", "good genuine elsewhere in_force genuine_seal",
          replace(FOUND, movements=(*w.FROM_FARM, w.moved(Step.MARKET, 6, "long-bien"))), "they come late", UNIT_LABEL),
)  # fmt: skip

STOPS = (
    Story("recalled lot", LOST, RECALLED, "product and lot", UNIT_LABEL),
    Story("recalled, serials around it", LOST, w.recalled(serial_from="7K200000", serial_to="7K2ZZZZZ"),
          "within the range", UNIT_LABEL),
    Story("recalled, other serials", GOOD, w.recalled(serial_from="7K300000", serial_to="7K3ZZZZZ"),
          "outside the range", UNIT_LABEL),
    Story("recalled, serials, lot label", "caution recall_possible traced in_force genuine_lot_label",
          w.recalled(serial_from="7K200000", serial_to="7K2ZZZZZ"), "it names no serial", LOT_LABEL),
    Story("recalled by days of making", LOST,
          w.recalled(lots=(), made_from=date(2026, 11, 22), made_to=date(2026, 11, 22)), "both included", UNIT_LABEL),
    Story("recalled, other days", GOOD, w.recalled(lots=(), made_from=date(2026, 11, 1), made_to=date(2026, 11, 21)),
          "made the day after", UNIT_LABEL),
    Story("recalled by establishment", LOST, w.recalled(lots=(), gtins=(), establishment_ids=("farm",)),
          "all that it made", UNIT_LABEL),
    Story("recalled, another establishment", GOOD, w.recalled(lots=(), establishment_ids=("other",)),
          "filters hold together", UNIT_LABEL),
    Story("recall not yet in force", GOOD, w.recalled(effective_at=AT + timedelta(hours=1)), "in an hour", UNIT_LABEL),
    Story("recall ended", GOOD, w.recalled(ends_at=AT - timedelta(hours=1)), "an hour ago", UNIT_LABEL),
    Story("recalled, by old data", "stop recalled traced in_force unchecked", own(RECALLED, days=60), "stays true",
          UNIT_LABEL),
    Story("recalled, nothing else known", "stop recalled unknown unknown unchecked",
          Finding(Source.SNAPSHOT, AT - 2 * DAY, recalls=(w.RECALL,)), "the code says enough", UNIT_LABEL),
    Story("recalled and forged", "stop recalled unknown unknown forged", RECALLED, "whatever the seal", FORGED),
    Story("recalled and unsealed", "stop recalled traced in_force seal_missing", RECALLED, "whatever the seal", BARE),
    Story("recalled bar code", "stop recalled traced in_force no_seal", RECALLED, "serves bar codes", BAR_CODE),
    Story("recalled brand's link", "stop recalled traced in_force no_seal", RECALLED, "serves others' links", BRAND),
    Story("recalled product", "stop recalled registered unknown no_seal", w.recalled(w.PRODUCT, lots=()),
          "an EAN names it wholly", EAN),
    Story("some lots recalled, EAN", "caution recall_possible registered unknown no_seal", w.recalled(w.PRODUCT),
          "the code does not say which lot", EAN),
    Story("some lots recalled, EAN, very old data", "unknown cannot_confirm registered unknown no_seal",
          own(w.recalled(w.PRODUCT), days=31), "only recalled stays true", EAN),
    Story("recalled and practice", "stop recalled unknown unknown unknown",
          w.recalled(w.OF_OTHER, gtins=(SAMPLE_G,)), "recalled is first", SAMPLE),
    Story("forged", "stop forged unknown unknown forged", FOUND, "invalid", FORGED),
    Story("forged, by old data", "stop forged unknown unknown forged", own(FOUND, days=60), "stays true", FORGED,
          confirmed="never"),
    Story("torn seal", "stop forged unknown unknown forged", FOUND, "malformed", TORN),
    Story("unknown key", "stop forged unknown unknown forged", FOUND, "the list is of today", UNKNOWN_KEY),
    Story("unknown key, list of 24 h", "stop forged unknown unknown forged", FOUND, "24 h or less", UNKNOWN_KEY,
          confirmed="24 h ago"),
    Story("unknown key, older list", "unknown cannot_confirm traced in_force unknown", FOUND, "it may be a new key",
          UNKNOWN_KEY, confirmed="more than 24 h ago"),
    Story("unknown key, list never confirmed", "unknown cannot_confirm traced in_force unknown", FOUND,
          "it may be a new key", UNKNOWN_KEY, confirmed="never"),
    Story("neighbour's key, older list", "unknown cannot_confirm traced in_force unknown", FOUND,
          "the scope may have been widened", OUT_OF_SCOPE, confirmed="more than 24 h ago"),
    Story("lot registered after the signer's dates", "stop forged unknown unknown forged", FOUND,
          "counts as out_of_scope", SHORT),
    Story("our seal on a brand's host", "stop look_alike unknown unknown forged", FOUND, "foreign_host", ELSEWHERE),
    Story("host that imitates ours", "stop look_alike unknown unknown forged", FOUND, "no seal needed", IMITATION),
    Story("withdrawn serial", "stop withdrawn_label traced in_force withdrawn", flagged(FlagKind.WITHDRAWN, days=90),
          "a state, at any age", UNIT_LABEL),
    Story("withdrawn serial by the unit's own list", "stop withdrawn_label traced in_force withdrawn",
          own(flagged(FlagKind.WITHDRAWN, days=90), days=60), "stays true", UNIT_LABEL),
    Story("serial never issued", "stop withdrawn_label traced in_force withdrawn",
          replace(FOUND, issue=Issue.NEVER_ISSUED), "the centre itself says it, asked now", UNIT_LABEL),
    Story("stolen key, lot registered later", "stop key_revoked unknown unknown forged", NEW_LOT,
          "registered after the theft", STOLEN),
    Story("stolen key, lot not registered", "stop key_revoked unknown unknown forged", replace(FOUND, lot=None),
          "not registered before the theft", STOLEN),
    Story("stolen key, lot registered before", GOOD, FOUND, "registered before the theft", STOLEN),
    Story("stolen key, own data of 24 h", OFFLINE, own(FOUND, hours=24), "fresh enough", STOLEN),
    Story("stolen key, older data", "unknown cannot_confirm traced in_force unknown",
          own(FOUND, hours=24, seconds=1), "not fresh enough", STOLEN),
    Story("stolen key, lot later, older data", "unknown cannot_confirm traced in_force unknown",
          own(NEW_LOT, hours=24, seconds=1), "not fresh enough", STOLEN),
    Story("stolen key, sign of an older place", "good genuine_place registered in_force genuine_seal", OLD_PLACE,
          "registered before the theft", STOLEN_SIGN),
    Story("stolen key, sign of a newer place", "stop key_revoked unknown unknown forged", NO_PLACE,
          "registered after the theft", STOLEN_SIGN),
    Story("flag of copies, 30 days old", "stop copied traced in_force copied", flagged(FlagKind.COPIED, days=30),
          "30 days at most", UNIT_LABEL),
    Story("flag of copies, 31 days old", GOOD, flagged(FlagKind.COPIED, days=31), "too old", UNIT_LABEL),
    Story("three markets off its way", "stop copied traced in_force copied", seen(*THREE), "R2", UNIT_LABEL),
    Story("three markets, way not recorded so far", "good genuine partly_traced in_force genuine_seal",
          replace(seen(*THREE), movements=w.FROM_FARM), "no rule reads the absence of a movement", UNIT_LABEL),
    Story("three markets in eight days", GOOD, seen((170.0, "long-bien"), *THREE[1:]), "R2 looks at 7 days",
          UNIT_LABEL),
    Story("too fast twice, at different pairs", "stop copied traced in_force copied",
          seen((20 / 60, "ha-dong"), (10 / 60, "long-bien")), "R2: R1 twice", UNIT_LABEL),
    Story("use-by yesterday", "stop expired traced in_force genuine_seal", lot(use_by=date(2026, 11, 22)),
          "it held until 24:00", _unit("17=261122")),
    Story("use-by today", GOOD, lot(use_by=date(2026, 11, 23)), "it holds until 24:00", _unit("17=261123")),
    Story("use-by 22 November, at 23:59", "good genuine traced in_force unchecked",
          own(lot(use_by=date(2026, 11, 22)), hours=20), "dates are of Hanoi", _unit("17=261122"),
          clock="last minute of 22 November"),
    Story("use-by 22 November, at 00:00", "stop expired traced in_force unchecked",
          own(lot(use_by=date(2026, 11, 22)), hours=20), "dates are of Hanoi", _unit("17=261122"),
          clock="first minute of 23 November"),
    Story("registered use-by past, none printed", "stop expired traced in_force genuine_seal",
          lot(use_by=date(2026, 11, 22)), "the lot's date counts", replace(UNIT_LABEL,
          payload=f"https://{HOST}{PATH}?s={SEAL}", code=UNIT.removesuffix(" 17=261130"))),
    Story("use-by at an hour", "stop expired traced in_force genuine_seal", FOUND, "AI 7003", _unit("7003=2611230859")),
    Story("use-by day 00 of October", "stop expired traced in_force genuine_seal", FOUND, "31 October",
          _unit("17=261000")),
    Story("use-by day 00 of November", GOOD, FOUND, "30 November, as registered", _unit("17=261100")),
    Story("expired, by old data", "stop expired traced in_force unchecked", own(FOUND, days=60), "stays true",
          _unit("17=261122")),
    Story("expired at the floor", "stop expired traced in_force genuine_seal", FOUND,
          "the clock woke in the past", _unit("17=261122"), clock="woken in the past"),
    Story("business suspended", "stop violation traced in_force genuine_seal",
          replace(FOUND, violations=(w.SUSPENDED,)), "a decision in force", UNIT_LABEL),
    Story("business suspended, data of a week", "stop violation traced in_force unchecked",
          own(replace(FOUND, violations=(w.SUSPENDED,)), days=7), "7 days or less", UNIT_LABEL),
    Story("business suspended, data of more than a week", STALE,
          own(replace(FOUND, violations=(w.SUSPENDED,)), days=7, seconds=1), "7 days or less", UNIT_LABEL),
    Story("business was suspended", GOOD,
          replace(FOUND, violations=(replace(w.SUSPENDED, in_force_until=date(2026, 11, 22)),)), "until yesterday",
          UNIT_LABEL),
    Story("violation without suspension", GOOD, replace(FOUND, violations=(w.DECISION,)), "changes no level",
          UNIT_LABEL),
    Story("suspended in another group", GOOD,
          replace(FOUND, violations=(replace(w.DECISION, suspends_groups=("meat",)),)), "not this product group",
          UNIT_LABEL),
)  # fmt: skip

CAUTIONS = (
    Story("seal left out", "caution seal_missing traced in_force seal_missing", FOUND, "this lot's labels carry one",
          BARE),
    Story("label carries another use-by", "caution contradicts traced in_force genuine_seal", FOUND,
          "30 November is registered", _unit("17=261129")),
    Story("use-by before a correction", GOOD, lot(earlier_dates=(date(2026, 11, 29),)), "a value that it has had",
          _unit("17=261129")),
    Story("weight as registered", GOOD, FOUND, "500 g", _unit("3103=000500")),
    Story("weight as registered, in tens of grams", GOOD, FOUND, "0.50 kg", _unit("3102=000050")),
    Story("another weight", "caution contradicts traced in_force genuine_seal", FOUND, "499 g", _unit("3103=000499")),
    Story("packed tomorrow", GOOD, lot(packed_on=None), "one day is tolerated", _unit("13=261124")),
    Story("packed in two days", "caution contradicts traced in_force genuine_seal", lot(packed_on=None),
          "more than a day after now", _unit("13=261125")),
    Story("flag of a suspicion", "caution copy_suspected traced in_force copy_suspected",
          flagged(FlagKind.COPY_SUSPECTED, days=3), "of the last synchronisation", UNIT_LABEL),
    Story("ten minutes ago at another market", "caution copy_suspected traced in_force copy_suspected",
          seen((10 / 60, "long-bien")), "R1: faster than 60 km/h", UNIT_LABEL),
    Story("an hour ago at another market", GOOD, seen((1.0, "long-bien")), "a motorbike does it", UNIT_LABEL),
    Story("sixth check here in a week", "caution copy_suspected traced in_force copy_suspected", seen(*SIX), "R3",
          UNIT_LABEL),
    Story("fifth check here in a week", GOOD, seen(*SIX[1:]), "R3 needs six", UNIT_LABEL),
    Story("six checks, one of them twice", GOOD, seen(*SIX[1:], (10.01, "minh-khai")), "within 120 s: the same check",
          UNIT_LABEL),
    Story("checks under untrusted clocks", GOOD, replace(FOUND, history=History(
          tuple(Check(f"u{n}", AT - n * DAY, "minh-khai", is_clock_trusted=False) for n in range(1, 7)),
          was_asked=True)), "enter no rule", UNIT_LABEL),
    Story("six checks of a lot label", "good genuine_lot traced in_force genuine_lot_label", seen(*SIX),
          "lot labels enter no rule", LOT_LABEL),
    Story("sixth check on a demonstration", GOOD, replace(seen(*SIX), product=w.OF_OTHER.product, lot=w.OF_OTHER.lot),
          "the present check enters no rule", SAMPLE, "demonstration"),
    Story("sold more than a day ago", "caution reused traced in_force reused",
          replace(FOUND, movements=(*w.WAY, SOLD)), "R4", UNIT_LABEL),
    Story("sold a day ago", GOOD,
          replace(FOUND, movements=(*w.WAY, w.moved(Step.SALE, 24, "minh-khai", ("7K2M9Q4T",)))), "R4: more than 24 h",
          UNIT_LABEL),
    Story("another serial sold", GOOD, replace(FOUND, movements=(*w.WAY, replace(SOLD, serials=("AAAA2222",)))),
          "the event names another", UNIT_LABEL),
    Story("flag of a sale", "caution reused traced in_force reused",
          replace(FOUND, history=History(flags=(Flag(FlagKind.REUSED, AT - 3 * DAY),), was_asked=True)), "R4",
          UNIT_LABEL),
    Story("best before yesterday", "caution past_best_before traced in_force genuine_seal", FOUND, "AI 15",
          _unit("15=261122")),
    Story("best before today", GOOD, FOUND, "AI 15 holds today", _unit("15=261123")),
    Story("no certificate", "caution not_certified traced none genuine_seal", replace(FOUND, certificates=()),
          "the group needs one", UNIT_LABEL),
    Story("certificate ended before harvest", "caution not_certified traced expired genuine_seal",
          certified(last_day=date(2026, 11, 21)), "judged on the day of harvest", UNIT_LABEL),
    Story("certificate ended since harvest", GOOD, certified(last_day=date(2026, 11, 22)),
          "in force on the date judged", UNIT_LABEL),
    Story("certificate ends in 30 days", "good genuine traced expiring genuine_seal",
          certified(last_day=date(2026, 12, 23)), "within 30 days from now", UNIT_LABEL),
    Story("certificate ends in 31 days", GOOD, certified(last_day=date(2026, 12, 24)), "not within 30 days",
          UNIT_LABEL),
    Story("certificate suspended", "caution not_certified traced suspended genuine_seal",
          certified(**w.SUSPENDED_TODAY), "suspended today", UNIT_LABEL),
    Story("certificate withdrawn since harvest", "caution not_certified traced suspended genuine_seal",
          certified(status=CertificateStatus.WITHDRAWN, status_since=date(2026, 11, 23)), "withdrawn today",
                    UNIT_LABEL),
    Story("certificate of another firm", "caution not_certified traced none genuine_seal",
          certified(establishment_id="other"), "not this establishment's", UNIT_LABEL),
    Story("certificate for another crop", "caution not_certified traced none genuine_seal",
          certified(groups=("fruit",)), "VietGAP for fruit says nothing of vegetables", UNIT_LABEL),
    Story("certificate of a kind that does not count", "caution not_certified traced none genuine_seal",
          certified(kind="knowledge"), "any of: eligibility, vietgap, commitment", UNIT_LABEL),
    Story("group without a row", "caution not_certified traced none genuine_seal", replace(FOUND, needed=()),
          "then it needs the eligibility certificate", UNIT_LABEL),
    Story("group without a row, eligible", GOOD, replace(certified(kind="eligibility"), needed=()),
          "then it needs the eligibility certificate", UNIT_LABEL),
    Story("row that ended before the harvest", "caution not_certified traced none genuine_seal",
          replace(FOUND, needed=(NeededKinds("vegetable", ("vietgap",), date(2020, 1, 1), date(2026, 11, 21)),)),
          "rows have dates", UNIT_LABEL),
    Story("sign without certificate", "caution not_certified registered none genuine_seal",
          replace(w.SIGN, certificates=()), "judged today", SIGN),
    Story("clock not trusted", "caution clock_unsure traced in_force genuine_seal", FOUND, "nothing is good",
          UNIT_LABEL, clock="unsure"),
    Story("clock not trusted, sign", "caution clock_unsure registered in_force genuine_seal", w.SIGN, "nothing is good",
          SIGN, clock="unsure"),
    Story("clock not trusted, use-by not past at the floor", "caution clock_unsure traced in_force genuine_seal",
          lot(use_by=date(2026, 11, 22)), "the floor is of 22 November", _unit("17=261122"), clock="unsure"),
    Story("lot without seals", "caution unsealed traced in_force no_seal", lot(is_sealed=False),
          "this lot's labels carry none", BARE),
    Story("bar code of a sealed lot", "caution unsealed traced in_force no_seal", FOUND, "hold up the square code",
          BAR_CODE),
    Story("brand's link to a registered lot", "caution unsealed traced in_force no_seal", FOUND, "another's link",
          BRAND),
    Story("take-along code", "caution unsealed traced in_force no_seal", FOUND, "the seal was checked at the kiosk",
          TAKE_ALONG),
)  # fmt: skip

UNKNOWNS = (
    Story("nothing here, nobody asked", "unknown cannot_confirm unknown unknown unchecked", w.NOTHING,
          "signature right, lot record not asked yet", UNIT_LABEL),
    Story("lot not in the unit's data", "unknown cannot_confirm registered unknown unchecked",
          own(replace(FOUND, lot=None), hours=1), "signature right, lot record not asked yet", UNIT_LABEL),
    Story("read in 2075", "unknown cannot_confirm unknown unknown unchecked", w.NOTHING,
          "the seal is valid whenever it is read", _unit("13=261122"), clock="2075"),
    Story("seal of a newer version", "unknown cannot_confirm traced in_force unknown", FOUND, "not false", NEWER),
    Story("the centre knows nothing", "unknown unknown_item unknown unknown genuine_seal", ASKED_NOTHING,
          "neither product nor place", UNIT_LABEL),
    Story("the centre does not know the lot", "unknown unknown_item registered unknown genuine_seal",
          replace(FOUND, lot=None, issue=Issue.UNKNOWN), "a link of ours names a lot", UNIT_LABEL),
    Story("the centre does not know an EAN", "unknown unknown_item unknown unknown no_seal", ASKED_NOTHING,
          "neither product nor place", EAN),
    Story("not found, kept for 60 s", "unknown unknown_item unknown unknown no_seal",
          Finding(Source.CACHE, AT - timedelta(seconds=60)), "still said", EAN),
    Story("not found, kept for 61 s", "unknown cannot_confirm unknown unknown no_seal",
          Finding(Source.CACHE, AT - timedelta(seconds=61)), "no more", EAN),
    Story("EAN of a known product", "unknown product_only registered unknown no_seal", w.PRODUCT, "no lot in it", EAN),
    Story("brand's link to an unknown lot", "unknown product_only registered unknown no_seal",
          replace(FOUND, lot=None), "what is known is shown", BRAND),
    Story("city code", "unknown product_only registered in_force no_seal", w.SIGN,
          "a place: its certificates of today", CITY),
    Story("PLU", "unknown product_only unknown unknown no_seal", w.PRODUCT, "a commodity, anybody's", PLU),
    Story("place without a seal", "unknown product_only registered in_force no_seal", w.SIGN,
          "a place: its certificates of today", BARE_SIGN),
    Story("load without a seal", "unknown product_only unknown unknown no_seal",
          Finding(Source.CENTRAL, AT, movements=w.WAY, history=w.ASKED), "a known load", LOAD),
)  # fmt: skip

STORIES = (*GENUINE, *STOPS, *CAUTIONS, *UNKNOWNS)
FINDINGS = {"nothing": w.NOTHING}
for story in STORIES:
    if story.finding not in FINDINGS.values():
        FINDINGS[story.name] = story.finding
_NAMES = {finding: name for name, finding in FINDINGS.items()}
ROWS = tuple(
    replace(s.label, name=s.name, says=s.says, why=s.why, finding=_NAMES[s.finding], unit=s.unit, clock=s.clock,
            confirmed=s.confirmed)
    for s in STORIES
)  # fmt: skip
