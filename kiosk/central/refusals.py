"""What an error of our own house says to somebody who called over HTTP.

The same errors reach technicians at a terminal, with flags, files and commands as their remedy. Who
calls over HTTP has none of these: the remedy here is another request, a person, or patience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from kiosk.errors import KioskError, UnregisteredError

AS_IT_IS = ""
"""The error's own remedy helps over HTTP as well."""

REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "SEAL-01": AS_IT_IS,
        "SEAL-05": "Another key of the establishment is needed: propose one by POST /registry/keys.",
        "SEAL-06": "Ask again after that time.",
        "SEAL-07": "Propose a key whose scope covers it by POST /registry/keys.",
        "SEAL-08": AS_IT_IS,
        "SEAL-11": AS_IT_IS,
        "SEAL-12": AS_IT_IS,
        "SEAL-13": AS_IT_IS,
        "SEAL-14": AS_IT_IS,
        "SEAL-15": "Ask the service's operator for another range.",
        "SEAL-16": AS_IT_IS,
        "SEAL-17": AS_IT_IS,
        "SEAL-18": AS_IT_IS,
        "SEAL-19": AS_IT_IS,
        "SEAL-20": AS_IT_IS,
        "SEAL-22": AS_IT_IS,
        "SEAL-23": AS_IT_IS,
        "SEAL-25": "Choose a larger paper, or register a shorter lot number.",
    }
)
"""By the error's number. One that is not here is the operator's alone: its words stand in the log."""

_OPERATORS = "The service is not able to do this now. Its operator finds the cause in the log"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as a caller gets it. `is_operators`: what happened is for the log alone."""

    status: HTTPStatus
    detail: str
    is_operators: bool


def refusal_of(fault: KioskError) -> Refusal:
    """Return the answer to a caller whose request raised `fault`: 404, 409, or 503 for what the operator must mend."""
    remedy = REMEDIES.get(fault.number)
    if remedy is None:
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"{_OPERATORS}, under {fault.number}.", is_operators=True)
    status = HTTPStatus.NOT_FOUND if isinstance(fault, UnregisteredError) else HTTPStatus.CONFLICT
    what = fault.what[:1].upper() + fault.what[1:]
    return Refusal(status, f"{what} {remedy or fault.remedy}", is_operators=False)
