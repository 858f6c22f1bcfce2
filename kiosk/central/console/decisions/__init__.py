"""Recalls, violations, notices and drills at the console."""
