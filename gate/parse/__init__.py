"""Rendered text -> resources."""
