"""Facts → verdict: what may be said, and when. Pure."""
