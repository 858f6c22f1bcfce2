"""Payload → family, refusal and code. Nothing is found for any of them: the verdict is of the code alone."""

from __future__ import annotations

from tests.conformance.row import Row
from tests.conformance.world import GLN, HOST, OTHER_G, SSCC, G

NOT_PRODUCE = "unknown not_produce unknown unknown unknown"
FAULTY = "unknown faulty_code unknown unknown unknown"
SHOP = "unknown shop_code unknown unknown unknown"
SCHEME = "unknown other_scheme unknown unknown unknown"
NOT_KNOWN = "unknown cannot_confirm unknown unknown no_seal"
"""It names an item, nobody could be asked, and no seal is on it."""
MEASURED = "98930000000012"
LONG_TEXT = "https://trace.example/01/08930000000019?x="


def _number(name: str, payload: str, symbology: str | None, code: str, why: str) -> Row:
    return Row(name, payload, "gtin", NOT_KNOWN, why, code=code, symbology=symbology)


def _shop(name: str, payload: str, symbology: str | None, why: str) -> Row:
    return Row(name, payload, "shop_number", SHOP, why, code=f"shop_number={payload}", symbology=symbology)


def _wrong_digit(name: str, payload: str, symbology: str | None, family: str, why: str) -> Row:
    return Row(name, payload, family, FAULTY, why, "bad_check_digit", symbology=symbology)


def _none(name: str, payload: str | bytes, refused: str, why: str, symbology: str | None = "]Q1") -> Row:
    return Row(name, payload, "none", NOT_PRODUCE, why, refused, symbology=symbology)


def _string(name: str, payload: str, code: str, why: str, symbology: str = "]C1") -> Row:
    return Row(name, payload, "element_string", NOT_KNOWN, why, code=code, symbology=symbology)


def _bad_string(name: str, payload: str, why: str, refused: str = "bad_syntax", symbology: str = "]C1") -> Row:
    return Row(name, payload, "element_string", FAULTY, why, refused, symbology=symbology)


NUMBERS = (
    _number("EAN-13", "8930000000019", "]E0", f"01={G}", "padded to 14 digits"),
    _number("EAN-8", "89312346", "]E4", "01=00000089312346", "padded to 14 digits"),
    _number("UPC-A", "036000291452", "]E0", "01=00036000291452", "padded to 14 digits"),
    _number("ITF-14", "18930000000016", "]I1", "01=18930000000016", "a case of them"),
    _number("DataBar as 14 bare digits", G, "]e0", f"01={G}", "some decoders drop the 01"),
    _number("typed GTIN", "8930000000026", None, f"01={OTHER_G}", "from the keypad"),
    _number("EAN-13, prefix 30", "3012345678902", "]E0", "01=03012345678902", "20 to 29 only are shops' own"),
    _number("EAN-13, prefix 001", "0012345678905", "]E0", "01=00012345678905", "02 and 04 only are shops' own"),
    _number("case of a prefix that looks like a shop's", "12012345678900", "]I1", "01=12012345678900",
            "an indicator digit before it: no shop number"),
    _wrong_digit("EAN-13, wrong check digit", "8930000000018", "]E0", "gtin", "the family stays"),
    _wrong_digit("EAN-8, wrong check digit", "89312345", "]E4", "gtin", "the family stays"),
    _wrong_digit("ITF-14, wrong check digit", "18930000000015", "]I1", "gtin", "the family stays"),
    _wrong_digit("typed, two digits exchanged", "8930000000062", None, "gtin", "a keypad slip"),
    _shop("shop number, prefix 21", "2100000000012", "]E0", "price or weight inside"),
    _shop("shop number, prefix 29", "2912345678906", "]E0", "price or weight inside"),
    _shop("shop number, prefix 20", "2012345678903", "]E0", "price or weight inside"),
    _shop("shop number, prefix 02", "0200000000011", "]E0", "price or weight inside"),
    _shop("shop number, prefix 04", "0423456789013", "]E0", "the shop's own use"),
    _shop("shop number, EAN-8 with 0", "01234565", "]E4", "EAN-8 that begins with 0"),
    _shop("shop number, EAN-8 with 2", "21234569", "]E4", "EAN-8 that begins with 2"),
    _shop("shop number, typed", "2100000000012", None, "no product outside that shop, however it is read"),
    _wrong_digit("shop number, wrong check digit", "2100000000013", "]E0", "shop_number", "the family stays"),
    Row("city code", "HNP00417S", "city_code", NOT_KNOWN, "ISO 7064 MOD 37,36", code="city_code=HNP00417S",
        symbology=None),
    Row("city code in small letters", "hnp00417s", "city_code", NOT_KNOWN, "people type it so",
        code="city_code=HNP00417S", symbology=None),
    _wrong_digit("city code, wrong check character", "HNP00417T", None, "city_code", "the family stays"),
    _wrong_digit("city code, check character O", "HNP00419O", None, "city_code",
                 "the sum is right, and such a number was never issued"),
    Row("PLU", "4065", "plu", NOT_KNOWN, "a commodity, from the keypad", code="plu=4065", symbology=None),
    Row("PLU of organic goods", "94065", "plu", NOT_KNOWN, "five digits with a leading 9", code="plu=94065",
        symbology=None),
)  # fmt: skip

TEXTS = (
    _none("five digits without a leading 9", "34065", "other_text", "no PLU", None),
    _none("PLU in a picture", "4065", "other_text", "a PLU comes from the keypad only"),
    _none("seven digits", "8930000", "other_text", "no length of a GTIN", None),
    _none("Interleaved 2 of 5 with 12 digits", "036000291452", "other_text", "only ITF-14 carries a GTIN", "]I0"),
    _none("Arabic digits", "٨٩٣٠٠٠٠٠٠٠٠١٩", "other_text", "digits are ASCII digits", None),
    _none("full-width digits", "８９３００００００００１９", "other_text", "digits are ASCII digits", None),
    _none("a blank before the number", " 8930000000019", "other_text", "nothing is trimmed", None),
    _none("brackets", f"(01){G}(10)L2611A", "other_text", "print for people, not what a symbol holds"),
    _none("brackets, typed", f"(01){G}", "other_text", "print for people, not what a symbol holds", None),
    _none("element string in a plain QR", f"01{G}10L2611A", "other_text", "without FNC1 it is a text like any other"),
    _none("city code of an unknown type", "HNX00417S", "other_text", "P S K W R T only", None),
    _none("plain Vietnamese", "Rau muống nhà trồng, an toàn", "other_text", "not shown"),
    _none("payment", "00020101021138570010A00000072701270006970436011301234567890120208QRIBFTTA5303704"
          "5802VN6304ABCD", "other_text", "VietQR: nothing is opened"),
    _none("Wi-Fi", "WIFI:T:WPA;S:Cho Minh Khai;P:12345678;;", "other_text", "nothing is opened"),
    _none("contact", "BEGIN:VCARD VERSION:3.0 N:An END:VCARD", "other_text", "nothing is opened"),
    _none("script", "javascript:alert(1)", "other_text", "nothing is opened"),
    _none("nothing", "", "other_text", "no bytes at all"),
    _none("direction marks", "\u202e910000000039\u202c", "other_text", "never shown"),
    _none("zero width", "893\u200b0000000019", "other_text", "never dropped to make a number of it", None),
    _none("website", "https://www.example.com/menu", "other_link", "no GS1 key in its path"),
    _none("file", "ftp://files.example/a", "other_link", "a link of another kind"),
    _none("our host, no GS1 path", f"https://{HOST}/about", "other_link", "a page of ours is no code of goods"),
    _none("our host, named key", f"https://{HOST}/gtin/{G}", "other_link", "1.6 has no names of keys"),
    _none("our host, an escaped key", f"https://{HOST}/%301/{G}", "other_link", "keys are literal"),
    _none("elsewhere, a place", f"https://id.brand.test/414/{GLN}", "other_link", "elsewhere only a GTIN counts"),
    _none("elsewhere, a load", f"https://id.brand.test/00/{SSCC}", "other_link", "elsewhere only a GTIN counts"),
    _none("513 bytes", LONG_TEXT + "a" * (513 - len(LONG_TEXT)), "too_long", "512 is the longest"),
    _none("513 bytes of no text", b"\xff" * 513, "too_long", "the length is judged first"),
    _none("line end behind a number", "8930000000019\n", "control", "nothing is trimmed", None),
    _none("NUL", "8930000000019\x00", "control", "a control character"),
    _none("DEL", "8930000000019\x7f", "control", "a control character"),
    _none("C1", "8930000000019\x85", "control", "U+0085 is a control character too"),
    _none("GS in a plain QR", f"01{G}10L\x1d21S", "control", "GS is legal in GS1 symbologies only"),
    _none("GS in an EAN", "8930000000019\x1d", "control", "GS is legal in GS1 symbologies only", "]E0"),
    _none("old Vietnamese encoding", b"Rau mu\xf4\xecng", "not_text", "windows-1258 is not UTF-8"),
    _none("overlong UTF-8", b"https://trace.example\xc0\xaf01", "not_text", "no UTF-8"),
    _none("half a surrogate pair", b"\xed\xa0\x80", "not_text", "no UTF-8"),
)  # fmt: skip

STRINGS = (
    _string("GS1-128", f"01{G}1726113010L2611A\x1d21S1", f"01={G} 17=261130 10=L2611A 21=S1", "known lengths and GS"),
    _string("GS1 DataMatrix", f"01{G}10L2611A", f"01={G} 10=L2611A", "no GS behind the last", "]d2"),
    _string("GS1 QR", f"01{G}10L2611A\x1d", f"01={G} 10=L2611A", "one GS behind the last is tolerated", "]Q3"),
    _string("DataBar of a scale", f"01{MEASURED}3103000750", f"01={MEASURED} 3103=000750", "with the weight", "]e0"),
    _string("a lot with every sign", f"01{G}10A/b%+&-=;", f"01={G} 10=A/b%+&-=;", "all of them are legal in AI 10"),
    _string("GS where none is needed", f"01{G}\x1d17261130", f"01={G} 17=261130", "tolerated once"),
    _string("a load", f"00{SSCC}02{G}3712", f"00={SSCC} 02={G} 37=12", "content and count"),
    _string("day 00", f"01{G}17261100", f"01={G} 17=261100", "the last of the month"),
    _string("use by, 31 January", f"01{G}17270131", f"01={G} 17=270131", "a day that exists"),
    _string("29 February of a leap year", f"01{G}17280229", f"01={G} 17=280229", "2028 has it"),
    _string("harvest range", f"01{G}7007261120261122", f"01={G} 7007=261120261122", "first and last day"),
    _bad_string("goods by weight, no weight", f"01{MEASURED}10L", "a GTIN with 9 needs a measure", symbology="]e0"),
    _bad_string("29 February of another year", f"01{G}17270229", "2027 has none"),
    _bad_string("month 13", f"01{G}17261301", "no such month"),
    _bad_string("harvest on day 00", f"01{G}7007261100", "day 00 is not legal in 7007"),
    _bad_string("content without count", f"02{G}", "02 needs 37"),
    _bad_string("product and content", f"01{G}02{OTHER_G}3712", "02 excludes 01"),
    _bad_string("lot without product", "10L2611A", "10 needs 01"),
    _bad_string("unknown identifier", f"01{G}0512", "05 is none"),
    _bad_string("empty lot", f"01{G}10\x1d21S", "an empty value"),
    _bad_string("lot twice", f"01{G}10A\x1d10B", "each stands once"),
    _bad_string("GTIN twice", f"01{G}01{OTHER_G}", "each stands once"),
    _bad_string("GS first", f"\x1d01{G}", "none at the start"),
    _bad_string("GS twice", f"01{G}10A\x1d\x1d21S", "no two together"),
    _bad_string("21 letters in a lot", f"01{G}10ABCDEFGHIJKLMNOPQRSTU", "at most 20"),
    _bad_string("Vietnamese in a lot", f"01{G}10Lô1", "outside the character set 82"),
    _bad_string("text in a GS1 symbol", "Rau sạch", "no identifier begins", symbology="]Q3"),
    _bad_string("short GTIN", "018930000000019", "14 digits in an element string"),
    _bad_string("wrong check digit", f"01{G[:-1]}8", "of the GTIN", "bad_check_digit"),
    _bad_string("wrong check digit of a load", f"00{SSCC[:-1]}4", "of the SSCC", "bad_check_digit"),
    _bad_string("wrong check digit of a place", f"01{G}416{GLN[:-1]}8", "of the GLN", "bad_check_digit"),
)  # fmt: skip

SCHEMES = (
    Row("city's live code", "https://hn.check.net.vn/p/1234", "other_scheme", SCHEME, "the host decides",
        code="scheme=hanoi-check"),
    Row("city's live code with a GTIN", f"https://hn.check.net.vn/01/{G}", "other_scheme", SCHEME,
        "a known scheme comes before foreign_link", code="scheme=hanoi-check"),
    Row("city's live code with an s", f"http://HN.CHECK.NET.VN/x?s={'A' * 90}", "other_scheme", SCHEME,
        "s is no seal there", code="scheme=hanoi-check"),
    Row("scratch label", "https://tem.example/t/99881234", "other_scheme", SCHEME, "its path fits; it is not spent",
        code="scheme=scratch"),
    _none("scheme's host, another path", "https://tem.example/shop", "other_link", "the path does not fit"),
    Row("scheme's host, another path, GTIN", f"https://tem.example/01/{G}", "foreign_link", NOT_KNOWN,
        "a brand's link like any other", code=f"01={G}"),
    Row("scheme's host, another path, GTIN and s", f"https://tem.example/01/{G}?s=HA{'A' * 88}", "foreign_link",
        NOT_KNOWN, "on a host of the table s is no seal", code=f"01={G}"),
)  # fmt: skip

ROWS = (*NUMBERS, *TEXTS, *STRINGS, *SCHEMES)
