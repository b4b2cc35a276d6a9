"""What the functions that Kubernetes adds to CEL do, in Python."""
