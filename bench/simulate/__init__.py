"""A fortnight of honest goods, and a thousand copied labels, through the real rules.

`python -m bench.simulate` draws labels, kiosks and people by a seed, and lets `kiosk.inspection.inspect`
judge every scan: real seals, real lists, real history. docs/simulation.md says what comes out.
"""
