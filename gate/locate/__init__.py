"""Findings -> places in the source."""
