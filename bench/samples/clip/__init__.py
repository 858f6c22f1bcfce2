"""The clip: labels as a hand moves them before a kiosk's camera."""
