"""People of the central service: who they are, what they may do, and what they did."""
