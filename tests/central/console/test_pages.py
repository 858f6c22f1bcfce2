"""No page of the console is left out of the pictures, of axe and of the search for markup."""

from __future__ import annotations

import re
from typing import Final

from bench.console_pages import DOOR, PAGES
from tests.central.people.table import all_rows

LEFT_OUT: Final = {
    "/console": "leads to the first page",
    "/console/assets/{name}": "a file",
    "/console/usage/scans.csv": "a file",
    "/console/usage/scans.xlsx": "a file",
    "/console/devices/{kiosk_id}/orders/{order_id}/picture": "a file",
    "/console/devices/{kiosk_id}/orders/{order_id}/bundle": "a file",
    "/console/setup/{secret}": "its secret is drawn: test_browser looks at it while somebody sets up",
}
TEMPLATES: Final = [row.template for row in all_rows() if row.method == "GET" and row.template.startswith("/console")]


def template_of(path: str) -> str:
    """Return the template that answers a path: the one with the fewest parameters, as the routes stand."""
    fitting = [each for each in TEMPLATES if re.fullmatch(re.sub(r"{\w+}", "[^/]+", each), path.partition("?")[0])]
    return min(fitting, key=lambda each: each.count("{"), default="")


def test_every_page_is_looked_at() -> None:
    shown = {template_of(seen.path) for name, seen in {**DOOR, **PAGES}.items() if name != "missing"}
    assert shown == set(TEMPLATES) - set(LEFT_OUT)
