"""A form as a browser would send it again: with all that it holds."""

from __future__ import annotations

from html.parser import HTMLParser


class FirstForm(HTMLParser):
    """The first form of a page's main part that is sent by POST: where to, and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, list[str]] = {}
        """Values by name: of ticked boxes there may be several."""
        self._is_in = self._is_over = False
        self._select = self._area = ""
        self.feed(page.partition("<main")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the field that begins here."""
        named = {name: value or "" for name, value in attrs}
        if tag == "form" and named.get("method") == "post" and not self._is_over:
            self._is_in, self.action = True, named.get("action", "")
        if not self._is_in:
            return
        if tag == "select":
            self._select = named["name"]
        elif tag == "textarea":
            self._area = named["name"]
            self.fields[self._area] = [""]
        elif tag == "option" and ("selected" in named or self._select not in self.fields):
            self.fields[self._select] = [named.get("value", "")]
        elif tag == "input" and self._is_sent(named):
            self.fields.setdefault(named["name"], []).append(named.get("value", "on" if "checked" in named else ""))

    def handle_data(self, data: str) -> None:
        """Take what stands in a field of several lines."""
        if self._area:
            held = self.fields[self._area][0]
            self.fields[self._area] = [held + data if held else data.removeprefix("\n")]  # as browsers do

    def handle_endtag(self, tag: str) -> None:
        """Leave the field or the form that ends here."""
        if tag == "textarea":
            self._area = ""
        if tag == "form" and self._is_in:
            self._is_in, self._is_over = False, True

    @staticmethod
    def _is_sent(named: dict[str, str]) -> bool:
        is_ticked = named.get("type") not in {"checkbox", "radio"} or "checked" in named
        return bool(named.get("name")) and named.get("type") != "submit" and is_ticked
