"""What can go wrong between a technician and a unit: one line each, with its heading in docs/provisioning.md."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.errors import KioskError


class State(StrEnum):
    """What state a unit is in, in a technician's words."""

    SET_UP = "everything else is set up"
    UNTOUCHED = "nothing was changed"
    PARTLY = "set up in part; what is there works, and a run goes on where this one ended"
    OPEN = f"{PARTLY}; its root stays writable until then"
    UNKNOWN = "not reached, so its state is not known"


class ProvisioningError(KioskError):
    """A unit, an inventory or a release cannot be used: number, what happened, what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong at a unit."""

    number: str
    what: str
    remedy: str


AGAIN = "Then run the same command again."
NOT_THERE = Fault("PRV-10", "nothing answers at {address}", "Look at power, cable and the address in the inventory.")
WRONG_HOST = Fault(
    "PRV-11",
    "another machine answers at {address}: its host key is not the pinned one",
    "Look at the address; where the card is new, pin its key: make provision-pin INVENTORY={inventory} UNITS={unit}.",
)
NOT_PINNED = Fault(
    "PRV-12",
    "the host key of {address} is not pinned",
    "Compare and pin it: make provision-pin INVENTORY={inventory} UNITS={unit}.",
)
WRONG_KEY = Fault(
    "PRV-13",
    "the unit does not take this key for {login}",
    "Name the right one with KEY=…, or load it with ssh-add.",
)
NO_KEY = Fault("PRV-13", "no key was given, or none of yours is taken for {login}", WRONG_KEY.remedy)
PUBLIC_KEY = Fault("PRV-13", "{key} is no private key (the file without .pub)", "Name your private key with KEY=….")
LOCKED_KEY = Fault("PRV-13", "{key} is locked by a passphrase", "Load it with ssh-add, and leave KEY= away.")
INTERRUPTED = Fault(
    "PRV-14",
    "the connection broke off during: {step}",
    "Look at cable and power; where they are well, at the unit's load.",
)
TOO_LONG = Fault("PRV-15", "it took longer than {limit} minutes", "Look at the line, and at the unit's load.")
STEP_TOO_LONG = Fault(
    "PRV-15", "the step {step} took longer than {limit} minutes", "Look at the unit's load and at its card."
)
BUSY = Fault("PRV-20", "another run is on this unit: {holder}", "Wait for its end.")
NO_ROOM = Fault("PRV-21", "{folder} has {free} MB free and {needed} MB are needed", "Free some, or take a larger card.")
WRONG_MACHINE = Fault(
    "PRV-22",
    "the unit is {found}, the release is for {wanted}",
    "Pack one for it: make pack PYTHON_OF_UNIT={python} MACHINE={machine} RELEASE=dist/unit-{python}-{machine}, "
    "and name that with RELEASE=.",
)
WRONG_BOARD = Fault("PRV-22", "the unit is {found}, the inventory says {wanted}", "Correct `board` in the inventory.")
WRONG_SYSTEM = Fault("PRV-23", "the unit runs {found}", "Put Raspberry Pi OS 13 or Debian 12 or 13 on its card.")
NO_CAMERA = Fault(
    "PRV-24",
    "there is no camera at {camera}",
    "Plug it in, or correct camera.source in the inventory.",
)
NO_SUDO = Fault("PRV-25", "{login} may not become root without a password", "Give it sudo, or log in as root.")
LOCKED_OUT = Fault(
    "PRV-26", "this run would lock you out: {reason}", "Correct `management` or `technicians` in the inventory."
)
NO_PARTITION = Fault(
    "PRV-27",
    "there is no file system {device} for the data",
    "Make it on the card: docs/provisioning.md, step 2; or set read_only = false.",
)
STEP_FAILED = Fault("PRV-30", "the step {step} failed: {said}", "Mend what it says.")
NOT_AS_WANTED = Fault("PRV-31", "read back, it is not as it should be: {said}", "Look at it on the unit.")
BROKEN = Fault("PRV-39", "the set-up itself failed: {said}", "Send this line to the developers.")

FAULTS = (
    *(NOT_THERE, WRONG_HOST, NOT_PINNED, WRONG_KEY, INTERRUPTED, TOO_LONG, BUSY, NO_ROOM, WRONG_MACHINE),
    *(WRONG_SYSTEM, NO_CAMERA, NO_SUDO, LOCKED_OUT, NO_PARTITION, STEP_FAILED, NOT_AS_WANTED, BROKEN),
)


class UnitFault(Exception):  # noqa: N818 - a fault is what a technician mends
    """A unit cannot be set up. Ends the work on this unit; others go on."""

    def __init__(self, fault: Fault, state: State, **values: object) -> None:
        self.fault = Fault(fault.number, fault.what.format_map(_Known(values)), fault.remedy.format_map(_Known(values)))
        self.state = state
        super().__init__(f"{self.fault.number}: {self.fault.what}")


class _Known(dict[str, object]):
    """Values of a sentence; those that only the parent knows stay as they are, to be filled in by it."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def filled(text: str, **values: object) -> str:
    """Return `text` with those `{names}` filled in that `values` has."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def line(unit: str, fault: Fault, state: State, command: str) -> str:
    """Return the one line that a technician reads: what happened, the unit's state, how to go on."""
    return f"{unit}: {fault.number}: {fault.what}. State: {state.value}. {fault.remedy} Go on: {command}"


def of_connecting(said: str) -> Fault:
    """Return which fault a failed connection is, by what the SSH library said of it. Unknown words: not there."""
    for words, fault in _CONNECTING:
        if words in said.lower():
            return fault
    return NOT_THERE


_CONNECTING = (
    ("host key error", WRONG_HOST),
    ("no host key", NOT_PINNED),
    ("not found in known_hosts", NOT_PINNED),
    ("authentication error", WRONG_KEY),
    ("no authentication methods", WRONG_KEY),
    ("too many authentication failures", WRONG_KEY),
)
"""Rows: what pyinfra's connector or paramiko says, in small letters; the first that is in it decides."""
