"""One command a file: its options, its words, and the import of what it needs when it runs."""
