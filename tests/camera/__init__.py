"""Camera: sources, decoders, steadiness, the process."""
