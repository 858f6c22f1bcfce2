"""Checks of this unit, with a remedy each."""
