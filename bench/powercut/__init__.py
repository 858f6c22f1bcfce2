"""Power cuts: what the unit writes is recorded once, and the power is cut at every step of it, many ways."""
