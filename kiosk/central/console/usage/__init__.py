"""Scans in numbers, lists and files; one scan; whether the journals are whole."""
