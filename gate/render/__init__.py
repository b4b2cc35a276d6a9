"""Target -> rendered text."""
