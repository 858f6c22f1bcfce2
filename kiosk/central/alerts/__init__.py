"""Alerts: what the centre finds wrong, who looks after it, and who is told."""
