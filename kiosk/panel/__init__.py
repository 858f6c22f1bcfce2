"""The front panel: lamps, buzzer, button."""
