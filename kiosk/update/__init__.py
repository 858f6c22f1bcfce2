"""Releases with a way back."""
