"""Tests of kiosk/records."""
