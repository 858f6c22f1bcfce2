"""`python -m provisioning`."""

from __future__ import annotations

from provisioning.cli import main

if __name__ == "__main__":
    main()
