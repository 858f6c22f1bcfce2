"""Journal: events, the chain, the file, what is printed of it."""
