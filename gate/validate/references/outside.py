"""What the configuration says of resources from elsewhere, held against what is needed and what is there."""

from __future__ import annotations

from collections.abc import Iterator

from gate.config.settings import External
from gate.model.finding import Finding
from gate.validate.references.externals import Externals, covers
from gate.validate.references.holdings import Holdings
from gate.validate.references.rules import REMEDIES


def superfluous(externals: Externals, holdings: Holdings, *, whole: bool) -> Iterator[Finding]:
    """Externals that the repository has itself, and those that nothing names.

    whole: everything in the repository was judged, so what was not needed is not needed at all.
    """
    for external in externals:
        has = [
            one
            for (_, kind), items in holdings.by_kind.items()
            if kind == external.kind
            for one in items
            if not one.is_made and covers(external, one.identity)
        ]
        exact = "*" not in external.name and "?" not in external.name and "[" not in external.name
        if has and exact:
            yield _finding("ref/external-declared", external, f"{has[0].target} has {has[0].identity} itself")
        elif whole and external not in externals.used:
            named = f"{external.kind} {external.namespace + '/' if external.namespace else ''}{external.name}"
            yield _finding("ref/external-unused", external, f"nothing in the repository needs {named}")


def _finding(rule: str, external: External, message: str) -> Finding:
    return Finding(rule, "info", message, location=external.source, remedy=REMEDIES[rule])
