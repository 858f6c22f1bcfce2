"""Sheets that people fill in, into the registry: all of them, or nothing and every fault by its line."""
