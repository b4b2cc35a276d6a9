"""The report, and how it is written."""
