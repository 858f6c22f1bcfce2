"""A registry from before revision 0004 is found by its names and its codes after it."""

from __future__ import annotations

from sqlalchemy import Engine, select

from kiosk.central import migrations
from kiosk.central.registry import tables


def test_rows_from_before_are_searched_and_keep_their_codes(engine: Engine) -> None:
    with engine.begin() as connection:
        migrations.downgrade(connection, "0003")
        migrations.upgrade(connection)
    with engine.connect() as connection:
        folded = connection.execute(select(tables.products.c.folded).order_by(tables.products.c.gtin)).scalars().all()
        kept = connection.execute(select(tables.aliases.c.kind, tables.aliases.c.value)).all()
    assert folded[0] == "rau muong 09521234543213 4089"
    assert sorted(map(tuple, kept)) == [("city_code", "HNP00417S"), ("gln", "9521234000013")]
