"""Releases side by side, and a way back: fetch → verify → unpack → switch → judge → keep, or go back."""
