"""What the terminal can show, and what its user wants to see."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO

FIXED_WIDTH = 100


def has_colour(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Columns to write for; a pipe gets a fixed width, so that output does not depend on the window."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else FIXED_WIDTH
