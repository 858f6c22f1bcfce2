"""Part sync: the only one that has a network."""
