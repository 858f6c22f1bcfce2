"""Alerts of the centre: found, shown, ended, looked after, and told."""
