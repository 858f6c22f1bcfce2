"""Products and establishments are asked for by what they are called, without marks, or by their number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, insert, update

from kiosk.central.console.named import MOST
from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.sought import sought
from kiosk.central.people.rights import Role
from kiosk.central.registry.folded import folded_columns
from kiosk.central.registry.tables import establishments, products
from kiosk.moment import hanoi_day
from kiosk.words import Words
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.usage.scanned import Scan, store
from tests.central.registry_folder import GTIN

Enter = Callable[..., Visitor]
TODAY = hanoi_day(NOW)
SWEET, OTHER_SWEET = "09521234543220", "09521234543237"
WORDS = Words("vi")
_TEXTS = dict.fromkeys(("name_en", "content", "content_en", "plu", "picture"), "")


@pytest.fixture
def scanned(engine: Engine) -> Engine:
    """One scan of the water spinach, two of one sweet cabbage, three of the other, which is of another maker."""
    scans = [Scan(NOW), *[Scan(NOW, gtin=SWEET)] * 2, *[Scan(NOW, gtin=OTHER_SWEET, establishment="E2")] * 3]
    store(engine, "k1", "M1", scans)
    return engine


def asked(engine: Engine, **texts: str) -> Wanted | dict[str, str]:
    with engine.connect() as connection:
        found = sought(connection, Wanted(TODAY, TODAY, **texts), WORDS)  # type: ignore[arg-type]  # by name
    return found if isinstance(found, Wanted) else dict(found)


@pytest.mark.parametrize(
    ("text", "gtins"),
    [
        ("rau muong", [GTIN]),
        ("RAU MUỐNG", [GTIN]),
        ("ngot", [SWEET, OTHER_SWEET]),
        ("cai ngot", [SWEET]),  # the whole name of one, and a part of the other's
        ("9521234543220", [SWEET]),
        ("09999999999994", ["09999999999994"]),  # a foreign one
    ],
)
def test_product_is_found_by_name_and_number(engine: Engine, text: str, gtins: list[str]) -> None:
    found = asked(engine, product=text)
    assert isinstance(found, Wanted)
    assert found.gtins == gtins


@pytest.mark.parametrize(("text", "ids"), [("htx rau MAU", ["E1"]), ("E2", ["E2"]), ("mau", ["E2", "E1"])])
def test_establishment_is_found_by_name_and_id(engine: Engine, text: str, ids: list[str]) -> None:
    found = asked(engine, owner=text)
    assert isinstance(found, Wanted)
    assert found.establishments == ids  # in the order of their names


def test_name_that_means_nothing_or_too_much_is_told_at_its_field(engine: Engine) -> None:
    rows = [
        {"gtin": f"{number:014}", "name": f"Su hào {number}", "group": "vegetable", "establishment_id": "E1", **_TEXTS}
        for number in range(MOST + 1)
    ]
    with engine.begin() as connection:
        connection.execute(insert(products), [{**row, **folded_columns(products, row)} for row in rows])
    assert asked(engine, product="su hao") == {"product": WORDS("console.named.many", most=MOST)}
    assert asked(engine, product="sầu riêng", owner="ai đó") == {
        "product": WORDS("console.named.none"),
        "owner": WORDS("console.named.none"),
    }
    found = asked(engine, product="su hao 12")
    assert isinstance(found, Wanted)
    assert found.gtins == [rows[12]["gtin"]]


@pytest.mark.parametrize(
    ("query", "scans"),
    [
        ("product=rau+muong", 1),
        ("product=ngot", 5),
        ("owner=dong+goi", 3),
        ("product=ngot&owner=htx+rau", 2),
        ("owner=htx+rau&lot=L2611A", 3),
        ("product=ngot&kiosk=k1&market=M1", 5),
    ],
)
def test_numbers_list_and_file_are_of_what_the_names_mean(
    scanned: Engine, enter: Enter, query: str, scans: int
) -> None:
    someone = enter(Role.SUPERVISOR)
    assert f"{scans} lượt quét, theo giờ" in someone.get(f"/console/usage?{query}").text
    assert someone.get(f"/console/usage/scans?{query}").text.count('<th scope="row" class="number">') == scans
    assert len(someone.get(f"/console/usage/scans.csv?{query}").text.splitlines()) == 1 + scans


def test_of_several_each_can_be_chosen(scanned: Engine, enter: Enter) -> None:
    text = enter(Role.SUPERVISOR).get("/console/usage?product=ngot&market=M1").text
    assert f'<a href="/console/usage?market=M1&amp;gtin={SWEET}">Cải ngọt</a>' in text
    assert f'<a href="/console/usage?market=M1&amp;gtin={OTHER_SWEET}">Cải ngọt khác</a>' in text
    assert "<strong>Rau muống</strong>" in enter(Role.SUPERVISOR).get("/console/usage/scans?product=rau+muong").text


@pytest.mark.one_database
def test_file_of_a_name_that_means_nothing_is_refused(scanned: Engine, enter: Enter) -> None:
    assert enter(Role.SUPERVISOR).get("/console/usage/scans.csv?product=khong+co").status_code == 400


def test_name_of_the_registry_is_no_markup(scanned: Engine, enter: Enter) -> None:
    row = {"name": "<b>ngọt</b>", "name_en": "", "place": "", "city_code": ""}
    with scanned.begin() as connection:
        changed = {**row, **folded_columns(establishments, row)}
        connection.execute(update(establishments).where(establishments.c.id == "E2").values(changed))
    text = enter(Role.SUPERVISOR).get("/console/usage?owner=ngot").text
    assert "&lt;b&gt;ngọt&lt;/b&gt;" in text
    assert "<b>" not in text


@pytest.mark.one_database
def test_list_that_is_shown_anew_alone_says_what_was_wrong(scanned: Engine, enter: Enter) -> None:
    someone = enter(Role.SUPERVISOR)
    said = f"Sản phẩm: {WORDS('console.named.none')}"
    alone = someone.client.get("/console/usage?product=khong+co", headers={"HX-Request": "true"}).text
    assert said in alone[alone.index('id="list"') :]
    assert said not in someone.get("/console/usage?product=khong+co").text
