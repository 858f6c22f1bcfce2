"""The update of this unit, put together: by the service when its time has come, or by a technician."""

from __future__ import annotations

import fcntl
import os
import pwd
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

from kiosk.clock import Clock
from kiosk.errors import CentreError, StoreError
from kiosk.messages.unit_settings import SettingsAnswer
from kiosk.moment import Moment
from kiosk.processes.sync.errands import rootless
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.kept import FILE_NAME as KEPT_FILE
from kiosk.sync.kept import Kept
from kiosk.sync.roads import FolderRoad, HttpRoad, Road
from kiosk.sync.settings import KIND
from kiosk.update.fetch import Source, fetch_release
from kiosk.update.handover import Wanted, hand_over, read_wanted
from kiosk.update.health import PICTURE, reads_a_label
from kiosk.update.judgements import Judgement, read_judgements, write_judgements
from kiosk.update.layout import Layout
from kiosk.update.links import current, proven, version_at
from kiosk.update.services import Services
from kiosk.update.standing import Standing, State, standing
from kiosk.update.take import HandedOver
from kiosk.update.trial import Outcome, Trial
from kiosk.update.unpack import this_interpreter
from kiosk.update.update import Update, is_quiet

SYNC_USER = "kiosk-sync"
_NUMBERED = re.compile(r"kiosk: ([A-Z]{3}-[0-9]{2}): (.+[.;:]) (.+)")
"""What a command of ours says where it cannot: number, what happened, what to do."""
FETCH_S = 4 * 3600.0
"""A release by the slowest line that is one."""


@dataclass(frozen=True, slots=True)
class Updater:
    """The update of the unit whose releases are those of `layout`.

    `root` is the root of trust, None without one; `state` is sync's, `own` the update's; `picture` shows a label.
    """

    layout: Layout
    root: bytes | None
    state: Path
    own: Path
    clock: Clock
    picture: Path

    def standing(self) -> Standing:
        """Return how the releases stand."""
        return standing(self.layout, read_wanted(self.state), self._now())

    def when_due(self) -> Outcome | None:
        """Judge what a power cut left unjudged, then bring in what is wanted, where the market is closed.

        Returns None where there is nothing to do; for that no root of trust is needed. Raises as `Update.bring_in`.
        """
        with self._alone():
            if (outcome := self._trial().go_on()) is not None:
                return outcome
            wanted = read_wanted(self.state)
            if wanted is None or not self._is_due(wanted):
                return None
            return _brought(self._update(), wanted.version, HandedOver(self.state))

    def now(self, version: str, stick: Path | None) -> Outcome:
        """Bring in a release whatever the hour, by what sync fetched, or by a stick.

        One that was put off is tried again; one that was judged unwell is not: StoreError UPD-07. Raises as `when_due`.
        """
        with self._alone():
            self._admit(version)
            update = self._update()
            if (outcome := update.trial.go_on()) is not None and version == current(self.layout):
                return outcome
            return _brought(update, version, HandedOver(self.state) if stick is None else FolderRoad(stick))

    def back(self) -> str:
        """Go back to the release before, and return the one that was left. Raises StoreError UPD-08, UPD-09."""
        with self._alone():
            running, judged = current(self.layout), proven(self.layout)
            former = version_at(self.layout.former) if running == judged else judged
            if former is None or former == running or not self.layout.is_whole(former):
                raise StoreError("UPD-08", "no other release stands here.", "Bring one in: kiosk update now")
            return self._trial().back(former)

    def _is_due(self, wanted: Wanted) -> bool:
        stands = standing(self.layout, wanted, self._now())
        return stands.state is State.WAITS and is_quiet(wanted.opening_hours, self._now())

    def _admit(self, version: str) -> None:
        known = read_judgements(self.layout.judgements)
        if barred := known.of(version).barred:
            raise StoreError("UPD-07", f"the release {version!r} was left: {barred}.", "Wait for another release.")
        write_judgements(self.layout.judgements, known.having(version, Judgement()))

    def _update(self) -> Update:
        if self.root is None:
            raise rootless()
        return Update(source_of(self.own, self.root, self.clock), self._trial(), this_interpreter())

    def _trial(self) -> Trial:
        services = Services(lambda version: reads_a_label(self.layout.program(version), self.picture))
        return Trial(self.layout, services, self._now)

    def _now(self) -> datetime:
        return self.clock.now().at

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other update work meanwhile. Raises StoreError UPD-09."""
        try:
            lock = os.open(self.layout.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise StoreError(
                "UPD-09", f"the releases cannot be changed: {fault.strerror}.", "Run as root, on a unit."
            ) from fault
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise StoreError("UPD-09", "another update is at work.", "Wait for it: kiosk update status") from None
        finally:
            os.close(lock)


def source_of(state: Path, root: bytes, clock: Clock) -> Source:
    """Return what a release is verified with, where what was verified is noted below `state`."""
    return Source(state, root, monotonic, lambda: clock.now().floor)


def picture_in(assets: Path) -> Path:
    """Return the picture of a label that comes with this release."""
    return assets / PICTURE


def fetch_as_sync(version: str) -> None:
    """Let sync fetch a release, "" for the one that is wanted: as its own user.

    Raises CentreError: with the number and words that it says, UPD-12 where it says none.
    """
    command = [sys.executable, "-m", "kiosk", "update", "fetch", *([version] if version else [])]
    user = _sync_user()
    done = subprocess.run(
        command,
        user=None if user is None else user.pw_uid,
        group=None if user is None else user.pw_gid,
        extra_groups=None if user is None else [],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=FETCH_S,
    )
    if done.returncode != 0:
        raise not_fetched_by_child(done.stderr, done.returncode)


def not_fetched_by_child(words: str, status: int) -> CentreError:
    """Return the error of a `kiosk update fetch` that ended with `status` and said `words`: its own, if it has one."""
    last = (words.strip().splitlines() or [str(status)])[-1]
    if (numbered := _NUMBERED.fullmatch(last)) is not None:
        return CentreError(*numbered.groups())
    what = f"the release cannot be fetched: {last}."
    return CentreError("UPD-12", what, "Look at the network: kiosk doctor network")


def fetch_by_hand(source: Source, url: str, layout: Layout, wanted: Wanted) -> None:
    """Fetch a release from the centre at `url`, and hand it over. Raises as `fetch_release`; CentreError UPD-12."""
    try:
        with HttpRoad(url) as road:
            fetch_release(source, wanted.version, layout, road, None, threading.Event())
    except CentreFaultError as fault:
        raise _not_fetched(fault) from fault
    hand_over(source.state, wanted)


def wish_of(state: Path, device_id: str, now: Moment) -> Wanted | None:
    """Return what the centre wants of this unit, whichever wave it belongs to; None where it wants nothing."""
    kept = Kept(state / KEPT_FILE, device_id, now)
    try:
        holds = kept.read_as(KIND, SettingsAnswer)
    finally:
        kept.close()
    if holds is None or holds.settings.release is None:
        return None
    return Wanted(version=holds.settings.release.version, opening_hours=holds.settings.opening_hours)


def _sync_user() -> pwd.struct_passwd | None:
    """Return the user of sync, where there is one and this process may become it."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYNC_USER)
    except KeyError:
        return None


def _brought(update: Update, version: str, road: Road) -> Outcome:
    try:
        return update.bring_in(version, road)
    except CentreFaultError as fault:
        raise _not_fetched(fault) from fault


def _not_fetched(fault: CentreFaultError) -> CentreError:
    return CentreError("UPD-12", f"the release cannot be fetched: {fault.what}.", "Try again when the line is better.")
