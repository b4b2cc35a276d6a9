"""Findings about requests and limits that a LimitRange of the same cluster meets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gate.evaluate.limit_ranges import RULES, Given, given_by, is_met
from gate.model.finding import Finding
from gate.model.inventory import is_known
from gate.model.target import Target
from gate.pipeline.rendering import TargetResult
from gate.validate.references.reading import effective

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Unmet:
    """The findings that are left, and what to say of the others."""

    findings: tuple[Finding, ...]
    notices: tuple[str, ...] = ()


def unmet(findings: Sequence[Finding], results: Sequence[TargetResult]) -> Unmet:
    """The findings without those about what a LimitRange gives, where its namespace is known."""
    given = _given(results)
    if not given or not any(one.rule in RULES for one in findings):
        return Unmet(tuple(findings))
    targets = {result.target.name: result.target for result in results}
    left: list[Finding] = []
    met: dict[str, int] = defaultdict(int)
    for one in findings:
        place = _place(one, targets)
        if place in given and is_met(one, given[place]):
            met[place[1]] += 1
        else:
            left.append(one)
    return Unmet(tuple(left), tuple(_notices(met)))


def _given(results: Iterable[TargetResult]) -> Mapping[tuple[str, str], frozenset[Given]]:
    """What is given, by cluster and namespace."""
    given: defaultdict[tuple[str, str], frozenset[Given]] = defaultdict(frozenset)
    for result in results:
        for resource in result.resources:
            if (resource.id.group, resource.id.kind) == ("", "LimitRange"):
                namespace = effective(result.target, resource.id.namespace)
                if is_known(namespace):
                    given[result.target.cluster, namespace] |= given_by(resource.decode())
    return dict(given)


def _place(finding: Finding, targets: Mapping[str, Target]) -> tuple[str, str]:
    """The cluster and namespace that a finding is about, ("", "") where that is none of the targets'."""
    target = targets.get(finding.target)
    if target is None or finding.resource is None:
        return "", ""
    return target.cluster, effective(target, finding.resource.namespace)


def _notices(met: Mapping[str, int]) -> Iterator[str]:
    if met:
        names = sorted(met)
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        yield (
            f"Missing requests and limits that LimitRanges give are not told: {sum(met.values())} in "
            f"namespace {', '.join(names[:_MOST_NAMED])}{more}."
        )
