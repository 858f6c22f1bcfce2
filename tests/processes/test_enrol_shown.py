"""What `kiosk enrol` says to the screen of its unit."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

from kiosk.messages.enrolment import EnrolmentOffer, Hardware
from kiosk.messages.lines import from_line
from kiosk.messages.local import Hello, PairingOffered, Part
from kiosk.processes.enrol_shown import OfferShown
from kiosk.processes.link import SOCKET_NAME

OFFER = EnrolmentOffer(
    device_code="secret",
    user_code="KHTM-RVWX",
    fingerprint="3F9A C214 77BE 05D8",
    interval=5,
    expires_in=900,
    answered_at=datetime(2026, 11, 23, tzinfo=UTC),
)


def test_the_letters_and_nothing_secret_go_to_the_screen_and_end_with_the_command(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as screen:
        screen.bind(str(tmp_path / SOCKET_NAME))
        screen.listen()
        shown = OfferShown(tmp_path, OFFER, Hardware(machine="Pi"), "https://trace.example")
        shown.sleep(0.05)
        line, _ = screen.accept()
        shown.close()
        said = b"".join(iter(lambda: line.recv(65_536), b""))
        line.close()
    hello, offered = (from_line(one) for one in said.splitlines()[:2])
    assert hello == Hello(part=Part.TECHNICIAN)
    assert isinstance(offered, PairingOffered)
    assert (offered.letters, offered.fingerprint, offered.machine) == (OFFER.user_code, OFFER.fingerprint, "Pi")
    assert 890 < offered.remaining_s <= 900
    assert b"secret" not in said


def test_a_unit_without_a_screen_is_paired_all_the_same(tmp_path: Path) -> None:
    shown = OfferShown(tmp_path, OFFER, Hardware(), "https://trace.example")
    shown.sleep(0.01)
    shown.close()
