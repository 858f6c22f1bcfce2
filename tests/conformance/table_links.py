"""The canonical form of a link: what two readers must agree on, with and without a seal.

Nothing is found for any of them. A sealed link that verifies can then only wait for its record; one
that does not is false whatever the record would say.
"""

from __future__ import annotations

from tests.conformance.row import SEAL, Row
from tests.conformance.table_codes import FAULTY, NOT_KNOWN, NOT_PRODUCE
from tests.conformance.world import FARM_KEY, GLN, HOST, OTHER_G, SSCC, G

WAITS = "unknown cannot_confirm unknown unknown unchecked"
"""Signature right, serial named, record and history not asked."""
LOT_WAITS = "unknown cannot_confirm unknown unknown genuine_lot_label"
FALSE = "stop forged unknown unknown forged"
LOOK_ALIKE = "stop look_alike unknown unknown forged"

UNIT = f"01={G} 10=L2611A 21=7K2M9Q4T 17=261130"
PATH = f"/01/{G}/10/L2611A/21/7K2M9Q4T"
LOT_PATH = f"/01/{G}/10/L2611A"
LOT_CODE = f"01={G} 10=L2611A"


def _same(name: str, payload: str, why: str) -> Row:
    """Another print of the same label: the same code, the same seal."""
    return Row(name, payload, "digital_link", WAITS, why, code=UNIT, seal="valid", by=FARM_KEY)


def _bare(name: str, payload: str, why: str, code: str = UNIT) -> Row:
    """No seal stands in it."""
    return Row(name, payload, "digital_link", NOT_KNOWN, why, code=code, by=FARM_KEY)


def _malformed(name: str, payload: str, why: str, code: str = UNIT) -> Row:
    return Row(name, payload, "digital_link", FALSE, why, code=code, seal="malformed", by=FARM_KEY, signs=UNIT)


def _lot(name: str, printed: str, lot: str, why: str) -> Row:
    """A lot printed in some way is signed as it is decoded."""
    code = f"01={G} 10={lot}"
    return Row(name, f"https://{HOST}/01/{G}/10/{printed}?s={SEAL}", "digital_link", LOT_WAITS, why, code=code,
               seal="valid", by=FARM_KEY)  # fmt: skip


def _bad(name: str, rest: str, why: str, refused: str = "bad_syntax") -> Row:
    """Wrongly written, although the seal of the unit stands in it."""
    return Row(name, f"https://{HOST}{rest}", "digital_link", FAULTY, why, refused, by=FARM_KEY, signs=UNIT)


def _elsewhere(name: str, payload: str, why: str, says: str = LOOK_ALIKE, seal: str = "foreign_host") -> Row:
    return Row(name, payload, "foreign_link", says, why, code=UNIT, seal=seal, by=FARM_KEY)


def _imitation(name: str, authority: str, why: str) -> Row:
    """No seal at all: the host alone makes it false."""
    return _elsewhere(name, f"https://{authority}{PATH}?17=261130", why, seal="absent")


WHOLE = f"https://{HOST}{PATH}?17=261130&s={SEAL}"
SAME = (
    _same("as printed", WHOLE, "the form that the centre prints"),
    _same("capitals in scheme and host", f"HTTPS://TRACE.Example{PATH}?17=261130&s={SEAL}", "compared without case"),
    _same("http", f"http://{HOST}{PATH}?17=261130&s={SEAL}", "both schemes are legal"),
    _same("port 443 on https", f"https://{HOST}:443{PATH}?17=261130&s={SEAL}", "the scheme's own port"),
    _same("port 80 on http", f"http://{HOST}:80{PATH}?17=261130&s={SEAL}", "the scheme's own port"),
    _same("seal first", f"https://{HOST}{PATH}?s={SEAL}&17=261130", "the order of the query means nothing"),
    _same("fragment", f"{WHOLE}#top", "a fragment is ignored"),
    _same("fragment with another seal", f"{WHOLE}#s=1&17=270101", "a fragment is ignored"),
    _same("stem", f"https://{HOST}/some/shop{PATH}?17=261130&s={SEAL}", "any stem before the key"),
    _same("stem that looks like another product", f"https://{HOST}/01/{OTHER_G}{PATH}?17=261130&s={SEAL}",
          "the right-most primary key counts"),
    _same("another key behind", f"{WHOLE}&utm=poster", "unknown keys are ignored and unsigned"),
    _same("another key with a value escaped", f"{WHOLE}&x=%41%20b", "unknown keys are ignored and unsigned"),
    _same("empty pieces", f"https://{HOST}{PATH}?&17=261130&&s={SEAL}&", "they mean nothing"),
    _same("S beside s", f"{WHOLE}&S=AAAA", "keys are literal: S is another one"),
    _same("%73 beside s", f"{WHOLE}&%73=AAAA", "keys are literal: %73 is another one"),
    _same("s behind digits of another script", f"{WHOLE}&１７=270101", "no ASCII digits: an unknown key"),
    _same("an escaped identifier in the query", f"{WHOLE}&%31%37=270101", "keys are literal: an unknown key"),
    _same("escaped letters", f"https://{HOST}/01/{G}/10/%4C2611A/21/7K2M9Q4%54?17=261130&s={SEAL}",
          "values are signed decoded"),
    _same("escaped digits", f"https://{HOST}/01/0893%30000000019/10/L2611A/21/7K2M9Q4T?17=26113%30&s={SEAL}",
          "values are signed decoded"),
    _same("from=kiosk beside a seal", f"{WHOLE}&from=kiosk", "anyone may add it: the seal counts"),
)  # fmt: skip

LOTS = (
    _lot("plus in a path", "A+B", "A+B", "no form decoding: + is a plus"),
    _lot("plus escaped", "A%2BB", "A+B", "the same lot as A+B"),
    _lot("slash, capitals", "A%2FB", "A/B", "decoded after splitting"),
    _lot("slash, small letters", "A%2fB", "A/B", "either case of hexadecimal digits"),
    _lot("percent", "50%25", "50%", "decoded once"),
    _lot("escaped twice", "A%252FB", "A%2FB", "one pass of decoding, no more"),
    _lot("ampersand", "A%26B", "A&B", "legal in a lot"),
    _lot("question mark", "A%3FB", "A?B", "legal in a lot"),
    _lot("equals sign unescaped", "A=B", "A=B", "a path has no pairs to cut"),
    _lot("semicolon escaped", "A%3BB", "A;B", "only a printed one is refused"),
    _lot("small letters", "l2611a", "l2611a", "case-sensitive: another lot than L2611A"),
    _lot("twenty letters", "ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQRST", "the longest lot"),
    Row("plus in a query", f"https://{HOST}{LOT_PATH}?240=A+B&s={SEAL}", "digital_link", LOT_WAITS,
        "no form decoding in the query either", code=f"{LOT_CODE} 240=A+B", seal="valid", by=FARM_KEY),
)  # fmt: skip

SEAL_KEY = (
    _bare("no seal", f"https://{HOST}{PATH}?17=261130", "nothing signed"),
    _bare("%73= instead of s", f"https://{HOST}{PATH}?17=261130&%73={SEAL}", "keys are literal: no seal here"),
    _bare("S instead of s", f"https://{HOST}{PATH}?17=261130&S={SEAL}", "keys are case-sensitive"),
    _bare("seal in the fragment", f"https://{HOST}{PATH}?17=261130#s={SEAL}", "a fragment is ignored"),
    _bare("take-along code", f"https://{HOST}{PATH}?17=261130&from=kiosk", "the seal was checked at the kiosk"),
    _malformed("empty s", f"https://{HOST}{PATH}?17=261130&s=", "empty is malformed, not absent"),
    _malformed("s without a value", f"https://{HOST}{PATH}?17=261130&s", "empty is malformed, not absent"),
    _malformed("text behind the seal", f"https://{HOST}{PATH}?17=261130&s={SEAL}.", "91 letters"),
    _malformed("blank behind the seal", f"https://{HOST}{PATH}?17=261130&s={SEAL} ", "nothing is trimmed"),
    _malformed("seal with an escaped letter", f"https://{HOST}{PATH}?17=261130&s=%41{SEAL}",
               "its value is not percent-decoded"),
    _malformed("seal with padding", f"https://{HOST}{PATH}?17=261130&s={SEAL}==", "without padding"),
    _malformed("seal cut off", f"https://{HOST}{PATH}?17=261130&s=HAAR", "a label that was torn"),
)  # fmt: skip

UNIT_QUERY = f"17=261130&s={SEAL}"
BAD = (
    _bad("s twice", f"{PATH}?{UNIT_QUERY}&s=A", "each key stands once"),
    _bad("s twice, the same", f"{PATH}?{UNIT_QUERY}&s={SEAL}", "each key stands once"),
    _bad("s twice, one empty", f"{PATH}?{UNIT_QUERY}&s=", "each key stands once"),
    _bad("17 twice", f"{PATH}?17=261130&{UNIT_QUERY}", "each identifier stands once, equal or not"),
    _bad("lot in path and query", f"{PATH}?10=L2611A&{UNIT_QUERY}", "each stands once over path and query"),
    _bad("lot in the query", f"/01/{G}?10=L2611A&s={SEAL}", "10 belongs in the path of 01"),
    _bad("unknown digits", f"{PATH}?{UNIT_QUERY}&9999=1", "an all-digit key must be an identifier"),
    _bad("one digit", f"{PATH}?{UNIT_QUERY}&1=1", "an all-digit key must be an identifier"),
    _bad("empty lot", f"/01/{G}/10//21/7K2M9Q4T?{UNIT_QUERY}", "an empty value"),
    _bad("empty date", f"{PATH}?17=&s={SEAL}", "an empty value"),
    _bad("date without a value", f"{PATH}?17&s={SEAL}", "an empty value"),
    _bad("slash behind", f"{PATH}/?{UNIT_QUERY}", "tolerated at the door of HTTP only"),
    _bad("serial before lot", f"/01/{G}/21/7K2M9Q4T/10/L2611A?{UNIT_QUERY}",
         "qualifiers stand in the order 22, 10, 21"),
    _bad("qualifier of another key", f"/01/{G}/254/12?{UNIT_QUERY}", "254 qualifies 414"),
    _bad("235 beside a lot", f"/01/{G}/10/L2611A/235/X?s={SEAL}", "235 stands alone"),
    _bad("13 digits", f"/01/8930000000019/10/L2611A/21/7K2M9Q4T?{UNIT_QUERY}", "a GTIN has 14 in a link"),
    _bad("GTIN with a letter", f"/01/0893000000001O/10/L2611A?s={SEAL}", "an O for a nought"),
    _bad("wrong check digit", f"/01/{G[:-1]}8/10/L2611A/21/7K2M9Q4T?{UNIT_QUERY}", "of the GTIN", "bad_check_digit"),
    _bad("wrong check digit of a place", f"/414/{GLN[:-1]}8?s={SEAL}", "of the GLN", "bad_check_digit"),
    _bad("semicolon", f"{PATH};x?{UNIT_QUERY}", "no ; in the link as printed"),
    _bad("semicolon for an ampersand", f"{PATH}?17=261130;s={SEAL}", "no ; in the link as printed"),
    _bad("semicolon in the fragment", f"{PATH}?{UNIT_QUERY}#;", "as printed, the fragment too"),
    _bad("backslash", f"\\01\\{G}{PATH}?{UNIT_QUERY}", "no backslash in the link as printed"),
    _bad("escaped NUL", f"/01/{G}/10/L2611A%00/21/7K2M9Q4T?{UNIT_QUERY}", "a control character after decoding"),
    _bad("escaped line end in another key", f"{PATH}?{UNIT_QUERY}&x=%0A", "a control character after decoding"),
    _bad("escaped GS", f"/01/{G}/10/L2611A%1D17261231?s={SEAL}", "it would end the element in the message"),
    _bad("percent and no digits", f"/01/{G}/10/50%?s={SEAL}", "it escapes nothing"),
    _bad("percent and letters", f"/01/{G}/10/50%zz?s={SEAL}", "it escapes nothing"),
    _bad("escaped bytes of no text", f"/01/{G}/10/L%FF?s={SEAL}", "no UTF-8"),
    _bad("escaped blank in a lot", f"/01/{G}/10/L%202?s={SEAL}", "outside the character set 82"),
    _bad("Vietnamese in a lot", f"/01/{G}/10/L%C3%B4?s={SEAL}", "outside the character set 82"),
    _bad("21 letters in a lot", f"/01/{G}/10/ABCDEFGHIJKLMNOPQRSTU?s={SEAL}", "at most 20"),
    _bad("month 13", f"{PATH}?17=261301&s={SEAL}", "no such month"),
    _bad("harvest on day 00", f"{PATH}?7007=261100&s={SEAL}", "day 00 is not legal in 7007"),
    _bad("goods by weight, no weight", f"/01/98930000000012/10/L?s={SEAL}", "a GTIN with 9 needs a measure"),
)  # fmt: skip

HOSTS = (
    _elsewhere("port 443 on http", f"http://{HOST}:443{PATH}?17=261130&s={SEAL}", "not the scheme's own"),
    _elsewhere("port 80 on https", f"https://{HOST}:80{PATH}?17=261130&s={SEAL}", "not the scheme's own"),
    _elsewhere("port 8443", f"https://{HOST}:8443{PATH}?17=261130&s={SEAL}", "whatever the seal"),
    _elsewhere("empty port", f"https://{HOST}:{PATH}?17=261130&s={SEAL}", "an empty port is a port"),
    _elsewhere("user-info before ours", f"https://kiosk@{HOST}{PATH}?17=261130&s={SEAL}", "whatever the seal"),
    _elsewhere("empty user-info", f"https://@{HOST}{PATH}?17=261130&s={SEAL}", "whatever the seal"),
    _elsewhere("ours as user-info", f"https://{HOST}@evil.test{PATH}?17=261130&s={SEAL}", "the host is evil.test"),
    _elsewhere("final dot", f"https://{HOST}.{PATH}?17=261130&s={SEAL}", "whatever the seal"),
    _elsewhere("our seal elsewhere", f"https://id.brand.test{PATH}?17=261130&s={SEAL}", "foreign_host"),
    _elsewhere("our seal on a sub-domain", f"https://www.{HOST}{PATH}?17=261130&s={SEAL}", "it is not on the list"),
    _elsewhere("ours in the stem", f"https://evil.test/{HOST}{PATH}?17=261130&s={SEAL}", "the host is evil.test"),
    _elsewhere("another's s elsewhere", f"https://id.brand.test{PATH}?17=261130&s=abc", "any other s is no seal",
               NOT_KNOWN, "absent"),
    _elsewhere("a brand's link", f"https://id.brand.test{PATH}?17=261130", "no imitation", NOT_KNOWN, "absent"),
    _elsewhere("a brand's link with a port", f"https://id.brand.test:8443{PATH}?17=261130", "it is no host of ours",
               NOT_KNOWN, "absent"),
    _imitation("Cyrillic letters", "tr\u0430ce.ex\u0430mple", "equal skeleton"),
    _imitation("IDN", "xn--trce-63d.xn--exmple-4nf", "equal skeleton after decoding"),
    _imitation("marks", "trac\u00e9.example", "equal skeleton: marks are dropped"),
    _imitation("full-width letters", "ｔｒａｃｅ.example", "equal skeleton"),
    _imitation("full stop of another script", "trace\u3002example", "read as a dot"),
    _imitation("figure for a letter", "trace.examp1e", "1 for l"),
    _imitation("ours as leading labels", f"{HOST}.evil.test", "our host before a longer name"),
    _imitation("ours as inner labels", f"www.{HOST}.evil.test", "our host inside a longer name"),
    _imitation("hyphen for a dot", "trace-example.test", "dot and hyphen exchanged"),
    _imitation("ours with a port, no seal", f"{HOST}:8443", "whatever the seal"),
    _imitation("ours with a final dot, no seal", f"{HOST}.", "whatever the seal"),
    Row("imitation that is wrongly written", f"https://{HOST}.evil.test/01/{G[:-1]}8", "foreign_link", LOOK_ALIKE,
        "look_alike comes before faulty_code", "bad_check_digit"),
    Row("imitation without a product", f"https://{HOST}.evil.test/pay", "none", LOOK_ALIKE,
        "the host alone makes it false", "other_link"),
    Row("brand's link, wrong check digit", f"https://id.brand.test/01/{G[:-1]}8", "foreign_link", FAULTY,
        "the family stays", "bad_check_digit"),
    Row("brand's link, 13 digits", "https://id.brand.test/01/8930000000019", "foreign_link", FAULTY,
        "14 digits in a link", "bad_syntax"),
    Row("named key elsewhere", f"https://id.brand.test/gtin/{G}", "none", NOT_PRODUCE, "1.6 has no names",
        "other_link"),
)  # fmt: skip

OTHER_KEYS = (
    _bare("product alone", f"https://{HOST}/01/{G}", "a link of ours without a lot", f"01={G}"),
    _bare("variant", f"https://{HOST}/01/{G}/22/V2/10/L2611A", "22 before 10", f"01={G} 22=V2 10=L2611A"),
    _bare("235 alone", f"https://{HOST}/01/{G}/235/X7", "235 or 22, 10, 21", f"01={G} 235=X7"),
    _bare("place", f"https://{HOST}/414/{GLN}", "a sign without a seal", f"414={GLN}"),
    _bare("place with extension", f"https://{HOST}/414/{GLN}/254/12", "254 qualifies 414", f"414={GLN} 254=12"),
    _bare("load", f"https://{HOST}/00/{SSCC}", "an SSCC without a seal", f"00={SSCC}"),
    _bare("take-along code without the weight", f"https://{HOST}/01/98930000000012/10/L?from=kiosk",
          "it repeats a part of the label only", "01=98930000000012 10=L"),
)  # fmt: skip

ROWS = (*SAME, *LOTS, *SEAL_KEY, *BAD, *HOSTS, *OTHER_KEYS)
