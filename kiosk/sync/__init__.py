"""The one process with a network: asks the centre, keeps the cache."""
