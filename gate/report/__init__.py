"""The report, and how it is written."""

from gate.report.fold import fold

__all__ = ["fold"]
