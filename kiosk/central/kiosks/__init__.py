"""Kiosks of the city: how a unit is paired, who it is, what it is told, and how it fares."""
