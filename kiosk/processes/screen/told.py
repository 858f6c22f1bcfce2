"""What the board set for this kiosk, as the screen is told it: by sync, or at its start by what sync kept."""

from __future__ import annotations

from pathlib import Path

from kiosk.messages.local import SettingsTold
from kiosk.messages.unit_settings import SettingsAnswer
from kiosk.sync.kept import FILE_NAME, told_last_as
from kiosk.sync.settings import KIND


def told_before(state: Path) -> SettingsTold | None:
    """Return what held last, from `sync.db` in the folder `state`: the first label bears the kiosk's name, too.

    None where nothing was kept, or it cannot be read; sync says it anyway, a second after its start.
    """
    answer = told_last_as(state / FILE_NAME, KIND, SettingsAnswer)
    return None if answer is None else told_of(answer)


def told_of(answer: SettingsAnswer) -> SettingsTold:
    """Return what the centre answered as the message to the screen."""
    return SettingsTold(
        settings=answer.settings,
        name=answer.name,
        market_id=answer.market_id,
        market_name=answer.market_name,
        market_name_en=answer.market_name_en,
        area=answer.area,
        position=answer.position,
    )
