"""A market's units: a TOML file without secrets, and the host keys that are pinned beside it."""

from __future__ import annotations

import json
import tomllib
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, IPvAnyAddress, StringConstraints, ValidationError, model_validator

from kiosk.errors import SettingsError
from kiosk.settings import load_settings, refuse_plain
from provisioning.faults import ProvisioningError
from provisioning.toml import as_toml

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Login = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_-]{0,31}$")]
PublicKey = Annotated[str, StringConstraints(pattern=r"^(ssh-ed25519|sk-ssh-ed25519@openssh\.com|ecdsa-\S+) \S+ \S+$")]
UsbId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")]
Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]{1,253}$")]
Device = Annotated[str, StringConstraints(pattern=r"^(LABEL|UUID|PARTUUID)=[A-Za-z0-9._-]+$|^/dev/[A-Za-z0-9/._-]+$")]
Output = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,32}$")]
Network = Annotated[IPv4Network | IPv6Network, Field(union_mode="left_to_right")]
Value = str | int | float | bool


class Board(StrEnum):
    """What a unit is made of; decides the files of its boot."""

    PI4 = "pi4"
    PI5 = "pi5"
    PC = "pc"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Window(_Table):
    """When updates of the system are installed: local time, never while the market is open."""

    days: Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]{2}([,.]{1,2}[A-Z][a-z]{2})*$|^\*$")] = "*"
    begins: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "01:00"
    minutes: int = Field(default=90, ge=10, le=360)
    maker: bool = False
    """Whether a Raspberry Pi's kernel, firmware and camera libraries come by themselves too."""


class Market(_Table):
    """What all units of a market share."""

    id: Name
    login: Login = "root"
    management: tuple[Network, ...] = Field(min_length=1)
    technicians: tuple[PublicKey, ...] = Field(min_length=1)
    central_url: str = ""
    sync_addresses: tuple[Network, ...] = ()
    name_servers: tuple[IPvAnyAddress, ...] = ()
    time_servers: tuple[Host, ...] = Field(min_length=1)
    window: Window = Window()

    @model_validator(mode="after")
    def _centre_has_addresses(self) -> Self:
        if self.central_url and not self.sync_addresses:
            raise ValueError("sync_addresses is empty: sync could not reach central_url")
        return self


class Unit(_Table):
    """One unit."""

    address: Host
    port: int = Field(default=22, ge=1, le=65535)
    board: Board
    read_only: bool = True
    data: Device = "LABEL=kiosk-data"
    rotation: Literal[0, 90, 180, 270] = 0
    output: Output = "HDMI-A-1"
    touch: tuple[float, float, float, float, float, float] | None = None
    usb: tuple[UsbId, ...] = ()
    settings: dict[Name, dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Value]] = {}


class Inventory(_Table):
    """A market and its units, by name."""

    market: Market
    settings: dict[Name, dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Value]] = {}
    units: dict[Name, Unit] = Field(min_length=1)

    def settings_of(self, name: str) -> str:
        """Return the unit's kiosk.toml: its own values above the market's."""
        tables: dict[str, dict[str, Value]] = {"unit": {"name": name, "market_id": self.market.id}}
        if self.market.central_url:
            tables["central"] = {"url": self.market.central_url}
        for given in (self.settings, self.units[name].settings):
            for section, table in given.items():
                tables.setdefault(section, {}).update(table)
        return as_toml(tables)


def load_inventory(path: Path) -> Inventory:
    """Return the inventory at `path`. Raises ProvisioningError PRV-01 that names file, key and what would be right."""
    try:
        inventory = Inventory.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as fault:
        raise ProvisioningError("PRV-01", f"{path} cannot be read: {fault.strerror}.", _EXAMPLE) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ProvisioningError("PRV-01", f"{path} is no TOML: {fault}.", _EXAMPLE) from fault
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise ProvisioningError("PRV-01", f"{path}: {key}: {first['msg']}.", _EXAMPLE) from fault
    for name in inventory.units:
        _check_settings(path, name, inventory)
    return inventory


def known_hosts(path: Path) -> Path:
    """Return the file of pinned host keys that belongs to the inventory at `path`."""
    return path.with_suffix(".known_hosts")


def _check_settings(path: Path, name: str, inventory: Inventory) -> None:
    """Refuse here what the kiosk would refuse on the unit. Raises ProvisioningError PRV-02."""
    variables = {
        f"KIOSK_{section.upper()}__{key.upper()}": value if isinstance(value, str) else json.dumps(value)
        for section, table in tomllib.loads(inventory.settings_of(name)).items()
        for key, value in table.items()
    }
    try:
        refuse_plain(load_settings(variables, config_path=Path("/nonexistent/kiosk.toml")).central.url)
    except SettingsError as fault:
        said = f"{path}: settings of {name}: {fault.what}"
        raise ProvisioningError("PRV-02", said, fault.remedy) from fault


_EXAMPLE = "provisioning/inventory/example.toml shows what is right."
