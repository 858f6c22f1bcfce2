"""A root or delegations of another form than the city decided on: people are warned, and the centre refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tuf.api.metadata import Metadata, Root, Targets

from kiosk.central.publishing.accepting import read_offline
from kiosk.central.publishing.described import described
from kiosk.central.publishing.drafts import as_draft, list_draft, root_draft, targets_draft
from kiosk.central.publishing.form import fault_of_form
from kiosk.central.publishing.practice import practice_signers
from kiosk.central.publishing.roles import ROLES, RoleName
from kiosk.errors import KioskError

AT = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
KEYS = {role.name: [signer.public_key for signer in practice_signers(role.name)] for role in ROLES}


def root() -> Root:
    return root_draft(KEYS, 1, AT)


def targets() -> Targets:
    return targets_draft(KEYS, 1, AT)


def _delegated(draft: Targets, role: RoleName) -> None:
    assert draft.delegations is not None
    assert draft.delegations.roles is not None
    del draft.delegations.roles[role]


def _paths(draft: Targets) -> None:
    assert draft.delegations is not None
    assert draft.delegations.roles is not None
    draft.delegations.roles["registry"].paths = ["registry/*", "trust/*"]


def _threshold(draft: Targets) -> None:
    assert draft.delegations is not None
    assert draft.delegations.roles is not None
    draft.delegations.roles["trust"].threshold = 1


def _same_key(draft: Root) -> None:
    draft.revoke_key(draft.roles["targets"].keyids[0], "targets")
    draft.add_key(KEYS[RoleName.ROOT][0], "targets")


def _lower(draft: Root) -> None:
    draft.roles["root"].threshold = 1


def _fewer(draft: Root) -> None:
    draft.revoke_key(draft.roles["root"].keyids[0], "root")


def _inconsistent(draft: Root) -> None:
    draft.consistent_snapshot = False


@pytest.mark.parametrize("spoil", [_same_key, _lower, _fewer, _inconsistent])
def test_root_of_another_form_is_refused(spoil: Callable[[Root], None]) -> None:
    draft = root()
    assert fault_of_form(RoleName.ROOT, draft) == ""
    read_offline(as_draft(draft), RoleName.ROOT)
    spoil(draft)
    with pytest.raises(KioskError, match="PUB-05"):
        read_offline(as_draft(draft), RoleName.ROOT)


@pytest.mark.parametrize("spoil", [lambda draft: _delegated(draft, RoleName.TRUST), _paths, _threshold])
def test_delegations_of_another_form_are_refused(spoil: Callable[[Targets], None]) -> None:
    draft = targets()
    assert fault_of_form(RoleName.TARGETS, draft) == ""
    spoil(draft)
    with pytest.raises(KioskError, match="PUB-05"):
        read_offline(as_draft(draft), RoleName.TARGETS)


def test_trust_role_delegates_to_nobody() -> None:
    draft = list_draft(RoleName.TRUST, {}, 1, AT)
    assert fault_of_form(RoleName.TRUST, draft) == ""
    draft.delegations = targets().delegations
    assert fault_of_form(RoleName.TRUST, draft) != ""


def test_who_signs_is_warned_of_another_form() -> None:
    draft = root()
    assert not any("do not sign" in line for line in described(RoleName.ROOT, Metadata(draft), {}))
    _lower(draft)
    assert any("do not sign" in line for line in described(RoleName.ROOT, Metadata(draft), {}))
