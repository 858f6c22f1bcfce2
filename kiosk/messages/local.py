"""What the processes of one unit say to each other: one JSON object a line on a local socket.

The screen listens; camera, sync and panel connect, say Hello, and connect again whenever the
line breaks. Pictures never travel here: they stand in shared memory (preview.py).
How a message becomes a line: lines.py.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.codes.code import Identity
from kiosk.messages.announcements import AnnouncedLot
from kiosk.messages.instant import BoundedInstant, OwnInstant, SoundFinding
from kiosk.messages.orders import MAX_PICTURE_BYTES
from kiosk.messages.signing import SignatureFault
from kiosk.messages.unit_settings import KioskSettings
from kiosk.verdicts.verdict import Level

MAX_NOTICES = 20
"""More than this nobody reads while a screen waits."""
MAX_ANNOUNCED = 2000
"""As many lots as the centre tells of one market."""
MAX_REPORTS = 500
MAX_SPOKEN = 300
MAX_SPOKEN_LINES = 6
"""Who has not left by then reads."""
BEAT_EVERY_S = 0.4
"""How often a part says Beat."""
RETRY_AFTER_S = 0.2
"""How long a part waits before it connects again."""
ANSWER_WITHIN_S = 0.8
"""How long a shopper waits for the centre: after that the screen judges, and sync answers, by the unit's own data."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


class Part(StrEnum):
    """The processes of a unit."""

    CAMERA = "camera"
    SCREEN = "screen"
    SYNC = "sync"
    PANEL = "panel"
    TECHNICIAN = "technician"
    """A command that somebody runs on the unit, as long as it runs."""


class Hello(_Message):
    """First line of every connection."""

    kind: Literal["hello"] = "hello"
    part: Part


class Beat(_Message):
    """Said at least twice a second by each part from its main loop: "I am working"."""

    kind: Literal["beat"] = "beat"


class Pictured(_Message):
    """Camera → screen: preview picture `number` stands in shared memory."""

    kind: Literal["pictured"] = "pictured"
    number: int


class Scanned(_Message):
    """Camera → screen: a code came into view (once, until it was away).

    `frame_ns` is the monotonic time of the frame that was read; `frames` how many frames it
    took since something like a code was first seen; `decode_ms` the time in the decoders. `is_again`:
    it was in view all the time, and is told again because the line had been broken.
    """

    kind: Literal["scanned"] = "scanned"
    content: bytes
    symbology: str
    frame_ns: int
    frames: int
    decode_ms: float
    is_again: bool = False


class CameraState(StrEnum):
    """How the pictures are."""

    WORKING = "working"
    LOST = "lost"
    """The source gives no pictures (unplugged, broken file)."""
    BLACK = "black"
    FROZEN = "frozen"
    SLOW = "slow"
    """Too few a second to read what a hand holds."""


class CameraReport(_Message):
    """Camera → screen: the state changed. `number` is the technician's error number or ""."""

    kind: Literal["camera_report"] = "camera_report"
    state: CameraState
    number: str = ""


class Hint(StrEnum):
    """What would help while a label is in view and does not read."""

    NONE = "none"
    CLOSER = "closer"
    FARTHER = "farther"
    HOLD_STILL = "hold_still"
    TOO_DARK = "too_dark"
    GLARE = "glare"
    FLATTEN = "flatten"
    """All is well with the picture, and yet it does not read for seconds: wrinkles, water, dirt."""
    TWO_CODES = "two_codes"


class Framed(_Message):
    """Where a code is in the live picture, in shares of its width and height; `right` and `bottom` are outside."""

    left: float = Field(ge=0, le=1)
    top: float = Field(ge=0, le=1)
    right: float = Field(ge=0, le=1)
    bottom: float = Field(ge=0, le=1)


class Guided(_Message):
    """Camera → screen: the hint changed, or where the codes are that it is about.

    `frames`: the code that does not read, or two that are in view together, the one that goes first first; none where
    nothing is said. `module_px`: pixels a module of it in the camera's own picture, where they can be told.
    """

    kind: Literal["guided"] = "guided"
    hint: Hint
    frames: tuple[Framed, ...] = Field(default=(), max_length=2)
    module_px: float | None = Field(default=None, ge=0, le=1000)
    has_counted: bool = False
    """A code in view was told already, and is told again only after it was away."""


NO_GUIDANCE = Guided(hint=Hint.NONE)


class SourceEnded(_Message):
    """Camera → screen: a clip or folder came to its end and is not played again."""

    kind: Literal["source_ended"] = "source_ended"


class Ask(_Message):
    """Screen → sync: look this item up. `check_id` (UUIDv7) is also the journal row's.

    `is_counted`: it stands in the serial's history, at the centre and here. False for a link that anybody can write.
    """

    kind: Literal["ask"] = "ask"
    check_id: str
    identity: Identity
    asked_at: OwnInstant
    is_clock_trusted: bool
    is_counted: bool


class Found(_Message):
    """Sync → screen: an answer. The unit's own comes first (`is_final` false), then the centre's.

    `is_final` true with source cache, snapshot or none: the centre could not be asked.
    """

    kind: Literal["found"] = "found"
    check_id: str
    finding: SoundFinding
    is_final: bool


class Network(_Message):
    """Sync → screen: whether the centre answers, and when it last did."""

    kind: Literal["network"] = "network"
    is_online: bool
    last_answer_at: BoundedInstant | None = None


class ListsPlaced(_Message):
    """Sync → screen: another trust list, verified, is in its place: read it."""

    kind: Literal["lists_placed"] = "lists_placed"


class ListsConfirmed(_Message):
    """Sync → screen: the centre confirmed at `at` that trust list `version`, of this digest, is its newest."""

    kind: Literal["lists_confirmed"] = "lists_confirmed"
    version: int
    at: BoundedInstant
    digest: str = ""


class JournalConfirmed(_Message):
    """Sync → screen: the centre holds every row of the journal `journal` up to `sequence`, whose digest is this.

    Said again now and then: each time the screen takes off some of them that it needs no more.
    """

    kind: Literal["journal_confirmed"] = "journal_confirmed"
    journal: str
    sequence: int
    digest: str


class ReportsTaken(_Message):
    """Sync → screen: the centre holds these reports of shoppers, by their ids."""

    kind: Literal["reports_taken"] = "reports_taken"
    ids: tuple[str, ...] = Field(max_length=MAX_REPORTS)


class Admission(_Message):
    """Sync → screen: whether the centre takes this unit for one of its own; `refusal` says why not.

    `broken` is the error number of an identity that cannot be read, so that the centre is asked as by anybody.
    """

    kind: Literal["admission"] = "admission"
    refusal: SignatureFault | None = None
    broken: str = ""


class SettingsTold(_Message):
    """Sync → screen: what the board set for this kiosk, and what it is called."""

    kind: Literal["settings_told"] = "settings_told"
    settings: KioskSettings
    name: str
    market_id: str
    market_name: str
    market_name_en: str = ""
    area: str
    position: str


class ToldNotice(_Message):
    """A notice that stands now, for `remaining_s` seconds more."""

    id: str
    is_emergency: bool
    text: str
    text_en: str
    remaining_s: float


class NoticesTold(_Message):
    """Sync → screen: all notices that stand now, emergencies first. Each vanishes by itself, whatever sync does."""

    kind: Literal["notices_told"] = "notices_told"
    notices: tuple[ToldNotice, ...] = Field(max_length=MAX_NOTICES)


class AnnouncementsTold(_Message):
    """Sync → screen: the lots with a PLU that the stalls of this market announced on `day` in Hanoi.

    Whoever offers them looks which day it is: another day's say nothing of today.
    """

    kind: Literal["announcements_told"] = "announcements_told"
    day: date
    lots: tuple[AnnouncedLot, ...] = Field(max_length=MAX_ANNOUNCED)


class Fares(_Message):
    """Screen → sync: how the unit fares, as the screen sees it: for the heartbeat."""

    kind: Literal["fares"] = "fares"
    camera: CameraState | None = None
    """None: nothing was heard of it yet."""
    trust_version: int = 0
    faults: tuple[str, ...] = ()
    """Error numbers that stand now."""


class BeginAnew(_Message):
    """Sync → screen: begin anew with all parts, once nobody is served. Screen → each part: now."""

    kind: Literal["begin_anew"] = "begin_anew"


class PictureWanted(_Message):
    """Sync → screen: give a picture of the screen, without what the camera sees."""

    kind: Literal["picture_wanted"] = "picture_wanted"


class PictureTaken(_Message):
    """Screen → sync: it, as PNG; b"" where there is none that can be sent."""

    kind: Literal["picture_taken"] = "picture_taken"
    picture: bytes = Field(max_length=MAX_PICTURE_BYTES)


class Lit(_Message):
    """Screen → panel: show this level; None while waiting or asking."""

    kind: Literal["lit"] = "lit"
    level: Level | None


class Say(_Message):
    """Screen → panel: read this aloud, in place of what is being said. `Lit` without a level ends it.

    `lines` in `language`: those that stand fixed in the catalogue are files. `volume` in percent.
    """

    kind: Literal["say"] = "say"
    level: Level
    language: str = Field(pattern="^[a-z]{2}$")
    lines: tuple[Annotated[str, Field(max_length=MAX_SPOKEN)], ...] = Field(max_length=MAX_SPOKEN_LINES)
    volume: int = Field(ge=0, le=100)


class Pressed(_Message):
    """Panel → screen: the next button, briefly, or held for a while."""

    kind: Literal["pressed"] = "pressed"
    is_held: bool = False


class Near(_Message):
    """Panel → screen: the presence sensor says that somebody came, or went."""

    kind: Literal["near"] = "near"
    is_near: bool


class Maintained(_Message):
    """Technician → screen: somebody works at this unit, until this line is closed."""

    kind: Literal["maintained"] = "maintained"


class PairingOffered(_Message):
    """Technician → screen: the letters by which a board pairs this unit, until this line is closed.

    They hold for `remaining_s` seconds more.
    """

    kind: Literal["pairing_offered"] = "pairing_offered"
    letters: str = Field(max_length=20)
    fingerprint: str = Field(max_length=80)
    remaining_s: float
    machine: str = Field(default="", max_length=80)
    serial: str = Field(default="", max_length=80)
    release: str = Field(default="", max_length=80)
    centre: str = Field(default="", max_length=200)


Message = Annotated[
    Hello
    | Beat
    | Pictured
    | Scanned
    | CameraReport
    | Guided
    | SourceEnded
    | Ask
    | Found
    | Network
    | ListsPlaced
    | ListsConfirmed
    | JournalConfirmed
    | ReportsTaken
    | Admission
    | SettingsTold
    | NoticesTold
    | AnnouncementsTold
    | Fares
    | BeginAnew
    | PictureWanted
    | PictureTaken
    | Lit
    | Say
    | Maintained
    | PairingOffered
    | Pressed
    | Near,
    Field(discriminator="kind"),
]
