"""Located findings -> which of them count."""
