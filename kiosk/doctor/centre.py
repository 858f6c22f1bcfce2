"""The road to the centre, who this unit is there, and how old what it has from there is."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

from kiosk.doctor.row import Row, State, absent, failed, ok, warning
from kiosk.doctor.subject import Subject, text_of
from kiosk.errors import KioskError
from kiosk.lookup.registry_file import FILE_NAME, PREVIOUS_NAME, current_stand
from kiosk.messages.http import Ready
from kiosk.moment import HANOI, Moment
from kiosk.processes.lists import read_lists
from kiosk.sync.bundle import last_verified
from kiosk.sync.centre import Centre, CentreFaultError
from kiosk.sync.identity import Identity, centre_url, read_identity
from kiosk.sync.keeper import is_due
from kiosk.sync.numbered import numbered
from kiosk.verdicts.freshness import Age, age_of

CLOCKS_APART_S = 120.0
_NOT_PAIRED = "this machine is not paired with a centre"
_EXCHANGE = "Look at the rows network and centre; then run: kiosk sync --once, or take a stick: kiosk sync --from DIR"
_AGES = {Age.DAY: State.OK, Age.THREE_DAYS: State.WARNING}
"""What is older, or of unknown age, is a failure."""


def centre_rows(subject: Subject) -> tuple[Row, ...]:
    """Return the rows of network, centre, certificate, trust list, and the ages of what was fetched."""
    now = subject.clock.now()
    try:
        identity = read_identity(subject.places.state)
    except KioskError as fault:
        certificate = failed("certificate", f"{fault.number}: {fault.what}", fault.remedy)
        return (_network(subject), _centre(subject, None, now), certificate, *_kept(subject, now))
    return (
        _network(subject),
        _centre(subject, identity, now),
        _certificate(subject, identity, now),
        *_kept(subject, now),
    )


def _network(subject: Subject) -> Row:
    name = "network"
    links = [path for path in sorted((subject.root / "sys/class/net").glob("*")) if path.name != "lo"]
    up = [path.name for path in links if _is_up(text_of(path / "operstate"), text_of(path / "carrier"))]
    if up:
        return ok(name, f"up: {', '.join(up)}")
    judged = failed if subject.settings.central.url else absent
    return judged(
        name, f"down: {', '.join(path.name for path in links) or 'no link at all'}", "Check cable and router."
    )


def _is_up(state: str | None, carrier: str | None) -> bool:
    return state == "up" or (state == "unknown" and carrier == "1")


def _centre(subject: Subject, identity: Identity | None, now: Moment) -> Row:
    """Return whether the centre answers, and admits this unit: its own settings are asked for, which it must sign."""
    name = "centre"
    url = centre_url(subject.settings.central.url, identity)
    if not url:
        return absent(name, "none: it is not paired, and central.url is not set. The kiosk works by its own data alone")
    start = time.perf_counter()
    try:
        ready = asyncio.run(_asked(url, identity, subject))
    except CentreFaultError as fault:
        remedy = f"Check the network, and the address: curl {url}/readyz"
        if fault.refusal is not None:
            error = numbered(fault)
            return failed(name, f"{error.number}: {error.what}", error.remedy)
        return failed(name, f"{url} does not answer: {fault.what}", remedy)
    took_ms = (time.perf_counter() - start) * 1000
    apart_s = abs((ready.answered_at - now.at).total_seconds())
    said = f"{url} answers in {took_ms:.0f} ms" + ("" if identity is None else ", and admits this unit")
    if apart_s > CLOCKS_APART_S:
        return warning(name, f"{said}; its clock is {apart_s:.0f} s off this one", "Look at the row clock.")
    return ok(name, said)


async def _asked(url: str, identity: Identity | None, subject: Subject) -> Ready:
    """Return what the centre answers. Raises CentreFaultError."""
    if identity is None:
        async with Centre(url, subject.settings.unit.market_id) as centre:
            return await centre.is_ready()
    signs = identity.signs(lambda: subject.clock.now().at)
    async with Centre(url, identity.market_id, signs, identity.device_id) as centre:
        ready = await centre.is_ready()
        await centre.settings()
        return ready


def _certificate(subject: Subject, identity: Identity | None, now: Moment) -> Row:
    name = "certificate"
    if identity is None:
        return (failed if subject.is_enrolled else absent)(name, _NOT_PAIRED, "Run: kiosk enrol URL")
    ends = identity.papers.enrolled.expires_at
    said = f"of {identity.device_id}, until {_day(ends)}"
    if ends <= max(now.at, now.floor):
        return failed(name, f"{said}: it has ended", "Pair again: kiosk enrol URL --again")
    if is_due(ends, now.at):
        return warning(name, f"{said}: sync renews it by itself", "Look at the row centre.")
    return ok(name, said)


def _kept(subject: Subject, now: Moment) -> tuple[Row, ...]:
    return (_lists(subject), _verified(subject, now), _registry(subject, now))


def _lists(subject: Subject) -> Row:
    name, files = "trust list", subject.lists
    try:
        trust = read_lists(files.newest).trust
    except KioskError as fault:
        return failed(name, f"{fault.number}: {fault.what}", f"{fault.remedy} Until then the last good ones are used.")
    if not trust.keys:
        judged = failed if subject.is_enrolled else absent
        return judged(name, "no keys yet: no seal can be confirmed", _EXCHANGE)
    return ok(name, f"version {trust.version}, keys: {len(trust.keys)}")


def _verified(subject: Subject, now: Moment) -> Row:
    verified = last_verified(subject.places.state)
    return _aged(
        "published", "the city signed its newest", None if verified is None else verified.signed_at, subject, now
    )


def _registry(subject: Subject, now: Moment) -> Row:
    stand = current_stand(subject.places.state, names=(FILE_NAME, PREVIOUS_NAME))
    return _aged(
        "registry", "what is used without a network is", None if stand is None else stand[1].as_of, subject, now
    )


def _aged(name: str, what: str, at: datetime | None, subject: Subject, now: Moment) -> Row:
    if at is None:
        return (failed if subject.is_enrolled else absent)(name, "nothing was fetched yet", _EXCHANGE)
    age = age_of(at, now)
    state = _AGES.get(age, State.FAILED)
    said = f"{what} of {at.astimezone(HANOI).isoformat(sep=' ', timespec='minutes')}"
    if state is State.OK:
        return ok(name, said)
    aged = (
        "its age is not known: the clock is not trusted, or the time has not come yet"
        if age is Age.UNKNOWN
        else "it is old"
    )
    return Row(name, state, f"{said}: {aged}", _EXCHANGE)


def _day(at: datetime) -> str:
    return at.astimezone(HANOI).date().isoformat()
