"""What a repository would send to clusters: its targets, and the account of everything else."""

from gate.discover.discovery import discover
from gate.discover.rules import RULES

__all__ = ["RULES", "discover"]
