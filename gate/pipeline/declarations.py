"""Which targets declare which others."""

from __future__ import annotations

from collections.abc import Sequence

from gate.model.target import Target


def with_declared(names: frozenset[str], targets: Sequence[Target]) -> frozenset[str]:
    """The names of some targets, and of all that these declare, directly or through others."""
    while True:
        more = {target.name for target in targets if _parent(target) in names} - names
        if not more:
            return names
        names |= more


def _parent(target: Target) -> str | None:
    return target.declared_by.provenance.target if target.declared_by else None
