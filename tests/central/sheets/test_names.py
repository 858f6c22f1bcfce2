"""Names on labels, as the registry has them."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.central.seals.sheets.names import Names, RegisteredNames
from tests.central.registry_folder import GTIN


def test_product_has_its_name_and_its_producers_with_the_place(connection: Connection) -> None:
    names = RegisteredNames(connection, "vi")
    assert names((("01", GTIN), ("10", "L1"))) == Names("Rau muống", "HTX Rau mẫu, Xã Phúc Thịnh, Hà Nội")


def test_english_stands_where_the_registry_has_it(connection: Connection) -> None:
    assert RegisteredNames(connection, "en")((("01", "09521234543237"),)).producer.endswith("Ha Dong ward, Hanoi")
    assert RegisteredNames(connection, "en")((("01", GTIN),)).product == "Rau muống"


def test_sign_has_the_establishments_name_and_its_place(connection: Connection) -> None:
    assert RegisteredNames(connection, "vi")((("414", "9521234000013"),)) == Names(
        "HTX Rau mẫu", "Xã Phúc Thịnh, Hà Nội"
    )


def test_what_is_not_registered_has_no_name(connection: Connection) -> None:
    names = RegisteredNames(connection, "vi")
    for key in (("01", "09521234999997"), ("414", "9521234999997"), ("00", "095212340000000013")):
        assert names((key,)) == Names()
