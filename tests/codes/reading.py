"""How these tests read a code: on a city with one host, and one foreign scheme that is known."""

from __future__ import annotations

from kiosk.codes.classify import classify
from kiosk.codes.code import Code, Family, NoProduceCode, Refusal, Refused
from kiosk.codes.payload import Payload
from kiosk.codes.schemes import Scheme

HOSTS = ("trace.example",)
CITY_SCHEME = Scheme(
    id="hn-check",
    owner="Thành phố Hà Nội",
    hosts=("hn.check.net.vn",),
    proves="Cơ sở đã đăng ký mã",
    proves_not="Tem là thật",
)
SCHEMES = (CITY_SCHEME, Scheme("brand", "Brand", ("id.known.test",), "x", "y", path_prefix="/c/"))

GTIN = "09521234543213"
LINK = f"https://trace.example/01/{GTIN}/10/L2611A/21/7K2M9Q?17=261130"
SEAL = "H_oXrxhD7FFEG37kjig-A4bsTg1M8Iok0tHShS_5F3uHbxU-WYEz1X-mCuLih1_IcjuIutLUFCCAIRi2ZLwAu290Cw"


def read(content: str | bytes, symbology: str | None = "]Q1") -> Code:
    """What `content` is in a QR code, or in the symbology given."""
    return classify(Payload(content.encode() if isinstance(content, str) else content, symbology), HOSTS, SCHEMES)


def none(refusal: Refusal) -> NoProduceCode:
    return NoProduceCode(refusal)


def bad_syntax(family: Family) -> Refused:
    return Refused(family, Refusal.BAD_SYNTAX)


def bad_check_digit(family: Family) -> Refused:
    return Refused(family, Refusal.BAD_CHECK_DIGIT)
