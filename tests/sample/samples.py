"""The shipped samples, as tests read them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "assets" / "sample"
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")


def read(name: str) -> Any:
    """Return what the JSON file `name` holds."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


LABELS: list[dict[str, str]] = read("labels.json")
"""Read once: tests have one case for each."""
