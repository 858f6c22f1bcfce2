"""What can break in our own house. What a stranger prints is a value, never one of these.

KioskError                     something of ours is wrong; says what, and what to do
├── SettingsError              a setting is unknown or wrong
├── ListError                  a signed list or registry file is broken
├── CameraError                no pictures can be had from a source
├── StoreError                 a database of this unit cannot be opened, read or written
├── MessageError               another process, or the centre, sent what we do not understand
├── CentreError                the central service could not be asked, or its answer is of no use
├── UnregisteredError          the registry of the centre does not hold what is named
└── VaultError                 no signing key can be made or used
"""

from __future__ import annotations


class KioskError(Exception):
    """Something of ours is wrong.

    `number` is the heading in docs/technician.md (such as "CAM-02"), `what` one sentence
    with the value's `repr`, `remedy` one sentence that says what to do.
    """

    def __init__(self, number: str, what: str, remedy: str) -> None:
        super().__init__(f"{number}: {what} {remedy}")
        self.number = number
        self.what = what
        self.remedy = remedy


class SettingsError(KioskError):
    """A setting is unknown or wrong: names the file or variable, the key, and what would be right."""


class ListError(KioskError):
    """A signed list or a registry file is broken: names the file, the field and the fault."""


class CameraError(KioskError):
    """No pictures can be had from a source."""


class StoreError(KioskError):
    """A database of this unit cannot be opened, read or written."""


class MessageError(KioskError):
    """Another process, or the centre, sent what we do not understand."""


class CentreError(KioskError):
    """The central service could not be asked, or its answer is of no use."""


class UnregisteredError(KioskError):
    """The registry of the centre does not hold what is named."""


class VaultError(KioskError):
    """No signing key can be made or used at the centre: the vault is closed, or does not answer."""
