"""A unit as it stands in a market: Debian 13, a real kernel, a disk with a read-only root, by make test-machine."""
