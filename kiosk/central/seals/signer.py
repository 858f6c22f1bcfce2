"""A signer that seals only what every kiosk will call valid.

It reads each link back as a kiosk does, by the newest trust list and by every list that a kiosk
which was online in the last two days may still hold. What one of them would not call valid is not
sealed at all (docs/specs/seal.md, section 2).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.central.seals.signing_key import SigningKey
from kiosk.codes.classify import classify
from kiosk.codes.code import Elements, Link
from kiosk.codes.digital_link import link_text
from kiosk.codes.gs1 import fault_of
from kiosk.codes.payload import Payload
from kiosk.errors import KioskError
from kiosk.moment import HANOI, hanoi_day
from kiosk.trust.lists import Key, KeyStatus, TrustList
from kiosk.trust.scope import is_in_scope
from kiosk.trust.seal import SealState, check_seal
from kiosk.trust.signing import seal_text

PUBLISHED_FOR = timedelta(hours=48)
"""By then every kiosk that was online in two days knows a list."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One key, with what it may do now. `held` is what the lists that kiosks may hold say of it, newest last."""

    private: SigningKey
    keys: tuple[Key, ...]
    held: tuple[TrustList, ...]
    host: str

    def seal(self, elements: Elements) -> str:
        """Return the sealed link of `elements`, whose first is the primary key.

        Raises KioskError: SEAL-08 for elements that may not stand in a link, SEAL-07 for what is
        out of the key's scope, SEAL-06 where a list that kiosks may still hold lacks key or scope.
        """
        _refuse_illegal(elements)
        key = next((key for key in self.keys if is_in_scope(key, elements)), None)
        if key is None:
            raise _out_of_scope(self.keys[0], elements)
        link = link_text(self.host, elements, seal_text(elements, key.kid, self.private))
        for trust in self.held:
            self._refuse_unread(link, elements, trust)
        return link

    def _refuse_unread(self, link: str, elements: Elements, trust: TrustList) -> None:
        code = classify(Payload(link.encode(), "]Q1"), trust.hosts, ())
        if not isinstance(code, Link) or dict(code.elements) != dict(elements):
            raise KioskError(
                "SEAL-08",
                f"no reader takes {link!r} for what is sealed.",
                "Shorten it (512 bytes at most), and leave out what may not stand in a GS1 Digital Link.",
            )
        if check_seal(code, trust).state is not SealState.VALID:
            raise _too_new(self.held[-1], f"version {trust.version} of it does not allow this key to seal this")


def make_signer(private: SigningKey, lists: Sequence[TrustList], host: str, at: datetime) -> Signer:
    """Return who signs with `private` at `at` by `lists`: the newest trust list, and earlier ones where it is young.

    Raises KioskError: SEAL-05 where the newest list does not let this key sign today, SEAL-06
    where none of the lists was published 48 hours before, SEAL-09 for a host that is not the city's.
    """
    by_version = sorted(lists, key=lambda trust: trust.version)
    newest = by_version[-1]
    keys = _signing_keys(private, newest, at)
    published = [trust for trust in by_version if trust.issued + PUBLISHED_FOR <= at]
    if not published:
        raise _too_new(newest, "until then only an earlier list, given beside it, shows what kiosks know")
    held = tuple(trust for trust in by_version if trust.version >= published[-1].version)
    for trust in held:
        if host.lower() not in trust.hosts:
            raise KioskError(
                "SEAL-09",
                f"{host!r} is no host of the city by version {trust.version} of the trust list.",
                f"Right would be: {', '.join(trust.hosts)}.",
            )
    return Signer(private, keys, _different(held, {key.kid for key in keys}), host.lower())


def _different(held: Sequence[TrustList], kids: Collection[int]) -> tuple[TrustList, ...]:
    """Return the lists narrowed to the keys of these ids, of those that then say the same the newest only.

    A city publishes often, and a list that says nothing new of this key needs no second reading of each link.
    """
    said: dict[tuple[tuple[str, ...], tuple[Key, ...]], TrustList] = {}
    for trust in held:
        keys = tuple(key for key in trust.keys if key.kid in kids)
        said[trust.hosts, keys] = replace(trust, keys=keys)
    return tuple(sorted(said.values(), key=lambda trust: trust.version))


def _signing_keys(private: SigningKey, trust: TrustList, at: datetime) -> tuple[Key, ...]:
    """Return the entries by which this key may sign today. Stolen in one entry, it is stolen."""
    public, today = private.public, hanoi_day(at)
    entries = [key for key in trust.keys if key.public == public]
    if not entries:
        raise _may_not("is not in it", trust)
    if any(key.status is KeyStatus.COMPROMISED for key in entries):
        raise _may_not("was stolen, by it", trust)
    active = [key for key in entries if key.status is KeyStatus.ACTIVE]
    if not active:
        raise _may_not("is retired by it: it signs no more", trust)
    in_time = tuple(key for key in active if key.not_before <= today <= key.not_after)
    if not in_time:
        days = f"{active[0].not_before} to {active[0].not_after}"
        raise _may_not(f"signs by it from {days} only, and today is {today}", trust)
    return in_time


def _refuse_illegal(elements: Elements) -> None:
    if fault_of(elements) is None:
        return
    primary = elements[0]
    for digits, value in elements:
        if fault_of(tuple(dict((primary, (digits, value))).items())) is not None:
            raise KioskError(
                "SEAL-08",
                f"({digits}) cannot hold {value!r}.",
                "Take characters, length and check digit as GS1's General Specifications have them.",
            )
    raise KioskError(
        "SEAL-08",
        f"the identifiers {', '.join(digits for digits, _ in elements)} may not stand together.",
        "Leave out what another excludes, name each once, and add what it needs.",
    )


def _out_of_scope(key: Key, elements: Elements) -> KioskError:
    (digits, value), printed = elements[0], dict(elements)
    day = printed.get("13") or printed.get("11")
    packed = f" packed or produced on {day}" if day else ""
    return KioskError(
        "SEAL-07",
        f"({digits}) {value}{packed} is out of the scope of key {key.kid} of {key.issuer!r}"
        f" ({key.not_before} to {key.not_after}).",
        "Seal with the key of the firm whose product it is, or widen the scope in the next trust list.",
    )


def _may_not(why: str, trust: TrustList) -> KioskError:
    return KioskError(
        "SEAL-05", f"this key {why} (trust list, version {trust.version}).", "Take another key, or the newest list."
    )


def _too_new(newest: TrustList, why: str) -> KioskError:
    when = (newest.issued + PUBLISHED_FOR).astimezone(HANOI)
    return KioskError(
        "SEAL-06",
        f"the trust list, version {newest.version}, is not everywhere before {when:%Y-%m-%d %H:%M} in Hanoi: {why}.",
        "Wait until then. Who seals from files may instead give the list of 48 hours ago too, by another --trust.",
    )
