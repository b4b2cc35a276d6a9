"""Small templates, constraints and subjects."""

from __future__ import annotations

import orjson

from gate.evaluate.gatekeeper import Constraint, Subject
from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.model.labels import Labels
from gate.model.resource import Provenance, Resource, ResourceId

REGO = 'package demo\n\nviolation[{"msg": "no"}] { input.parameters.no }\n'


def resource(body: JsonObject, path: str = "app.yaml") -> Resource:
    metadata = mapping(body.get("metadata"))
    identity = ResourceId(
        text(body.get("apiVersion")),
        text(body.get("kind")),
        text(metadata.get("namespace")),
        text(metadata.get("name")),
    )
    return Resource(identity, 0, orjson.dumps(body), Provenance("app", path, 0), ("1.34",))


def manifest(
    kind: str = "Pod", api_version: str = "v1", name: str = "web", **metadata: JsonValue
) -> JsonObject:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **metadata}}


def template(kind: str = "Demo", version: str = "v1", **more: JsonValue) -> JsonObject:
    """A template; more: fields of its target, or `validation`, or `name`."""
    name = more.pop("name", kind.lower())
    validation = more.pop("validation", None)
    crd: JsonObject = {"names": {"kind": kind}}
    if validation is not None:
        crd["validation"] = validation
    target: JsonObject = {"target": "admission.k8s.gatekeeper.sh", **(more or {"rego": REGO})}
    return {
        "apiVersion": f"templates.gatekeeper.sh/{version}",
        "kind": "ConstraintTemplate",
        "metadata": {"name": name},
        "spec": {"crd": {"spec": crd}, "targets": [target]},
    }


def constraint(
    kind: str = "Demo", name: str = "one", spec: JsonObject | None = None, *, given: bool = False
) -> Constraint:
    body: JsonObject = {
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": spec or {},
    }
    return Constraint(resource(body, f"{name}.yaml"), body, given)


def subject(
    body: JsonObject,
    namespace: str | None = None,
    *,
    is_namespaced: bool | None = True,
    labels: Labels | None = None,
) -> Subject:
    """namespace: as written where none is given."""
    there = text(mapping(body.get("metadata")).get("namespace")) if namespace is None else namespace
    return Subject(resource(body), body, there, is_namespaced, labels or Labels({}, complete=False))
