"""Alerts: the list with a plan of markets, one alert, false verdicts against their budget, who is written to."""
