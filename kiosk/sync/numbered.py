"""A fault of the centre as technicians read it: its number, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.errors import CentreError
from kiosk.messages.signing import SignatureFault
from kiosk.sync.centre import CentreFaultError

_LOOK = "Check the network, and the address: curl URL/healthz."
_REFUSED: Mapping[SignatureFault | None, tuple[str, str, str]] = {
    SignatureFault.DENIED: ("NET-21", "this kiosk is on the centre's deny list", "Ask whoever denied it."),
    SignatureFault.EXPIRED: ("NET-22", "this kiosk's certificate has ended", "Pair it anew: kiosk enrol URL --again"),
    SignatureFault.INVALID: (
        "NET-23",
        "the centre does not know this kiosk's key",
        "Compare the fingerprint at the centre; pair it anew where it is wrong: kiosk enrol URL --again",
    ),
}


def numbered(fault: CentreFaultError) -> CentreError:
    """Return `fault` as technicians read it: with its number, and what to do."""
    number, what, remedy = _REFUSED.get(fault.refusal, ("NET-25", "the centre does not answer as it should", _LOOK))
    return CentreError(number, f"{what}: {fault.what}.", remedy)
