"""`python -m gate` is the command `gate`."""

from __future__ import annotations

from gate.cli.main import main

if __name__ == "__main__":
    main()
