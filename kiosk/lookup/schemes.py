"""The label schemes of others that the registry of this unit holds."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

from kiosk.codes.schemes import Scheme
from kiosk.lookup.disk import DISK, Disk
from kiosk.lookup.registry_file import FAULTS, asked, current_stand, open_file
from kiosk.lookup.rows import Reader
from kiosk.records.content import forms_of
from kiosk.records.tables import SCHEMES

_log = logging.getLogger(__name__)


def registered_schemes(state_dir: Path, disk: Disk = DISK) -> tuple[Scheme, ...]:
    """Return the schemes of the registry in use, by id; none where there is no registry that can be read."""
    used = current_stand(state_dir, disk)
    if used is None:
        return ()
    path, _ = used
    try:
        with closing(open_file(path, disk)) as connection:
            forms = forms_of(lambda sql: asked(connection, sql))
            return Reader(connection, forms, SCHEMES, Scheme, "true").all()
    except FAULTS as fault:
        _log.error("SNP-06: the label schemes in %s cannot be read: %s", path, fault)
        return ()
