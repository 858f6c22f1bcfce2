"""`kiosk sync --from DIR`: one exchange by a folder instead of the network."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk.clock import Clock
from kiosk.errors import CentreError
from kiosk.moment import hanoi_time
from kiosk.processes.sync.errands import Published, rootless
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.exchange import exchange
from kiosk.sync.roads import FolderRoad


class Taken(BaseModel):
    """What is in place: the number of the trust list and the age of the registry, None where there is none."""

    model_config = ConfigDict(frozen=True)

    signed_at: datetime
    trust_version: int | None
    registry_as_of: datetime | None

    def lines(self) -> tuple[str, ...]:
        """Return it as people read it."""
        trust = "none was published" if self.trust_version is None else f"version {self.trust_version}"
        registry = "none was published" if self.registry_as_of is None else f"as of {hanoi_time(self.registry_as_of)}"
        return (
            f"Signed by the city at {hanoi_time(self.signed_at)}.",
            f"Trust list: {trust}.",
            f"Registry: {registry}.",
        )


def take_from(stick: Path, published: Published | None, state: Path, clock: Clock) -> Taken:
    """Verify what is in the folder `stick`, put it into place in `state`, and return what is there now.

    Raises SettingsError TUF-07 on a unit without a root of trust, CentreError TUF-08 for a folder that cannot be
    read, and what an exchange raises.
    """
    if published is None:
        raise rootless()
    setup = published.setup(state, clock)
    try:
        exchanged = exchange(setup, FolderRoad(stick), None, threading.Event(), lambda _: None)
    except CentreFaultError as fault:
        raise CentreError("TUF-08", f"{fault.what}.", "Let the centre write the stick anew.") from fault
    clock.saw(exchanged.verified.signed_at)
    return Taken(
        signed_at=exchanged.verified.signed_at,
        trust_version=None if exchanged.lists is None else exchanged.lists.trust.version,
        registry_as_of=None if exchanged.applied is None else exchanged.applied.as_of,
    )
