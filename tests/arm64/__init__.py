"""arm64: what a Raspberry Pi installs, and the demonstration in a root of that processor, by make test-arm64."""
