"""The sample registry, labels, sheet and clip in assets/sample: `python -m bench.samples`."""
