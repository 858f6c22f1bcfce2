"""Payload → code: what a stranger's bytes are. Pure."""
