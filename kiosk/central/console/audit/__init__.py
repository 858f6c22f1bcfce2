"""Every change, with old and new values."""
