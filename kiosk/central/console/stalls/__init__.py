"""Stalls and what they sell today; where a producer's labels were read."""
