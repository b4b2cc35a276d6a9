"""Typed reading of kustomization and chart files."""
