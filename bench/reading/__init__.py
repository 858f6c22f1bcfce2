"""Labels as they are in markets, drawn and spoilt by program, and who reads them. `make bench-reading`."""
