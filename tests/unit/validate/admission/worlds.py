"""Small clusters with policies, and what is said in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gate.model.json import JsonObject, JsonValue
from gate.model.target import PlainSource, Target
from gate.validate import Catalogue, catalogue
from gate.validate.admission.judging import Verdicts, World, admission
from tests.unit.validate.resources import deployment, resource

VERSION = ("1.34",)
CATALOGUE = catalogue(VERSION, ())
TARGET = Target("apps/web", "plain", "apps/web", PlainSource(()), "", "apps/web", (), "", VERSION)
GROUP = "admissionregistration.k8s.io/v1"
ON_DEPLOYMENTS: JsonValue = [
    {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}
]


def policy(
    *expressions: str, name: str = "demo", more: JsonObject | None = None, **spec: JsonValue
) -> JsonObject:
    """A policy on Deployments with some validations; more: further fields of its spec."""
    validations: JsonValue = [{"expression": one} for one in expressions]
    given: JsonObject = {"matchConstraints": {"resourceRules": ON_DEPLOYMENTS}, **spec}
    if expressions:
        given["validations"] = validations
    given |= more or {}
    return {
        "apiVersion": GROUP,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": given,
    }


def binding(name: str = "demo", **spec: JsonValue) -> JsonObject:
    return {
        "apiVersion": GROUP,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": f"{name}-bound"},
        "spec": {"policyName": name, "validationActions": ["Deny"], **spec},
    }


def world(
    *bodies: JsonObject,
    given: Sequence[JsonObject] = (),
    known: Catalogue = CATALOGUE,
    unknown: tuple[str, ...] = (),
) -> World:
    """A world of one target that sends some resources."""
    sent = [resource(body, VERSION, unknown=unknown) for body in bodies]
    of_user = [resource(body, VERSION) for body in given]
    elsewhere = [replace(one, provenance=replace(one.provenance, target="--policy")) for one in of_user]
    return World([TARGET], sent, known, elsewhere)


def judged(*bodies: JsonObject, given: Sequence[JsonObject] = ()) -> Verdicts:
    return admission(world(*bodies, given=given))


def messages(*bodies: JsonObject, given: Sequence[JsonObject] = ()) -> list[str]:
    return [one.finding.message for one in judged(*bodies, given=given).verdicts]


def web(name: str = "web", namespace: str = "shop") -> JsonObject:
    """A Deployment; without a namespace where that is empty."""
    metadata: JsonObject = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {**deployment(), "metadata": metadata}
