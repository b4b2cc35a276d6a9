"""Repository -> targets."""
