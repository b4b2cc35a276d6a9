"""What admission policies and their bindings are called."""

from __future__ import annotations

from gate.model.resource import Resource

GROUP = "admissionregistration.k8s.io"
POLICY = "ValidatingAdmissionPolicy"
BINDING = "ValidatingAdmissionPolicyBinding"
MUTATING = "MutatingAdmissionPolicy"


def is_of_admission(resource: Resource, kind: str) -> bool:
    return resource.id.kind == kind and resource.id.group == GROUP


def concerns_admission(resource: Resource) -> bool:
    """Whether it is a policy or a binding."""
    return resource.id.group == GROUP and resource.id.kind in {POLICY, BINDING, MUTATING}
