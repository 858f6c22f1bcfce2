"""What a phone's page says of earlier checks: what scan points saw, how often the page was opened, a sale.

It claims no more than was counted. Whoever opens the page again counts again, and says so.
"""

from __future__ import annotations

from kiosk.records.registry import Step
from kiosk.wording.telling import PageViews, Telling, day_text


def phone_history(telling: Telling, views: PageViews) -> tuple[str, ...]:
    """Return the lines about one serial: checks at scan points, its recorded sale, views of the page."""
    lines = (_checks(telling), sale_line(telling), _views(telling, views))
    return tuple(line for line in lines if line)


def sale_line(telling: Telling) -> str:
    """Return when the pack with this serial was sold, as recorded; "" where no event says so."""
    serial = telling.inspection.identity.serial
    sales = [m.at for m in telling.inspection.finding.movements if m.step is Step.SALE and serial in m.serials]
    return telling.words("history.sold", when=telling.when(max(sales))) if serial and sales else ""


def _checks(telling: Telling) -> str:
    words, checks = telling.words, telling.checks()
    if not checks:
        return words("history.scan_points_none")
    first = {"when": telling.when(checks[0].at), "market": telling.market(checks[0])}
    markets = {check.market_id for check in checks}
    if len(checks) == 1:
        return words("history.scan_points_once", **first)
    if len(markets) == 1:
        return words("history.scan_points", number=len(checks), **first)
    return words("history.scan_points_markets", number=len(checks), markets=len(markets), **first)


def _views(telling: Telling, views: PageViews) -> str:
    if views.number < 2:
        return ""
    return telling.words("history.page_views", number=views.number, day=day_text(views.first_day))
