"""The gate: what a change in Git would send to a cluster, judged before it merges."""

__version__ = "0.1.0"
