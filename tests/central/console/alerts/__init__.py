"""Alerts at the console."""
