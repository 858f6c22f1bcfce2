"""Frame → payload: pictures from a source, codes out of pictures."""
