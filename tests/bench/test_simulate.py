"""The simulation in small: what it assumes is what it does, and it counts what it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from PIL import Image

from bench.simulate.centre import Serial
from bench.simulate.goods import deliveries
from bench.simulate.makers import makers, published
from bench.simulate.markets import LONGEST_OUTAGE_H, MARKETS, Kiosk, Outage, kiosks
from bench.simulate.people import Kind, genuine_unit
from bench.simulate.report import BEGIN, END, report, write
from bench.simulate.run import simulate
from bench.simulate.scenario import START, Scenario
from bench.simulate.tally import Tally
from kiosk.records.history import Check
from kiosk.verdicts.verdict import Headline

SMALL = Scenario(units=4_000, copied_serials=10)
QUIET = replace(
    SMALL, checks_a_unit=0.0, phones_a_unit=0.0, bursts_a_unit=0.0, demonstrations_a_unit=0.0, photographs_a_unit=0.0,
    copied_serials=0,
)  # fmt: skip
AT = START.astimezone(UTC) + timedelta(days=3)


@pytest.fixture(scope="module")
def small() -> Tally:
    return simulate(SMALL)


@pytest.mark.long
def test_the_same_seed_gives_the_same_figures(small: Tally) -> None:
    assert report(SMALL, simulate(SMALL)) == report(SMALL, small)


def test_another_seed_gives_others(small: Tally) -> None:
    assert report(SMALL, simulate(replace(SMALL, seed=5))) != report(SMALL, small)


def test_nearly_all_genuine_labels_are_called_genuine(small: Tally) -> None:
    assert small.said[Kind.SHOPPER, Headline.GENUINE] > 0.85 * small.genuine_scans > 850


def test_a_hundred_copies_that_are_checked_are_caught(small: Tally) -> None:
    assert small.caught[100, 1.0].red_share == 1.0


def test_few_copies_that_nobody_checks_are_not(small: Tally) -> None:
    assert small.caught[5, 0.1].red_share < 0.5


def test_nobody_who_scans_is_nothing_counted() -> None:
    assert simulate(QUIET).genuine_scans == 0


def test_children_with_one_label_raise_no_suspicion() -> None:
    tally = simulate(replace(QUIET, bursts_a_unit=0.05))
    assert tally.genuine_scans > 1000
    assert not tally.false_ambers
    assert not tally.false_reds


def test_a_photograph_of_a_label_is_no_genuine_scan() -> None:
    tally = simulate(replace(QUIET, photographs_a_unit=0.05))
    taken = sum(count for (kind, _), count in tally.said.items() if kind is Kind.PHOTOGRAPH)
    assert taken >= tally.genuine_scans > 0


@pytest.mark.long
def test_a_key_that_is_used_before_its_list_is_out_is_called_forged_somewhere() -> None:
    hasty = replace(SMALL, new_key_share=0.5, copied_serials=0, units=8_000, list_lead_h=0.0)
    causes = {cause for _, cause, _ in simulate(hasty).false_reds}
    assert {"seal unknown_key", "seal out_of_scope"} & causes
    assert not {cause for _, cause, _ in simulate(replace(hasty, list_lead_h=48.0)).false_reds if "seal" in cause}


def test_every_change_is_a_new_list_that_holds_it() -> None:
    all_makers = makers(SMALL, Random(1))
    lists = published(all_makers)
    changes = [maker.change for maker in all_makers if maker.change is not None]
    assert len(lists.lists) == len(changes) + 1 > 1
    for change in changes:
        assert change.signer.key in lists.at(change.published_at).keys
        assert change.signer.key not in lists.at(change.published_at - timedelta(seconds=1)).keys


def test_resold_goods_are_at_one_market_at_a_time() -> None:
    resold = replace(SMALL, resold_share=1.0)
    lots = list(deliveries(resold, makers(resold, Random(1)), Random(2)))
    assert any(len(lot.stays) == 4 for lot in lots)
    for lot in lots:
        assert all(a.arrived < a.left < b.arrived for a, b in zip(lot.stays, lot.stays[1:], strict=False))
        assert len({stay.market_id for stay in lot.stays}) == len(lot.stays)


def test_late_movements_are_keyed_in_one_to_three_days_later() -> None:
    late = replace(SMALL, late_share=1.0)
    for lot in deliveries(late, makers(late, Random(1)), Random(2)):
        for keyed in lot.keyed:
            assert keyed.at is not None
            assert timedelta(days=1) <= keyed.at - keyed.movement.at <= timedelta(days=3)


def test_scans_of_a_unit_are_in_order_of_time() -> None:
    busy, chance = replace(SMALL, checks_a_unit=3.0), Random(3)
    delivery = next(deliveries(busy, makers(busy, chance), chance))
    units = [genuine_unit(str(number), delivery, busy, chance) for number in range(50)]
    for unit in units:
        assert unit is None or list(unit.scans) == sorted(unit.scans, key=lambda scan: scan.at)


def test_a_kiosk_without_network_knows_what_it_knew_before() -> None:
    outage = Outage(AT, AT + timedelta(hours=10), timedelta(minutes=-5), is_clock_trusted=True)
    kiosk = Kiosk(MARKETS[0].id, timedelta(), (outage,))
    assert kiosk.synchronised_at(AT + timedelta(hours=9)) == AT
    assert kiosk.outage_at(AT + timedelta(hours=10)) is None
    assert kiosk.moment(AT + timedelta(hours=1)).is_trusted
    assert not kiosk.moment(AT + timedelta(minutes=1)).is_trusted


def test_no_kiosk_is_longer_away_than_its_snapshot_may_be_old() -> None:
    every = [kiosk for own in kiosks(SMALL, Random(1)).values() for kiosk in own]
    assert len(every) == SMALL.kiosks_a_market * len(MARKETS)
    lengths = [outage.end - outage.start for kiosk in every for outage in kiosk.outages]
    assert timedelta() < max(lengths) <= timedelta(hours=LONGEST_OUTAGE_H)


def test_the_centre_keeps_a_repeat_within_two_minutes_as_the_same_check() -> None:
    serial = Serial("7K2M")
    checks = [Check(str(s), AT + timedelta(seconds=s), MARKETS[0].id) for s in (0, 60, 120, 181)]
    told = [len(serial.ask(check).checks) for check in checks]
    assert told == [0, 0, 0, 1]
    assert [check.check_id for check in serial.checks] == ["0", "181"]


def test_the_page_keeps_the_words_around_the_figures(tmp_path: Path, small: Tally) -> None:
    page = tmp_path / "simulation.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write(tmp_path / "simulation", "new", small)
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_page_that_is_not_there_is_made(tmp_path: Path, small: Tally) -> None:
    files = write(tmp_path / "simulation", "new", small)
    assert all(path.stat().st_size for path in files)


def test_the_picture_is_drawn_in_both_forms(tmp_path: Path, small: Tally) -> None:
    _, drawn, painted = write(tmp_path / "simulation", "new", small)
    lines = ElementTree.parse(drawn).getroot().findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) >= 2 * len(SMALL.rates)
    with Image.open(painted) as image:
        colours = image.convert("RGB").getcolors(maxcolors=1 << 24)
    assert colours is not None
    assert len(colours) > 4
