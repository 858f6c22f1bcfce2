"""`kiosk central serve`: what the service is told that it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kiosk


@pytest.mark.parametrize(("options", "expected"), [((), False), (("--sample",), True)])
def test_only_a_service_of_the_samples_is_a_demonstration(
    options: tuple[str, ...], expected: bool, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []

    def run_central(*_: object, is_demonstration: bool, publishing_dir: Path) -> int:
        told.append(is_demonstration)
        return 0

    monkeypatch.setattr("kiosk.processes.central.run_central", run_central)
    assert kiosk("central", "serve", *options).status == 0
    assert told == [expected]


def test_new_centre_is_told_that_vietgap_alone_does_not_count_until_somebody_names_it(kiosk: Kiosk) -> None:
    assert "init --usual-certificates" in kiosk("central", "init").err
    named = kiosk("central", "init", "--usual-certificates")
    assert (named.status, named.err) == (0, "")
    assert "  fruit, from 2019-02-07: any one of eligibility, commitment, vietgap" in named.out
    assert kiosk("central", "init").err == ""
    assert "Nothing is changed: rows of needed_kinds: 7." in kiosk("central", "init", "--usual-certificates").out
