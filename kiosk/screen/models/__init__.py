"""View models: each a QObject with one frozen value and one signal; no decision, no text, no I/O."""
