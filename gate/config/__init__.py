"""`.gate.yaml` and the command line, layered into settings."""
