"""What every feature of the central service is given: made once, by the process that serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from kiosk.central.replica import Replica
from kiosk.central.seals.lending import LentRanges
from kiosk.central.seals.vault import Vault, no_vault
from kiosk.moment import Moment


@dataclass(frozen=True, slots=True)
class Service:
    """Databases and time. Nothing that a second process would miss is kept in memory.

    `primary` takes every write, and is asked where "no" must be certain. `replica` answers reads;
    it is the primary itself where there is no replica. `moment` gives the time, and how far it can be
    trusted: what may be sealed, and what a label's page says, depends on it.
    `public_url` is where phones reach the service, without a slash at its end; "" where it is not
    set: then redirects name no host, and links bear the host that the request names.
    """

    primary: Engine
    replica: Engine
    moment: Callable[[], Moment]
    public_url: str = ""
    vault: Vault = field(default_factory=no_vault)
    lent_ranges: LentRanges = field(default_factory=LentRanges)
    is_demonstration: bool = False
    """It shows the sample registry: practice labels are judged as real ones, and nothing is hidden from who asks."""
    sends_mail: bool = False
    """It has a mail server: who wants to be told of alerts is written to."""
    watched_replica: Replica | None = None
    """What `replica` reads from, where it is no fixed engine: it counts how often the primary stood in."""

    def now(self) -> datetime:
        """Return the aware time that answers bear."""
        return self.moment().at


@dataclass(frozen=True, slots=True)
class Trusted:
    """Tells the times of `at` as certain, for tests and measurements. A machine's clock says itself how sure it is."""

    at: Callable[[], datetime]

    def __call__(self) -> Moment:
        """Return the time now."""
        at = self.at()
        return Moment(at, is_trusted=True, floor=at)


def service_over(
    engine: Engine, now: Callable[[], datetime], public_url: str = "", replica: Engine | Replica | None = None
) -> Service:
    """Return the service on one database, or on a primary with a replica of it, whose time is certain (`Trusted`)."""
    return service_by(engine, Trusted(now), public_url, replica)


def service_by(
    engine: Engine, moment: Callable[[], Moment], public_url: str = "", replica: Engine | Replica | None = None
) -> Service:
    """Return the service on one database, or on a primary with a replica of it, by a clock."""
    if isinstance(replica, Replica):
        return Service(engine, replica.engine, moment, public_url, watched_replica=replica)
    return Service(primary=engine, replica=replica or engine, moment=moment, public_url=public_url)
