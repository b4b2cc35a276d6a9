"""CEL (Common Expression Language) as the API server speaks it."""
