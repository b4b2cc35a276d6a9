"""Admission policies, what is created under them, and what an API server answered."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text

FOLDER = Path(__file__).parent / "admission"
ANSWERS = FOLDER / "answers-1.34.json"
GROUP = "admissionregistration.k8s.io/v1"
NAMESPACE = "gatevap"
LABEL = "gatevap"

BASE: JsonObject = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "gatevap-one"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "web:1"}]},
        },
    },
}
RULES: list[JsonValue] = [
    {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}
]
NAMESPACE_BODY: JsonObject = {
    "apiVersion": "v1",
    "kind": "Namespace",
    "metadata": {"name": NAMESPACE, "labels": {"tier": "gold"}, "annotations": {"note": "made by a test"}},
}
_CLUSTER_SCOPED = frozenset({"ClusterRole", "Namespace"})


@cache
def _file(name: str) -> JsonObject:
    return mapping(json.loads(json.dumps(yaml.safe_load((FOLDER / f"{name}.yaml").read_text()))))


def scenarios() -> tuple[str, ...]:
    return tuple(_file("scenarios"))


def _slug(name: str) -> str:
    return name.replace(" ", "-")


def policy(name: str) -> JsonObject:
    """The policy of a scenario."""
    given = mapping(_file("scenarios")[name])
    constraints = {"resourceRules": RULES, **mapping(given.get("matches"))}
    spec: JsonObject = {"matchConstraints": constraints, **mapping(given.get("policy"))}
    metadata: JsonObject = {"name": f"gatevap-{_slug(name)}"}
    return {"apiVersion": GROUP, "kind": "ValidatingAdmissionPolicy", "metadata": metadata, "spec": spec}


def binding(name: str) -> JsonObject:
    """Its binding, which means nothing but what bears the label of the scenario."""
    given = mapping(mapping(_file("scenarios")[name]).get("binding"))
    confined: JsonObject = {
        "objectSelector": {"matchLabels": {LABEL: _slug(name)}},
        **mapping(given.get("matchResources")),
    }
    own = f"gatevap-{_slug(name)}"
    spec: JsonObject = {"policyName": own, "validationActions": ["Deny"], **given, "matchResources": confined}
    return {
        "apiVersion": GROUP,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": f"{own}-bound"},
        "spec": spec,
    }


def there_before(name: str) -> list[JsonObject]:
    """The parameters of a scenario."""
    return [_placed(mapping(one)) for one in sequence(mapping(_file("scenarios")[name]).get("with"))]


def made(name: str) -> Iterator[tuple[str, JsonObject]]:
    """What is created under a policy, by what it is called in the answers."""
    for label, changes in mapping(mapping(_file("scenarios")[name]).get("made")).items():
        body = _placed(_merged(copy.deepcopy(BASE), mapping(changes)))
        metadata = mapping(body["metadata"])
        metadata["labels"] = {**mapping(metadata.get("labels")), LABEL: _slug(name)}
        yield f"{name}: {label}", body


def _placed(body: JsonObject) -> JsonObject:
    if text(body.get("kind")) not in _CLUSTER_SCOPED:
        mapping(body["metadata"])["namespace"] = NAMESPACE
    return body


def _merged(body: JsonObject, changes: JsonObject) -> JsonObject:
    """A JSON merge patch (RFC 7396)."""
    for key, value in changes.items():
        if value is None:
            body.pop(key, None)
        else:
            inner = body.get(key)
            body[key] = (
                _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
            )
    return body


def refusals() -> dict[str, JsonObject]:
    """Policies and webhooks whose expressions are asked about themselves, by name."""
    return {name: _definition(name, mapping(given)) for name, given in _file("definitions").items()}


def _definition(name: str, given: JsonObject) -> JsonObject:
    kind = (
        text(given.pop("kind", "ValidatingAdmissionPolicy"))
        if "kind" in given
        else "ValidatingAdmissionPolicy"
    )
    spec: JsonObject = {
        "matchConstraints": {"resourceRules": RULES},
        "validations": [{"expression": "true"}],
        **given,
    }
    metadata: JsonObject = {"name": f"gatevap-{_slug(name)}"}
    return {"apiVersion": GROUP, "kind": kind, "metadata": metadata, "spec": spec}


def answers() -> JsonObject:
    """What the server said: of each resource (denial and warnings) and of each definition (refusal)."""
    return mapping(json.loads(ANSWERS.read_text()))
