"""Resources against schemas."""
