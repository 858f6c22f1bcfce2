# ruff: noqa: E501  # a table: one row, one line
"""The story labels: what is printed on each, and what a kiosk must say of it at the samples' time."""

from __future__ import annotations

from dataclasses import dataclass

from bench.samples import lots
from bench.samples.establishments import ESTABLISHMENT
from bench.samples.numbers import gtin
from bench.samples.products import PRODUCT
from bench.samples.seals import HOST, QUA_STOLEN, TestKey, key_of, seal
from kiosk.codes.code import Elements, Family
from kiosk.codes.gtin import check_digit
from kiosk.records.registry import Lot
from kiosk.trust.seal import SealState
from kiosk.verdicts.verdict import Headline, Level

QR, EAN = "]Q1", "]E0"
LOOK_ALIKE_HOST = f"{HOST}.tem.example"
UNKNOWN_GTIN = "09521234998877"


@dataclass(frozen=True, slots=True)
class Story:
    """One label. Field names are those of labels.json."""

    story: str
    payload: str
    symbology: str
    family: Family
    seal: SealState
    headline: Headline
    level: Level
    title_vi: str
    title_en: str


def elements_of(lot: Lot) -> Elements:
    """Return what a label of `lot` says: GTIN, lot, the first serial if it has any, its date."""
    day, digits = (lot.use_by, "17") if lot.use_by else (lot.best_before, "15")
    assert day is not None
    serial = (("21", lots.first_serial(lot)),) if lot.is_serialised else ()
    return (("01", lot.gtin), ("10", lot.lot), *serial, (digits, f"{day:%y%m%d}"))


def link(elements: Elements, seal_text: str | None = None, host: str = HOST) -> str:
    """Return the Digital Link as printed: dates in the query, then the seal."""
    path = "".join(f"/{digits}/{value}" for digits, value in elements if digits not in {"15", "17"})
    query = [f"{digits}={value}" for digits, value in elements if digits in {"15", "17"}]
    query += [] if seal_text is None else [f"s={seal_text}"]
    return f"https://{host}{path}" + ("?" + "&".join(query) if query else "")


def sealed(lot: Lot, key: TestKey | None = None) -> str:
    """Return the sealed link on a label of `lot`."""
    elements = elements_of(lot)
    return link(elements, seal(elements, key or key_of(PRODUCT[lot.gtin].establishment_id)))


def _sign(establishment: str) -> str:
    elements = (("414", ESTABLISHMENT[establishment].gln),)
    return link(elements, seal(elements, key_of(establishment)))


def _forged() -> str:
    """Return the genuine link with the last character of its lot changed."""
    return sealed(lots.GENUINE).replace("/L2611A/", "/L2611C/")


def _look_alike() -> str:
    return sealed(lots.GENUINE).replace(f"https://{HOST}/", f"https://{LOOK_ALIKE_HOST}/")


def _faulty() -> str:
    right = gtin(4321)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    return sealed(lots.GENUINE).replace(right, wrong)


def _sold_by_weight() -> str:
    body = "210417301285"
    return body + check_digit(body)


OURS, NONE = Family.DIGITAL_LINK, Family.NONE
VALID, ABSENT = SealState.VALID, SealState.ABSENT
GOOD, STOP, CAUTION, UNKNOWN = Level.GOOD, Level.STOP, Level.CAUTION, Level.UNKNOWN

# fmt: off
STORIES = (
    Story("genuine", sealed(lots.GENUINE), QR, OURS, VALID, Headline.GENUINE, GOOD, "Rau muống, đủ hồ sơ", "Water spinach, all in order"),
    Story("lot_label", sealed(lots.LOT_LABEL), QR, OURS, VALID, Headline.GENUINE_LOT, GOOD, "Gạo tẻ, tem chung cả lô", "Rice, one label for the lot"),
    Story("forged", _forged(), QR, OURS, SealState.INVALID, Headline.FORGED, STOP, "Rau muống, số lô bị sửa", "Water spinach, lot number altered"),
    Story("copied", sealed(lots.COPIED), QR, OURS, VALID, Headline.COPIED, STOP, "Bưởi Diễn, tem bị chép", "Pomelo, label copied"),
    Story("recalled", sealed(lots.RECALLED), QR, OURS, VALID, Headline.RECALLED, STOP, "Giò lụa, lô bị thu hồi", "Pork roll, lot recalled"),
    Story("expired", sealed(lots.EXPIRED), QR, OURS, VALID, Headline.EXPIRED, STOP, "Phi lê cá trắm, quá hạn", "Carp fillets, past use-by date"),
    Story("not_certified", sealed(lots.NOT_CERTIFIED), QR, OURS, VALID, Headline.NOT_CERTIFIED, CAUTION, "Rau cải ngọt, giấy hết hạn", "Choy sum, certificate expired"),
    Story("unknown", link((("01", UNKNOWN_GTIN), ("10", "X0911"))), QR, OURS, ABSENT, Headline.UNKNOWN_ITEM, UNKNOWN, "Hàng chưa đăng ký", "Goods not registered"),
    Story("product_only", gtin(4321)[1:], EAN, Family.GTIN, ABSENT, Headline.PRODUCT_ONLY, UNKNOWN, "Rau muống, chỉ có mã vạch", "Water spinach, bar code only"),
    Story("look_alike", _look_alike(), QR, Family.FOREIGN_LINK, SealState.FOREIGN_HOST, Headline.LOOK_ALIKE, STOP, "Rau muống, địa chỉ nhái", "Water spinach, imitated address"),
    Story("not_produce", "WIFI:T:WPA;S:Quan nuoc mau;P:khong-co-that;;", QR, NONE, ABSENT, Headline.NOT_PRODUCE, UNKNOWN, "Mã Wi-Fi của quán", "A café's Wi-Fi code"),
    Story("other_scheme", "https://hn.check.net.vn/mau/000123", QR, Family.OTHER_SCHEME, ABSENT, Headline.OTHER_SCHEME, UNKNOWN, "Tem của hệ thống khác", "Label of another system"),
    Story("unsealed", link(elements_of(lots.UNSEALED)), QR, OURS, ABSENT, Headline.UNSEALED, CAUTION, "Cà chua, tem không chữ ký", "Tomatoes, label without a seal"),
    Story("shop_code", _sold_by_weight(), EAN, Family.SHOP_NUMBER, ABSENT, Headline.SHOP_CODE, UNKNOWN, "Mã cân của cửa hàng", "A shop's scale label"),
    Story("genuine_place", _sign("cua-hang-mau"), QR, OURS, VALID, Headline.GENUINE_PLACE, GOOD, "Biển cửa hàng", "Sign of a shop"),
    Story("withdrawn", sealed(lots.WITHDRAWN), QR, OURS, VALID, Headline.WITHDRAWN_LABEL, STOP, "Thịt ba chỉ, tem đã hủy", "Pork belly, label withdrawn"),
    Story("key_revoked", sealed(lots.STOLEN_KEY, QUA_STOLEN), QR, OURS, SealState.REVOKED_KEY, Headline.KEY_REVOKED, STOP, "Ổi lê, khóa ký bị lộ", "Guavas, signing key stolen"),
    Story("violation", sealed(lots.VIOLATION), QR, OURS, VALID, Headline.VIOLATION, STOP, "Chả cá, cơ sở bị đình chỉ", "Fish cakes, firm suspended"),
    Story("faulty_code", _faulty(), QR, OURS, ABSENT, Headline.FAULTY_CODE, UNKNOWN, "Rau muống, mã in sai số", "Water spinach, wrong check digit"),
    Story("recall_possible", gtin(4510)[1:], EAN, Family.GTIN, ABSENT, Headline.RECALL_POSSIBLE, CAUTION, "Giò lụa, không rõ lô", "Pork roll, lot not named"),
    Story("seal_missing", link(elements_of(lots.GENUINE)), QR, OURS, ABSENT, Headline.SEAL_MISSING, CAUTION, "Rau muống, thiếu chữ ký", "Water spinach, seal missing"),
    Story("copy_suspected", sealed(lots.COPY_SUSPECTED), QR, OURS, VALID, Headline.COPY_SUSPECTED, CAUTION, "Cam Canh, quét nhiều lần", "Mandarins, checked too often"),
    Story("reused", sealed(lots.REUSED), QR, OURS, VALID, Headline.REUSED, CAUTION, "Phật thủ, tem đã bán", "Citron, label already sold"),
    Story("past_best_before", sealed(lots.PAST_BEST_BEFORE), QR, OURS, VALID, Headline.PAST_BEST_BEFORE, CAUTION, "Chè nhài, qua ngày dùng tốt nhất", "Jasmine tea, past best before"),
)
# fmt: on
STORY = {story.story: story for story in STORIES}
