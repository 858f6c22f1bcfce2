"""Networks that fail, between real parts: what holds all the same."""
