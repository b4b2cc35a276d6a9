"""YAML text read as Kubernetes reads it, with positions."""
