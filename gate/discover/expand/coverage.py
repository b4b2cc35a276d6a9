"""Which targets of discovery are judged through a declared one, and which of their files are left."""

from __future__ import annotations

from dataclasses import replace

from gate.model.target import HelmSource, KustomizeSource, PlainSource, Target


def covers(declared: Target, undeclared: Target) -> bool:
    """Whether everything that an undeclared target stands for is rendered by a declared one."""
    source = undeclared.source
    if isinstance(source, KustomizeSource):
        return bool(source.kustomization) and source.kustomization in declared.closure
    if isinstance(source, HelmSource):
        return isinstance(declared.source, HelmSource) and declared.source.chart == source.chart
    return declared.kind != "helm" and set(source.files) <= set(declared.closure)


def left_of(undeclared: Target, declared: Target) -> Target:
    """A target without the manifests that a declared one renders; the same where that has none of them."""
    source = undeclared.source
    if not isinstance(source, PlainSource) or declared.kind == "helm":
        return undeclared
    taken = set(declared.closure)
    left = tuple(path for path in source.files if path not in taken)
    if len(left) == len(source.files):
        return undeclared
    return replace(undeclared, source=PlainSource(left), closure=left)
