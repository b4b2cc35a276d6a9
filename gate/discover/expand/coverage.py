"""Which targets of discovery are judged through a declared one, and which of their files are left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gate.discover.plain import reason_for
from gate.model.target import HelmSource, KustomizeSource, PlainSource, Target


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a declared target renders. chart: of a helm target, else ""; read: the files of other targets."""

    chart: str
    read: frozenset[str]

    @classmethod
    def of(cls, declared: Target) -> Coverage:
        if isinstance(declared.source, HelmSource):
            return cls(declared.source.chart, frozenset())
        return cls("", frozenset(declared.closure))

    def holds(self, undeclared: Target) -> bool:
        """Whether everything that an undeclared target stands for is rendered by the declared one."""
        source = undeclared.source
        if isinstance(source, KustomizeSource):
            return source.kustomization in self.read
        if isinstance(source, HelmSource):
            return source.chart == self.chart
        return self.read.issuperset(source.files)

    def touches(self, undeclared: Target) -> bool:
        """Whether it renders an undeclared target, or manifests of it."""
        source = undeclared.source
        if isinstance(source, PlainSource):
            return not self.read.isdisjoint(source.files)
        return self.holds(undeclared)

    def left_of(self, undeclared: Target) -> Target:
        """The target without the manifests that the declared one renders; others stay as they are."""
        source = undeclared.source
        if not isinstance(source, PlainSource) or not self.touches(undeclared):
            return undeclared
        left = tuple(path for path in source.files if path not in self.read)
        return replace(undeclared, source=PlainSource(left), closure=left, reason=reason_for(len(left)))
