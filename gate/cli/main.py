"""The command `gate`."""

from __future__ import annotations


def main() -> None: ...
