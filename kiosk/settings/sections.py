"""The sections of the settings: each key, what it means, and what it may be."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field


@dataclass(frozen=True, slots=True)
class Right:
    """What a setting of this form may be, in words for the one who wrote it."""

    words: str


def _nothing(value: object) -> object:
    """Return None for what people write where a thing is absent; TOML and variables know no null."""
    return None if value in ("", "none") else value


def _plain(text: str) -> str:
    if not text.isprintable():
        message = "it holds a control character"
        raise ValueError(message)
    return text


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_web = False
    if text and (not is_web or parts.username is not None or parts.query or parts.fragment):
        message = "it is no address of a web service"
        raise ValueError(message)
    return text.rstrip("/")


def _networks(text: str) -> str:
    for part in filter(None, text.split(",")):
        ip_network(part.strip())
    return text


Text = Annotated[str, Field(max_length=120), AfterValidator(_plain), Right("text of at most 120 characters")]
Identifier = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9._-]{0,40}\z"), Right("letters, digits, '.', '_' and '-', 40 at most")
]
Url = Annotated[str, AfterValidator(_web_address), Right("https://HOST[:PORT][/PATH], without user, '?' or '#'")]
DatabaseUrl = Annotated[
    str,
    Field(pattern=r"^(|(postgresql|sqlite)[+a-z0-9]*://.*)\z"),
    Right("postgresql://USER@HOST/NAME, sqlite:////PATH/FILE.db, or nothing for SQLite in the state folder"),
]
ReplicaUrl = Annotated[
    str,
    Field(pattern=r"^(|postgres(ql)?[+a-z0-9]*://.*)\z"),
    Right("postgresql://USER@HOST/NAME, or nothing"),
]
Listening = Annotated[
    str,
    Field(pattern=r"^(|[0-9A-Za-z.:\[\]-]{1,60}:[1-9][0-9]{0,4})\z"),
    Right("ADDRESS:PORT, such as 10.0.0.7:8086, or nothing"),
]
Proxies = Annotated[
    str, AfterValidator(_networks), Right("addresses or networks with commas between, such as 10.0.0.0/24, or nothing")
]
Port = Annotated[int, Field(ge=1, le=65535), Right("a port from 1 to 65535")]
MailSecurity = Annotated[
    Literal["starttls", "tls", "plain"], Right("starttls, tls, or plain for a server on this machine itself")
]
Mailbox = Annotated[
    str,
    Field(max_length=200, pattern=r"^(|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,120})\z"),
    Right("an e-mail address, or nothing"),
]
HookUrl = Annotated[
    str,
    Field(max_length=500, pattern=r"^(|https://[^\s@#]+)\z"),
    Right("https://HOST[:PORT][/PATH][?QUERY], without user or '#', or nothing"),
]
SourceText = Annotated[
    str,
    AfterValidator(_plain),
    Right("camera:0 (a USB camera), pi, serial:/dev/ttyACM0 (a scanner gun), a video, a picture or a folder"),
]
SoundDevice = Annotated[
    str, Field(pattern=r"^[!-~]{1,120}\z"), Right("auto, none, or the ALSA name of a device, such as plughw:1")
]
Switch = Annotated[bool, Right("true or false")]
Focus = Annotated[int, Field(ge=0, le=100_000), Right("a whole number, as v4l2-ctl shows it")]
Speed = Annotated[float, Field(ge=0, le=100), Right("a number from 0 to 100; 1 is as filmed, 0 as fast as it is read")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}\z"), Right("vi, en, or another language that has a catalogue")]
Size = Annotated[str, Field(pattern=r"^[1-9][0-9]{2,3}x[1-9][0-9]{2,3}\z"), Right("WIDTHxHEIGHT, such as 1280x800")]
Instant = Annotated[
    AwareDatetime | None,
    BeforeValidator(_nothing),
    Right("a time with its offset, such as 2026-11-23T09:00:00+07:00"),
]
Seconds = Annotated[
    float | None, BeforeValidator(_nothing), Right("a time of this machine's monotonic clock, in seconds, or none")
]
Factory = Annotated[Literal["none", "mock", "lgpio"], Right("none, mock or lgpio (a Raspberry Pi)")]
Gpio = Annotated[
    Annotated[int, Field(ge=0, le=27)] | None,
    BeforeValidator(_nothing),
    Right("a GPIO number (BCM) from 0 to 27, or none"),
]
Folder = Annotated[Path | None, BeforeValidator(_nothing), Right("the path of a folder")]
File = Annotated[Path | None, BeforeValidator(_nothing), Right("the path of a file")]
NumberRange = Annotated[
    str, Field(pattern=r"^(|[0-9]{3,11})\z"), Right("3 to 11 digits that the numbers begin with, or nothing")
]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(_Section):
    """Which kiosk this is and where it stands."""

    name: Text = Field(default="", description="name of this kiosk, as the board calls it")
    market: Text = Field(default="", description="name of the market, as shoppers know it")
    market_id: Identifier = Field(default="", description="the market's id in the registry")
    position: Text = Field(default="", description="where in the market it stands")
    demonstration: Switch = Field(
        default=False, description="the demonstration look on every screen; refused on an enrolled unit"
    )


class Central(_Section):
    """The central service."""

    url: Url = Field(
        default="", description="where a kiosk asks; nothing: where it was paired, else it works by its own data alone"
    )
    database_url: DatabaseUrl = Field(default="", description="the database of the central service itself")
    key_file: File = Field(
        default=None, description="the key-encryption key, where it comes by no credential central-key"
    )
    token_module: File = Field(default=None, description="the PKCS#11 library of a token that holds the signing keys")
    token_label: Text = Field(default="", description="which token of that library")
    token_pin_file: File = Field(default=None, description="its PIN, where it comes by no credential token-pin")
    gtin_range: NumberRange = Field(default="", description="the city's GTINs to lend, by their first digits of 13")
    gln_range: NumberRange = Field(default="", description="the city's GLNs to lend, by their first digits")
    public_url: Url = Field(default="", description="where phones reach the service, for the links that it gives out")
    replica_url: ReplicaUrl = Field(
        default="", description="a copy of that database, which only reads are asked; nothing: there is none"
    )
    trusted_proxies: Proxies = Field(
        default="127.0.0.1,::1", description="proxies in front of the service, whose word of the asking side counts"
    )


class Camera(_Section):
    """Where frames come from."""

    source: SourceText = Field(default="", description="the source of frames; nothing: the first USB camera")
    loop: Switch = Field(default=False, description="play a video or folder again and again")
    speed: Speed = Field(default=1.0, description="how fast a video is played")
    focus: Focus = Field(default=0, description="a USB camera's own number of its focus; 0: where it stands")


class Screen(_Section):
    """What shoppers see."""

    windowed: Switch = Field(default=False, description="a window instead of the whole screen")
    headless: Switch = Field(default=False, description="paint without a display")
    size: Size = Field(default="1280x800", description="size of the window, or of the headless screen")
    language: Language = Field(default="vi", description="the language that the screen returns to")
    screenshots: Folder = Field(
        default=None, description="a folder for a picture of each screen; refused on an enrolled unit"
    )

    @property
    def width(self) -> int:
        """The first half of the size."""
        return int(self.size.partition("x")[0])

    @property
    def height(self) -> int:
        """The second half of the size."""
        return int(self.size.partition("x")[2])


class Offline(_Section):
    """What is published for use without a network."""

    root: File = Field(default=None, description="the root of trust; none: that of this release")
    cache_url: Url = Field(
        default="", description="the unit of this market that keeps what is published for the others"
    )
    cache_listen: Listening = Field(
        default="", description="where this unit serves the others what it has verified; nothing: it does not"
    )


class Mail(_Section):
    """E-mail about alerts, from the central service."""

    host: Text = Field(default="", description="the mail server that takes the centre's e-mail; nothing: none is sent")
    port: Port = Field(default=587, description="its port")
    security: MailSecurity = Field(default="starttls", description="how the line to it is kept from others")
    sender: Mailbox = Field(default="", description="the address that letters come from")
    user: Text = Field(default="", description="as whom it is signed in to; nothing: as nobody")
    password_file: File = Field(
        default=None, description="that user's password, where no credential mail-password has it"
    )


class Webhook(_Section):
    """The program that is told of alerts by the central service."""

    url: HookUrl = Field(default="", description="who is called about each alert; nothing: nobody")
    secret_file: File = Field(
        default=None, description="the secret of its signatures, where no credential webhook-secret has it"
    )
    private_networks: Proxies = Field(default="", description="private networks in which it may stand; nothing: none")


class ClockSettings(_Section):
    """The time."""

    at: Instant = Field(
        default=None,
        description="a demonstration begins at this time; refused on an enrolled unit, and seals only numbers of 952…",
    )
    since: Seconds = Field(
        default=None, description="when it began, so that all parts agree; kiosk run sets it for its parts"
    )


class Panel(_Section):
    """The front panel. Any device may be absent."""

    factory: Factory = Field(default="none", description="how pins are reached; none: there is no panel")
    green: Gpio = Field(default=17, description="the lamp on the right")
    amber: Gpio = Field(default=27, description="the lamp in the middle")
    red: Gpio = Field(default=22, description="the lamp on the left")
    buzzer: Gpio = Field(default=23, description="the buzzer")
    next_button: Gpio = Field(default=24, description="the button for the next label; it closes to ground")
    presence: Gpio = Field(
        default=None, description="the presence sensor: who stands there keeps the phone's code on the screen"
    )
    fan: Gpio = Field(default=None, description="the fan: on above 65 °C, off below 55 °C")
    sound_device: SoundDevice = Field(
        default="auto",
        description="what reads aloud, by its ALSA name; auto: the default card where there is one; none: silence",
    )

    @property
    def has_button(self) -> bool:
        """Whether there is the button for the next label."""
        return self.factory != "none" and self.next_button is not None


class PlacesSettings(_Section):
    """Folders, where they are not the usual ones."""

    state: Folder = Field(default=None, description="what must last: journal, cache, identity")
    runtime: Folder = Field(default=None, description="sockets and the live picture")


class Settings(_Section):
    """All settings of a unit, as they hold together."""

    unit: Unit = Unit()
    central: Central = Central()
    camera: Camera = Camera()
    screen: Screen = Screen()
    offline: Offline = Offline()
    mail: Mail = Mail()
    webhook: Webhook = Webhook()
    clock: ClockSettings = ClockSettings()
    panel: Panel = Panel()
    places: PlacesSettings = PlacesSettings()
