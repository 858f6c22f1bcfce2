"""Kiosks: how they fare, pairing, name and place, settings, waves of releases."""
