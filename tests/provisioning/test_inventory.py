"""An inventory says at once what is wrong with it, by file and key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from provisioning.faults import ProvisioningError
from provisioning.inventory import load_inventory
from tests.provisioning.conftest import EXAMPLE


def spoiled(tmp_path: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    file = tmp_path / "market.toml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    return file


def test_settings_of_a_unit_stand_above_those_of_the_market() -> None:
    told = tomllib.loads(load_inventory(EXAMPLE).settings_of("mk-01"))
    assert told["unit"] == {
        "name": "mk-01",
        "market_id": "minh-khai",
        "market": "Chợ đầu mối Minh Khai",
        "position": "Nhà A, cửa 1",
    }
    assert told["central"]["url"] == "https://nongsan.example.vn"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('board = "pi5"', 'board = "pi6"', "units.mk-01.board"),
        ('management = ["10.20.0.0/24"]', "management = []", "market.management"),
        ('"10.20.0.0/24"', '"10.20.0.1/24"', "market.management"),
        ("sync_addresses", "# sync_addresses", "sync_addresses is empty"),
        ('begins = "01:00"', 'begins = "25:00"', "market.window.begins"),
        ("rotation = 90", "rotation = 45", "units.mk-01.rotation"),
        ('usb = ["05a3:9230", ', 'usb = ["allow *", ', "units.mk-01.usb"),
        ('address = "10.20.0.11"', 'address = "-oProxyCommand=x y"', "units.mk-01.address"),
        ('login = "root"', 'password = "secret"', "market.password"),
        ("[market]", "[market", "no TOML"),
    ],
)
def test_wrong_value_is_named_by_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ProvisioningError, match="PRV-01") as refused:
        load_inventory(spoiled(tmp_path, old, new))
    assert said in refused.value.what


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = "camera:0"', 'sauce = "camera:0"'),
        ('central_url = "https', 'central_url = "http'),
        ('position = "Nhà A, cửa 1"', "demonstration = 7"),
    ],
)
def test_what_the_kiosk_would_refuse_is_refused_here(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ProvisioningError, match="PRV-02"):
        load_inventory(spoiled(tmp_path, old, new))
