"""Resources against policies."""
