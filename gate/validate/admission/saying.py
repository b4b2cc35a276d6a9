"""What policies say, as findings and accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gate.model.finding import Finding, Severity
from gate.model.resource import Resource
from gate.validate.admission.evaluating import Decision
from gate.validate.admission.reading import Binding, Policy
from gate.validate.admission.rules import DENIED, OF_ACTION, SEVERITIES

_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Denial:
    """A policy that denies a resource. binding: None where the policy itself is misconfigured."""

    resource: Resource
    policy: Policy
    binding: Binding
    decision: Decision


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A policy that cannot be asked about a resource. binding: None where it is not even known to apply."""

    resource: Resource
    policy: Policy
    binding: Binding | None
    reason: str


Said = Denial | Unanswered


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding with the policy that it is of, and the pointer to the expression there, "" for none."""

    finding: Finding
    policy: Policy
    pointer: str = ""


def verdicts(said: Iterable[tuple[Said, str]]) -> Iterator[Verdict]:
    """The findings of what was said for each Kubernetes version: equal ones once."""
    denials: dict[Denial, list[str]] = defaultdict(list)
    doubts: dict[tuple[str, Policy, Binding | None, str], dict[Resource, None]] = defaultdict(dict)
    for one, version in said:
        if isinstance(one, Denial):
            denials[one].append(version)
        else:
            doubts[one.resource.target, one.policy, one.binding, one.reason][one.resource] = None
    for denial, versions in denials.items():
        yield from _of_denial(denial, tuple(versions))
    for (_, policy, binding, reason), resources in doubts.items():
        yield _of_doubts(policy, binding, reason, list(resources))


def _of_denial(denial: Denial, versions: tuple[str, ...]) -> Iterator[Verdict]:
    actions = ("Deny",) if denial.decision.always else tuple(dict.fromkeys(denial.binding.actions))
    who = f"ValidatingAdmissionPolicy '{denial.policy.name}' with binding '{denial.binding.name}'"
    for action in actions:
        if action not in OF_ACTION:
            continue
        said = denial.decision.message
        message = (
            f"{who} denied request: {said}" if action == "Deny" else f"Validation failed for {who}: {said}"
        )
        rule = OF_ACTION[action]
        yield Verdict(
            _finding(rule, message, denial.resource, versions), denial.policy, denial.decision.pointer
        )


def _of_doubts(policy: Policy, binding: Binding | None, reason: str, resources: list[Resource]) -> Verdict:
    others = [str(one.id) for one in resources[1:]]
    more = len(others) - _MOST_NAMES
    named = ", ".join(others[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    by = f" with binding '{binding.name}'" if binding else ""
    message = (
        f"ValidatingAdmissionPolicy '{policy.name}'{by} is not judged"
        f"{f', nor for {named}' if named else ''}: {reason}"
    )
    return Verdict(_finding(DENIED, message, resources[0], (), unjudged=True), policy)


def _finding(
    rule: str, message: str, resource: Resource, versions: tuple[str, ...], *, unjudged: bool = False
) -> Finding:
    severity: Severity = "warning"
    if not unjudged:
        declared = SEVERITIES[rule]
        assert declared != "ignore"
        severity = declared
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        target=resource.target,
        resource=resource.id,
        provenance=resource.provenance,
        unjudged=unjudged,
        remedy="" if unjudged else "Change the resource as the policy asks.",
        kubernetes_versions=versions,
    )
